"""Opening the window."""

from __future__ import annotations

import locale
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from ganstudio.gui.crash import CrashLog
from ganstudio.gui.garbage import GarbageCollector
from ganstudio.gui.instance import Doorkeeper, hand_over
from ganstudio.gui.services import Services
from ganstudio.gui.session import SessionKeeper, read_session
from ganstudio.gui.signals import Signals
from ganstudio.gui.theme import icon, theme
from ganstudio.gui.window import Window
from ganstudio.gui.window.banners import offer_report, welcome
from ganstudio.gui.window.places import preload


def make_application() -> QApplication:
    """Return the application, made if there is none, in our style."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QApplication.setDesktopFileName("ganstudio")
        app = QApplication(sys.argv[:1])
    app.setApplicationName("GAN Studio")
    app.setOrganizationName("ganstudio")
    # Qt takes the user's locale; C libraries would then read "0,5" for numbers.
    locale.setlocale(locale.LC_NUMERIC, "C")
    app.setStyle("Fusion")
    app.setWindowIcon(icon("creation", "accent"))
    return app


def open_window(paths: Sequence[Path] = (), *, safe_mode: bool = False) -> Window:
    """Make a window as it was left, show it, and fill it after its first paint.

    Args:
        paths: opened once it is there.
        safe_mode: no plugin of others is loaded.
    """
    services = Services(safe_mode=safe_mode)
    _apply_theme(services)
    services.preferences.changed.connect(lambda: _apply_theme(services))
    window = Window(services)
    services.setParent(window)
    session = read_session()
    window.restore(session)
    keeper = SessionKeeper(window, services)

    def begin() -> None:
        services.start()
        services.background.run(lambda task: preload(lambda: task.stopped))
        keeper.start()
        offer_report(window)
        if not session:
            welcome(window)
        if services.preferences.problem:
            services.notices.say(services.preferences.problem, "bad")
        if paths:
            window.open_paths(list(paths))

    # A timer of 0 ms runs after what the first paint put into the queue.
    window.painted.connect(lambda: QTimer.singleShot(0, window, begin))
    window.show()
    return window


def main(paths: Sequence[Path] = (), *, safe_mode: bool = False) -> int:
    """Run the program with a window; returns the exit code.

    Where a window of this person is open already, it gets the files.
    """
    app = make_application()
    if hand_over(paths):
        return 0
    garbage = GarbageCollector()
    window = open_window(paths, safe_mode=safe_mode)
    crash_log = CrashLog(window.tell_failure)
    door = Doorkeeper(window)
    door.knocked.connect(window.come_forward)
    door.open()
    signals = Signals(window.close, window)
    try:
        return app.exec()
    finally:
        signals.close()
        door.close()
        crash_log.close()
        delete(window)
        garbage.close()


def delete(window: Window) -> None:
    """Delete a closed window now, before Python takes its parts in any order."""
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _apply_theme(services: Services) -> None:
    wanted = services.preferences.value
    theme.apply(
        wanted.scheme,
        text_scale=wanted.text_scale,
        reduced_motion=wanted.reduced_motion,
    )
