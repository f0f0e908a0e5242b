"""The person's settings, as the window sees them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.api import StudioError
from ganstudio.app.preferences import Preferences, read_preferences, write_preferences


class PreferencesStore(QObject):
    """The settings in force; a change is written at once."""

    changed = Signal()
    failed = Signal(str)
    """One sentence: a setting could not be kept, or the file was not read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
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
        try:
            write_preferences(new)
        except StudioError as error:
            self.failed.emit(str(error))
        self.changed.emit()
