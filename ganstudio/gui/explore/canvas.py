"""The picture, as large as it fits, with its pixels as crisp squares."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import to_image


def fitted(
    room: QRectF, picture: QSize, ratio: float, least: float = 1
) -> tuple[QRectF, bool]:
    """Place a picture in the middle of a room.

    Args:
        room: device-independent px.
        picture: its size, px.
        ratio: device px in a device-independent one.
        least: smallest factor that is made a whole one.

    Returns:
        Where it goes, on whole device px: enlarged by a whole factor where that is
        `least` or more, so that all its pixels are squares of one size; and whether it
        needs smoothing, as it does with any other factor.
    """
    wide, high = room.width() * ratio, room.height() * ratio
    factor = min(wide / picture.width(), high / picture.height())
    smooth = factor < least
    if not smooth:
        factor = math.floor(factor)
    width = max(round(picture.width() * factor), 1)
    height = max(round(picture.height() * factor), 1)
    left = round(room.left() * ratio + (wide - width) / 2)
    top = round(room.top() * ratio + (high - height) / 2)
    place = QRectF(left / ratio, top / ratio, width / ratio, height / ratio)
    return place, smooth


class PictureCanvas(QWidget):
    """Shows the explorer's picture, and tells it when that is painted."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self.setAccessibleName("Picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Every pixel is painted here; nothing has to be cleared before.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._explorer = explorer
        self._image = QImage()
        self._place = QRectF()
        explorer.picture_changed.connect(self._take)
        explorer.settled.connect(self._describe)
        theme.changed.connect(self.update)

    @property
    def image(self) -> QImage:
        """What is shown; null where there is nothing."""
        return self._image

    @property
    def place(self) -> QRectF:
        """Where it is shown, device-independent px."""
        return QRectF(self._place)

    def sizeHint(self) -> QSize:
        """Large."""
        return QSize(size(560), size(480))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grey, and the picture."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.tokens.image))
        if not self._image.isNull():
            margin = size(16)
            room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
            ratio = self.devicePixelRatioF()
            self._place, smooth = fitted(room, self._image.size(), ratio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(self._place, self._image)
        painter.end()
        self._explorer.painted()

    def _take(self) -> None:
        shown = self._explorer.shown
        before = self._image.size()
        self._image = QImage() if shown is None else to_image(shown.pixels)
        if self._image.size() == before and not self._place.isEmpty():
            self.update(_around(self._place))
        else:
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._explorer.point.mixture_text())


def _around(place: QRectF) -> QRect:
    return place.toAlignedRect().adjusted(-1, -1, 1, 1)
