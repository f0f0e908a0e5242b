"""What is painted over a picture to show a mask and the brush."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ganstudio.gui.picture.brush import Box, Mask
from ganstudio.gui.theme import size, theme

_VEIL = 0.35
"""Opacity of the tint where nothing is translated."""


class Overlay:
    """A mask as a tint over what it keeps as it is, for any size on the screen."""

    def __init__(self) -> None:
        self._mask: Mask | None = None
        self._tint = np.empty((0, 0), np.uint32)
        self._colours = np.empty(256, np.uint32)
        self._scheme = ""

    @property
    def mask(self) -> Mask | None:
        """What is shown: uint8 (H, W), 255 where the picture is translated."""
        return self._mask

    def show(self, mask: Mask | None) -> None:
        """Show another mask; it is looked at again where `touch` says so."""
        self._mask = mask
        self._scheme = ""

    def touch(self, box: Box) -> None:
        """Look again at a part that was painted."""
        left, top, right, bottom = box
        if self._mask is None or not self._scheme:
            return
        part = slice(top, bottom), slice(left, right)
        self._tint[part] = self._colours[self._mask[part]]

    def draw(self, painter: QPainter, frame: QRectF) -> None:
        """Lay the tint over the frame of the picture."""
        if self._mask is None:
            return
        if self._scheme != theme.tokens.name:
            self._scheme = theme.tokens.name
            self._colours = _table(QColor(theme.tokens.bad))
            self._tint = self._colours[self._mask]
        height, width = self._tint.shape
        image = QImage(
            self._tint.data,
            width,
            height,
            4 * width,
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        painter.save()
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, frame.width() > width
        )
        painter.drawImage(frame, image)
        painter.restore()


def _table(colour: QColor) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """The tint of each value of a mask, 0xAARRGGBB, multiplied by its opacity."""
    veil = _VEIL * (255 - np.arange(256)) / 255
    parts = [255, colour.red(), colour.green(), colour.blue()]
    table = np.zeros(256, np.uint32)
    for part in parts:
        table = (table << np.uint32(8)) | np.rint(veil * part).astype(np.uint32)
    return table


def draw_brush(
    painter: QPainter, at: QPointF, radius: float, inner: float, *, erase: bool
) -> None:
    """The brush where the pointer is: its edge, and where it begins to fade.

    Args:
        painter: of the widget.
        at: its middle.
        radius: px.
        inner: px; what lies inside is painted in full.
        erase: it takes away: a minus stands in the middle, otherwise a plus.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arm = QPointF(size(4), 0)
    up = QPointF(0, size(4))
    # Dark beside light: one of the two is seen on any picture.
    for width, colour in ((3, theme.tokens.panel), (1, theme.tokens.text)):
        shade = QColor(colour)
        painter.setPen(QPen(shade, width))
        painter.drawEllipse(at, radius, radius)
        painter.drawLine(at - arm, at + arm)
        if not erase:
            painter.drawLine(at - up, at + up)
        if radius - inner > size(3) and inner > size(3):
            painter.setPen(QPen(shade, width, Qt.PenStyle.DotLine))
            painter.drawEllipse(at, inner, inner)
    painter.restore()
