"""A photograph of any size, made from a sample without scaling it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ganstudio.api.resources import resources
from ganstudio.core.images import Picture, read_picture, to_eight_bit


def large_photo(size: tuple[int, int]) -> Picture:
    """Return a photograph beside its mirror images; `size` is (H, W), px."""
    height, width = size
    photo = read_picture(resources() / "images" / "mountains.jpg").pixels
    rows = _mirrored(photo.shape[0], height)
    columns = _mirrored(photo.shape[1], width)
    pixels = to_eight_bit(photo[rows[:, None], columns])
    return Picture(np.ascontiguousarray(pixels))


def _mirrored(places: int, size: int) -> NDArray[np.intp]:
    at = np.arange(size) % (2 * places)
    return np.minimum(at, 2 * places - 1 - at)
