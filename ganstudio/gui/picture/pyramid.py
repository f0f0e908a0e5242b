"""A picture in full size and in halves of it, ready to be shown at any zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from ganstudio.core.images import to_eight_bit

_SMALLEST = 64
_BAND = 128
"""Rows worked on at a time: memory stays small, and the interpreter's lock is let go
often enough that the window does not wait for it."""

_FORMATS = {
    1: (QImage.Format.Format_Grayscale8, QImage.Format.Format_RGB32),
    3: (QImage.Format.Format_RGB888, QImage.Format.Format_RGB32),
    4: (
        QImage.Format.Format_RGBA8888_Premultiplied,
        QImage.Format.Format_ARGB32_Premultiplied,
    ),
}

Level = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Pyramid:
    """Levels of a picture, each half as wide and high as the one before.

    An 8-bit picture without alpha is its own first level: it is not copied and must not
    be written to afterwards. The other levels take a third of its memory: 24 MB for 24
    megapixels in colour, 100 MB for 100. A 16-bit one is kept in 8 bits besides (3
    bytes a pixel), one with alpha in 4 bytes a pixel.

    The view cuts exactly the piece that the screen misses out of the level that fits
    (`piece`), so that no tile and no full-size pixmap ever exists.

    Attributes:
        size: height and width of the picture, pixels.
        levels: uint8 (H, W, 1, 3 or 4), contiguous; colours of 4 channels are
            multiplied by alpha.
    """

    size: tuple[int, int]
    levels: tuple[Level, ...]

    @staticmethod
    def build(pixels: NDArray[Any], alpha: NDArray[Any] | None = None) -> Pyramid:
        """Make the levels; may be called in any thread.

        Args:
            pixels: uint8 or uint16 (H, W, 1) or (H, W, 3), neither side 0.
            alpha: uint8 or uint16 (H, W), not multiplied into `pixels`; None for a
                picture that hides everything behind it.
        """
        if pixels.ndim != 3 or pixels.shape[2] not in (1, 3) or 0 in pixels.shape:
            raise ValueError(f"cannot show an array of shape {pixels.shape}")
        if alpha is not None and alpha.shape != pixels.shape[:2]:
            raise ValueError(f"alpha {alpha.shape} does not fit {pixels.shape[:2]}")
        levels = [_first(pixels, alpha)]
        while max(levels[-1].shape[:2]) > _SMALLEST:
            levels.append(_half(levels[-1]))
        return Pyramid(levels[0].shape[:2], tuple(levels))

    @property
    def channels(self) -> int:
        """1 grey, 3 colour, 4 with alpha."""
        return int(self.levels[0].shape[2])

    @property
    def bytes(self) -> int:
        """Memory of all levels."""
        return sum(level.nbytes for level in self.levels)

    def piece(self, level: int, left: int, top: int, right: int, bottom: int) -> QImage:
        """Cut a piece out of a level, in a format that draws fast.

        Args:
            level: 0 is the full size.
            left: first column.
            top: first row.
            right: the column after the last.
            bottom: the row after the last.
        """
        whole = self.levels[level]
        _, width, channels = whole.shape
        source, drawn = _FORMATS[channels]
        stride = width * channels
        start = top * stride + left * channels
        end = (bottom - 1) * stride + right * channels
        view = QImage(
            whole.reshape(-1)[start:end].data,
            right - left,
            bottom - top,
            stride,
            source,
        )
        # The conversion copies: what is returned does not look into our memory.
        return view.convertToFormat(drawn)


def _first(pixels: NDArray[Any], alpha: NDArray[Any] | None) -> Level:
    if alpha is None and pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    height, width, channels = pixels.shape
    made = np.empty((height, width, channels if alpha is None else 4), np.uint8)
    for top in range(0, height, _BAND):
        band = slice(top, top + _BAND)
        colours = to_eight_bit(pixels[band])
        if alpha is None:
            made[band] = colours
            continue
        cover = to_eight_bit(alpha[band])[:, :, None]
        product = colours.astype(np.uint16) * cover
        made[band, :, :3] = (product + 127) // 255
        made[band, :, 3:] = cover
    return made


def _half(level: Level) -> Level:
    """Average squares of four pixels; a last odd row or column is averaged alone."""
    height, width, channels = level.shape
    half = np.empty(((height + 1) // 2, (width + 1) // 2, channels), np.uint8)
    for top in range(0, height, _BAND):
        band = level[top : top + _BAND]
        # Four channels go as CMYK: Pillow would multiply RGBA by alpha once more.
        mode = {1: "L", 3: "RGB", 4: "CMYK"}[channels]
        shape = (band.shape[1], band.shape[0])
        picture = Image.frombuffer(mode, shape, band.tobytes(), "raw", mode, 0, 1)
        small = np.asarray(picture.reduce(2))
        target = half[top // 2 : top // 2 + small.shape[0]]
        target[:] = small.reshape(target.shape)
    return half
