"""The person's settings, as the window sees them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.api import StudioError
from ganstudio.app.preferences import Preferences, read_preferences, write_preferences
from ganstudio.gui.services.background import Background


class PreferencesStore(QObject):
    """The settings in force; a change is written at once, in the background.

    Args:
        background: where they are written: a disk may take its time to say that it
            has them.
    """

    changed = Signal()
    failed = Signal(str)
    """One sentence: a setting could not be kept, or the file was not read."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._written: Preferences | None = None
        """What is being written, or was written last."""
        self._writing = self._closed = False
        self.value, self.problem = read_preferences()

    def change(self, **fields: Any) -> None:
        """Set some fields.

        Raises:
            pydantic.ValidationError: a value out of its bounds: a mistake of ours.
        """
        new = Preferences.model_validate(self.value.model_dump() | fields)
        if new == self.value:
            return
        self.value = new
        self._write()
        self.changed.emit()

    def close(self) -> None:
        """Write what is not written yet."""
        self._closed = True
        if self._writing or self._written not in (None, self.value):
            self._write_here()

    def _write_here(self) -> None:
        with suppress(StudioError):
            write_preferences(self.value)

    def _write(self) -> None:
        if self._closed:
            self._write_here()
            return
        if self._writing or self._written == self.value:
            return
        value = self._written = self.value
        self._writing = True
        self._background.run(
            lambda _: write_preferences(value), self._wrote, self._refused, owner=self
        )

    def _wrote(self, _: object = None) -> None:
        self._writing = False
        self._write()

    def _refused(self, sentence: str) -> None:
        self.failed.emit(sentence)
        self._wrote()
