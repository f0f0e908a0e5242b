"""A line of text that gives way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class Elided(QLabel):
    """A line that gives way: its middle is left out where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str, tip: str = "") -> None:
        """Show a text."""
        self._whole = text
        self.setToolTip(tip or text)
        self.setAccessibleName(text)
        self._fit()

    @property
    def whole(self) -> str:
        """The text without omissions."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out as much as needed."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(
            QFontMetrics(self.font()).elidedText(
                self._whole, Qt.TextElideMode.ElideMiddle, self.width()
            )
        )
