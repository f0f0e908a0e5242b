"""The dialogs and popups that the frame opens; imported when they are first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ganstudio.app.failures import log_folder
from ganstudio.gui.folders import open_folder

if TYPE_CHECKING:
    from ganstudio.gui.window.window import Window


def bind_popups(window: Window) -> None:
    """Bind the rows of the table that open one, and the ring and the status line."""
    commands, services = window.commands, window.services

    def settings() -> None:
        from ganstudio.gui.dialogs import SettingsDialog

        SettingsDialog(services, window).open()

    def palette() -> None:
        from ganstudio.gui.dialogs import CommandPalette

        CommandPalette(commands, window, services.notices.say).open()

    def jobs(anchor: QWidget | None = None) -> None:
        from ganstudio.gui.dialogs import JobList

        JobList(services.jobs, window, anchor).open()

    def shortcuts() -> None:
        from ganstudio.gui.dialogs import ShortcutsDialog

        ShortcutsDialog(commands, window).open()

    def first_steps() -> None:
        from ganstudio.gui.window.first_steps import FirstSteps

        FirstSteps(services, window).open()

    def copy_info() -> None:
        from ganstudio.gui.dialogs import copy_information

        copy_information(services)

    def logs() -> None:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        open_folder(folder)

    def about() -> None:
        from ganstudio.gui.dialogs import AboutDialog

        AboutDialog(services, window).open()

    commands.bind("app.settings", settings)
    commands.bind("app.palette", palette)
    commands.bind("app.jobs", lambda: jobs(window.rail.ring))
    commands.bind("app.shortcuts", shortcuts)
    commands.bind("app.first_steps", first_steps)
    commands.bind("app.copy_info", copy_info)
    commands.bind("app.logs", logs)
    commands.bind("app.about", about)
    window.rail.jobs_wanted.connect(lambda: jobs(window.rail.ring))
    window.status.jobs_wanted.connect(lambda: jobs(window.status.jobs))
