"""A small picture of a fixed side, its pixels crisp."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ganstudio.gui.theme import size, theme

_CRISP_FROM = 2


class PictureBox(QWidget):
    """Shows a picture as large as it fits; an outline while there is none.

    Args:
        name: accessible name.
        side: in units of `theme.size`.
    """

    def __init__(self, name: str, side: float) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedSize(size(side), size(side))
        self.pixmap = QPixmap()
        theme.changed.connect(self.update)

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show a picture; an empty one shows the outline."""
        self.pixmap = pixmap
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the picture, or the outline."""
        painter = QPainter(self)
        if self.pixmap.isNull():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(QColor(theme.tokens.muted), size(1), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            off = size(1)
            room = QRectF(self.rect()).adjusted(off, off, -off, -off)
            painter.drawRoundedRect(room, size(4), size(4))
        else:
            wide, high = self.pixmap.width(), self.pixmap.height()
            scale = min(self.width() / wide, self.height() / high)
            ratio = self.devicePixelRatioF()
            smooth = scale * ratio < _CRISP_FROM
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            place = QRectF(
                (self.width() - wide * scale) / 2,
                (self.height() - high * scale) / 2,
                wide * scale,
                high * scale,
            )
            painter.drawPixmap(place, self.pixmap, QRectF(self.pixmap.rect()))
        painter.end()
