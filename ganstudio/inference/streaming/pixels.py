"""Pixels into tiles and back, without a float copy of the whole picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image
from ganstudio.core.images import Picture, from_network, resize, to_network
from ganstudio.core.images.picture import Pixels

_BAND = 256
"""Rows that are turned into pixels at a time."""


class Reader:
    """A picture as a network sees it: mirrored at its right and lower border."""

    def __init__(self, picture: Picture, port: Image, size: tuple[int, int]) -> None:
        """Hold a picture.

        Args:
            picture: any size.
            port: of the network.
            size: (H, W) that the network sees, px; at least the picture's.
        """
        self._pixels, self._port = picture.pixels, port
        self._rows = _mirrored(picture.size[0], size[0])
        self._columns = _mirrored(picture.size[1], size[1])
        self._real = picture.size

    def region(
        self, top: int, bottom: int, left: int, right: int
    ) -> NDArray[np.float32]:
        """Return a part, float32 (1, C, H, W) in the port's range."""
        if bottom <= self._real[0] and right <= self._real[1]:
            part = self._pixels[top:bottom, left:right]
        else:
            rows, columns = self._rows[top:bottom], self._columns[left:right]
            part = self._pixels[rows[:, None], columns]
        return to_network(part, self._port.channels, self._port.range)

    def pixels_at(self, scale: int) -> Pixels | None:
        """Return the picture's own pixels where a result has their size."""
        return self._pixels if scale == 1 else None


class Writer:
    """The result, filled part by part: cut to the picture's size, rounded.

    Attributes:
        pixels: uint8 or uint16 (H, W, C).
    """

    def __init__(self, picture: Picture, port: Image) -> None:
        """Make room for a result.

        Args:
            picture: what is translated.
            port: of the network's result.
        """
        height, width = (side * port.scale for side in picture.size)
        self._port, self._bits = port, picture.bits
        self.pixels: Pixels = np.empty(
            (height, width, port.channels), picture.pixels.dtype
        )

    def put(self, top: int, left: int, part: NDArray[np.float32]) -> None:
        """Enter a part of the network's result.

        Args:
            top: its first row, px; what lies beyond the picture is left out.
            left: its first column, likewise.
            part: float32 (1, C, H, W) in the port's range.
        """
        height, width = self.pixels.shape[:2]
        bottom = min(top + part.shape[2], height)
        right = min(left + part.shape[3], width)
        for begin in range(top, bottom, _BAND):
            end = min(begin + _BAND, bottom)
            values = part[:, :, begin - top : end - top, : max(right - left, 0)]
            made = from_network(values, self._port.range, self._bits)
            self.pixels[begin:end, left:right] = made[0]

    def scale_up(self, pixels: Pixels) -> None:
        """Enter a result that was made in a smaller size, (h, w, C)."""
        self.pixels = resize(pixels, (self.pixels.shape[0], self.pixels.shape[1]))


def _mirrored(places: int, size: int) -> NDArray[np.intp]:
    """Where each place of a mirrored axis comes from."""
    if places == 1:
        return np.zeros(size, np.intp)
    period = 2 * (places - 1)
    at = np.arange(size) % period
    return np.minimum(at, period - at)
