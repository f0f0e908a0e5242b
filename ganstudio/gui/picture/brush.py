"""A soft brush on a mask: arithmetic only, nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

LONGEST = 2048
"""Longer side of a mask, px at most: a feathered edge has nothing finer."""


@dataclass(frozen=True)
class Brush:
    """How wide and how soft one paints.

    Attributes:
        size: diameter, parts of the picture's longer side.
        softness: part of the radius over which it fades out, in [0, 1].
    """

    size: float = 0.1
    softness: float = 0.5


def empty_mask(picture: tuple[int, int], value: int = 0) -> Mask:
    """Make a mask for a picture of (H, W) px."""
    part = min(LONGEST / max(picture), 1.0)
    return np.full([max(round(side * part), 1) for side in picture], value, np.uint8)


class Stroke:
    """One pull of the brush, from where it is pressed down to where it is lifted.

    Going twice over the same place paints it once, as a real stroke does.

    Args:
        mask: uint8 (H, W), changed in place.
        brush: how wide and how soft.
        erase: take away instead of adding.
    """

    def __init__(self, mask: Mask, brush: Brush, *, erase: bool = False) -> None:
        self._mask, self._before = mask, mask.copy()
        self._cover = np.zeros(mask.shape, np.float32)
        self._radius = max(brush.size * max(mask.shape) / 2, 0.5)
        # At least a pixel wide: a hard edge is smooth, too.
        self._fade = max(self._radius * brush.softness, min(1.0, self._radius))
        self._erase = erase
        self._last: tuple[float, float] | None = None

    def to(self, x: float, y: float) -> Box:
        """Go on to a place; the first one only puts the brush down.

        Args:
            x: parts of the width, in [0, 1] inside of the picture.
            y: likewise of the height.

        Returns:
            The pixels that may have changed, perhaps none.
        """
        height, width = self._mask.shape
        # The middle of a pixel is half a pixel in.
        end = x * width - 0.5, y * height - 0.5
        start = self._last or end
        self._last = end
        reach = self._radius + 1
        left = max(int(min(start[0], end[0]) - reach), 0)
        top = max(int(min(start[1], end[1]) - reach), 0)
        right = min(int(max(start[0], end[0]) + reach) + 2, width)
        bottom = min(int(max(start[1], end[1]) + reach) + 2, height)
        if left >= right or top >= bottom:
            return 0, 0, 0, 0
        box = slice(top, bottom), slice(left, right)
        distance = _distance((left, top, right, bottom), start, end)
        part = np.clip((self._radius - distance) / self._fade, 0, 1)
        cover = self._cover[box]
        np.maximum(cover, part * part * (3 - 2 * part), out=cover)
        before = self._before[box].astype(np.float32)
        goal = np.float32(0 if self._erase else 255)
        self._mask[box] = np.rint(before + cover * (goal - before))
        return left, top, right, bottom


def _distance(
    box: Box, start: tuple[float, float], end: tuple[float, float]
) -> NDArray[np.float32]:
    """How far the pixels of a box are from a line, px."""
    left, top, right, bottom = box
    across = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(start[0])
    down = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(start[1])
    go = np.float32(end[0] - start[0]), np.float32(end[1] - start[1])
    length = go[0] ** 2 + go[1] ** 2
    if length > 0:
        along = np.clip((across * go[0] + down * go[1]) / length, 0, 1)
        across, down = across - along * go[0], down - along * go[1]
    distance: NDArray[np.float32] = np.sqrt(across * across + down * down)
    return distance
