"""Short messages for the person at the window."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

Level = Literal["info", "good", "bad"]


class Notices(QObject):
    """What the status line says. An error that has a place on the screen goes there."""

    said = Signal(str, str, str)
    """(sentence, level, details); details may be a trace, for "Copy"."""

    def say(self, sentence: str, level: Level = "info", details: str = "") -> None:
        """Show a sentence; "bad" stays until somebody closes it."""
        self.said.emit(sentence, level, details)
