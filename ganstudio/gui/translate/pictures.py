"""What is done to pixels off the window's thread: reading, scaling, blending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.core.images import (
    Picture,
    from_network,
    read_picture,
    resize,
    to_network,
)
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.translate.frames import Frame

_BAND = 256
"""Rows blended at a time: memory stays small, and other threads get their turn."""

_PREVIEW_SECONDS = 0.8
"""How long a preview may take in the network."""
_SMALLEST, _USUAL, _LARGEST = 120_000, 300_000, 1_600_000
"""Pixels of a preview: at least, while nothing was measured, and as much as a screen
shows."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A frame's picture, read and ready to be shown."""

    frame: Frame
    picture: Picture
    pyramid: Pyramid


def read_photo(frame: Frame) -> Photo:
    """Read a frame's file.

    Raises:
        PictureError: it cannot be read.
    """
    picture = read_picture(frame.path)
    return Photo(frame, picture, Pyramid.build(picture.pixels, picture.alpha))


def preview_area(rate: float | None) -> float:
    """How many pixels a preview may have.

    Args:
        rate: seconds a pixel takes in the network; None where nobody measured it.
    """
    area = _USUAL if rate is None else _PREVIEW_SECONDS / max(rate, 1e-12)
    return min(max(area, _SMALLEST), _LARGEST)


def scaled_down(photo: Photo, area: float) -> Picture:
    """Return the picture with about `area` px and 8 bits, or itself if it is smaller.

    A fixed size of the network's input is not looked at: the child says so.
    """
    picture = photo.picture
    height, width = picture.size
    scale = (area / (height * width)) ** 0.5
    if scale >= 1:
        return picture
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    pixels: NDArray[Any] = picture.pixels
    if picture.alpha is None:
        # A level twice as large as wanted is as good to begin with, and much less work.
        fitting = [
            level for level in photo.pyramid.levels if level.shape[0] >= 2 * size[0]
        ]
        pixels = fitting[-1] if fitting else photo.pyramid.levels[0]
    alpha = picture.alpha
    if alpha is not None:
        alpha = resize(alpha[..., None], size)[..., 0]
    return replace(picture, pixels=resize(pixels, size), alpha=alpha)


def blend(before: Picture, after: Picture, strength: float) -> Picture:
    """Mix a picture with its translation, as `ganstudio.inference.translate` does.

    Args:
        before: the picture itself; another size or number of channels is adapted.
        after: the translation.
        strength: 1 is the translation, 0 the picture.
    """
    if strength >= 1:
        return after
    ground = resize(before.pixels, after.size)
    mixed = np.empty_like(after.pixels)
    channels = after.pixels.shape[2]
    bits = after.bits
    for top in range(0, after.size[0], _BAND):
        rows = slice(top, top + _BAND)
        low = to_network(ground[rows], channels, (0.0, 1.0))
        high = to_network(after.pixels[rows], channels, (0.0, 1.0))
        low += np.float32(strength) * (high - low)
        mixed[rows] = from_network(low, (0.0, 1.0), bits)[0]
    return replace(after, pixels=mixed)
