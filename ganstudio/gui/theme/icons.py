"""Icons: glyphs of Material Design Icons, painted in the colours of the scheme."""

from __future__ import annotations

from functools import cache

from fonticon_mdi7 import MDI7
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
    QPixmapCache,
)

from ganstudio.gui.theme.scheme import theme

_ROLES = {
    "text": "text",
    "muted": "muted",
    "accent": "accent_text",
    "on_accent": "on_accent",
    "good": "good_text",
    "warning": "warning_text",
    "bad": "bad_text",
}


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(MDI7.__font_file__))
    return QFontDatabase.applicationFontFamilies(number)[0]


class _Glyph(QIconEngine):
    """Paints one glyph.

    The colour is looked up while painting: a scheme that changes changes every icon.
    """

    def __init__(self, character: str, role: str) -> None:
        super().__init__()
        self._character, self._role = character, role

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        font = QFont(_family())
        font.setPixelSize(max(rect.height(), 1))
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(self._colour(mode, state)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            return QPixmap()  # of a control that a layout has squeezed to nothing
        parts = (self._character, self._colour(mode, state), *size.toTuple())
        key = "glyph " + " ".join(map(str, parts))
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        QPixmapCache.insert(key, pixmap)
        return pixmap

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        role = _ROLES[self._role]
        if self._role == "text" and state is QIcon.State.On:
            role = _ROLES["accent"]
        if mode is QIcon.Mode.Disabled:
            role = "faded"
        return str(getattr(theme.tokens, role))

    def clone(self) -> QIconEngine:
        return _Glyph(self._character, self._role)


# Kept for ever: PySide 6.11 deletes a Python engine twice when the garbage collector
# finds its icon in a cycle, as the attribute of a widget that is gone.
@cache
def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon of the set, by its name there: "image", "content_save".

    Args:
        name: of Material Design Icons, with underscores.
        role: "text", "muted", "accent", "on_accent", "good", "warning" or "bad": whose
            colour it has. A checked button's "text" icon has the accent colour.
    """
    glyph = str(getattr(MDI7, name)).partition(".")[2]
    return QIcon(_Glyph(glyph, role))
