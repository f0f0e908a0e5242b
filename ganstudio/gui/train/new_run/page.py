"""A new run: canvas and inspector, and what the workspace may ask of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.canvas import NewRunCanvas
from ganstudio.gui.train.new_run.command_line import command_line
from ganstudio.gui.train.new_run.inspector import NewRunInspector
from ganstudio.gui.train.new_run.model import NewRunModel
from ganstudio.gui.train.new_run.pictures import SIDE
from ganstudio.gui.train.new_run.words import listed


class NewRun(QObject):
    """The page on which a run is put together.

    Args:
        services: what all workspaces use.
        commands: refreshed where what can be done changes.
    """

    created = Signal(object)
    """The `RunFolder` that Start has made; it does not train yet."""
    changed = Signal()
    """`can_start` may be another one."""

    def __init__(self, services: Services, commands: Commands) -> None:
        super().__init__()
        self._services, self._commands = services, commands
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        self.model = NewRunModel(services, round(size(SIDE) * 1.25 * ratio), self)
        self._inspector = NewRunInspector(
            self.model, services, self.start, self.copy_command
        )
        self.inspector: QWidget = self._inspector
        """Model, data, settings, forecast, Start."""
        self.canvas: QWidget = NewRunCanvas(self.model, self._inspector.data.choose)
        """The data."""
        self._could_start = False
        self.model.changed.connect(self._changed)
        self.model.created.connect(self.created)

    @property
    def can_start(self) -> bool:
        """Whether everything is there and right."""
        return self.model.can_start

    def start(self) -> None:
        """Check everything and make the run in the background; `created` tells.

        Where something is wrong, its sentence shows and the keyboard goes there.
        """
        self._inspector.data.commit()
        if not self.can_start and not self.model.creating:
            self._inspector.focus_problem()
        self.model.start()

    def prepare(self, model: str, data: list[Path]) -> None:
        """Fill in what somebody asked for.

        Args:
            model: id of a model; "" keeps the one that is chosen.
            data: one folder, or two for two-sided data; none keeps it as it is.
        """
        if model:
            self.model.choose_model(model)
        if data:
            self.model.data.take(data)

    def copy_command(self) -> None:
        """Put the command line of this run on the clipboard, and say so."""
        self._inspector.data.commit()
        request = self.model.request()
        if request is None:
            missing = listed(self.model.missing or ["Model"])
            self._services.notices.say(f"Not copied: first put right {missing}.")
            return
        command = command_line(request)
        QGuiApplication.clipboard().setText(command)
        self._services.notices.say(f"Copied: {command}", "good")

    def state(self) -> dict[str, Any]:
        """The half-filled form, as JSON."""
        return self.model.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned, perhaps of an older version."""
        self.model.restore(state)

    def close(self) -> None:
        """Stop what was asked for."""
        self.model.close()

    def _changed(self) -> None:
        if self.can_start != self._could_start:
            self._could_start = self.can_start
            self._commands.refresh()
        self.changed.emit()
