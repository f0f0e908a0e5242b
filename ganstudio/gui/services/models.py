"""The model files at hand, kept up to date."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.api import Role
from ganstudio.app.models import ModelEntry, list_models
from ganstudio.gui.services.background import Background


class Models(QObject):
    """Demo models, the user's and those of runs; read in the background."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._again = False
        self._reading = False
        self.read = False
        """Whether the list was read at least once."""
        self.all: list[ModelEntry] = []
        """Every model file, damaged ones too."""

    def refresh(self) -> None:
        """Read the list again; `changed` says when it is there."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._background.run(
            lambda _: list_models(), self._show, lambda _: self._show(None), owner=self
        )

    def of_role(self, role: Role) -> list[ModelEntry]:
        """Whole models of one role."""
        return [e for e in self.all if e.card is not None and e.card.role is role]

    def at(self, path: Path) -> ModelEntry | None:
        """The model of this file, where it is listed."""
        return next((entry for entry in self.all if entry.path == path), None)

    def _show(self, entries: list[ModelEntry] | None) -> None:
        self._reading = False
        if entries is not None and (entries != self.all or not self.read):
            self.all, self.read = entries, True
            self.changed.emit()
        if self._again:
            self._again = False
            self.refresh()
