"""The picture, as large as it fits, with its pixels as crisp squares."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.real import RealPicture
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
    """Shows the explorer's picture, and tells it when that is painted.

    Beside what became of a real picture stands that picture.

    Args:
        explorer: what is shown.
        real: knows the pictures that points came from.
    """

    def __init__(self, explorer: Explorer, real: RealPicture) -> None:
        super().__init__()
        self.setAccessibleName("Picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Every pixel is painted here; nothing has to be cleared before.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._explorer, self._real = explorer, real
        self._image = QImage()
        self._original = QImage()
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
            if not self._original.isNull():
                room = self._paint_original(painter, room)
            self._place, smooth = fitted(room, self._image.size(), ratio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(self._place, self._image)
        painter.end()
        self._explorer.painted()

    @property
    def original(self) -> QImage:
        """The real picture on the left; null where there is none."""
        return self._original

    def _paint_original(self, painter: QPainter, room: QRectF) -> QRectF:
        """Paint the real picture and both captions; return the room that is left."""
        font = QFont(self.font())
        font.setPixelSize(size(11))
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.text))
        line = QFontMetrics(font).height() + size(4)
        gap = size(16)
        half = (room.width() - gap) / 2
        left = QRectF(room.left(), room.top(), half, room.height() - line)
        right = left.translated(half + gap, 0)
        for side, text in ((left, "Your picture"), (right, "As the model draws it")):
            place, _ = fitted(side, self._image.size(), self.devicePixelRatioF())
            under = QRectF(side.left(), place.bottom() + size(2), side.width(), line)
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, text)
        ratio = self.devicePixelRatioF()
        place, smooth = fitted(left, self._original.size(), ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self._original)
        return right

    def _take(self) -> None:
        shown = self._explorer.shown
        before, beside = self._image.size(), not self._original.isNull()
        self._image = QImage() if shown is None else to_image(shown.pixels)
        pixels = None if shown is None else self._real.original(shown.point)
        self._original = QImage() if pixels is None else to_image(pixels)
        same = self._image.size() == before and beside == (pixels is not None)
        if same and pixels is None and not self._place.isEmpty():
            self.update(_around(self._place))
        else:
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._explorer.point.mixture_text())


def _around(place: QRectF) -> QRect:
    return place.toAlignedRect().adjusted(-1, -1, 1, 1)
