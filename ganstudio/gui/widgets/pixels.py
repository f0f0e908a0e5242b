"""From arrays to Qt's pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

from ganstudio.core.images import to_eight_bit


def to_image(pixels: NDArray[Any]) -> QImage:
    """Copy a picture into a `QImage`; may be called in any thread.

    Args:
        pixels: uint8 or uint16 (H, W, C) with C = 1, 3 or 4 (alpha not premultiplied).
    """
    if pixels.dtype != np.uint8:
        pixels = to_eight_bit(pixels)
    pixels = np.ascontiguousarray(pixels)
    height, width, channels = pixels.shape
    kind = {
        1: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBA8888,
    }[channels]
    # The image looks into the array's memory; 32 bits in a pixel draw fastest.
    view = QImage(pixels.data, width, height, width * channels, kind)
    if channels == 4:
        return view.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return view.convertToFormat(QImage.Format.Format_RGB32)


def to_pixmap(pixels: NDArray[Any]) -> QPixmap:
    """Make a pixmap of a small picture, as `to_image`; in the window's thread only."""
    return QPixmap.fromImage(to_image(pixels))
