"""A field for a number: anything can be typed, arrows step, the unit stands inside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ganstudio.gui.theme import size, theme

_PAGE = 10


class NumberField(QLineEdit):
    """A number as text, so that what is wrong stays there to be put right.

    Up and Down step, with Shift or as Page keys ten times as far; Enter selects all, so
    that the next number can be typed.

    Args:
        name: accessible name.
        unit: shown behind the number.
        step: number and steps -> number; None keeps the arrows quiet.
    """

    def __init__(
        self,
        name: str,
        unit: str = "",
        step: Callable[[float, int], float] | None = None,
    ) -> None:
        super().__init__()
        self._unit, self._step = unit, step
        self._unit_font = QFont(self.font())
        self._unit_font.setPixelSize(size(11))
        self.setAccessibleName(name)
        self.setAccessibleDescription(unit)
        wide = QFontMetrics(self._unit_font).horizontalAdvance(unit)
        self.setTextMargins(0, 0, wide + size(4) if unit else 0, 0)
        self.returnPressed.connect(self.selectAll)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by keys."""
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: _PAGE,
            Qt.Key.Key_PageDown: -_PAGE,
        }.get(Qt.Key(event.key()), 0)
        if not steps or self._step is None:
            super().keyPressEvent(event)
            return
        if abs(steps) == 1 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= _PAGE
        try:
            number = float(self.text())
        except ValueError:
            return
        # As typed by a person: textEdited tells whoever listens.
        text = f"{self._step(number, steps):.12g}"
        self.selectAll()
        self.insert(text)
        self.textEdited.emit(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the unit behind the number."""
        super().paintEvent(event)
        if not self._unit:
            return
        painter = QPainter(self)
        painter.setFont(self._unit_font)
        tokens = theme.tokens
        painter.setPen(QColor(tokens.muted if self.isEnabled() else tokens.faded))
        place = QRect(0, 0, self.width() - size(7), self.height())
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            self._unit,
        )
        painter.end()
