"""Where a picture lies in a pane: arithmetic only, nothing of Qt.

All lengths are device pixels: what is computed here is what the screen has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LARGEST = 64.0
"""Largest scale, device px per pixel, unless the whole picture needs more to fit."""
_SMOOTH_UP_TO = 2.0


@dataclass(frozen=True)
class Placement:
    """A picture in a pane.

    Attributes:
        picture: width and height, pixels.
        pane: width and height, device px.
        scale: device px per pixel.
        left: of the picture's corner in the pane, device px.
        top: likewise.
    """

    picture: tuple[int, int]
    pane: tuple[int, int]
    scale: float
    left: int = 0
    top: int = 0

    @property
    def width(self) -> int:
        """Width of the picture on the screen, at least 1."""
        return max(round(self.picture[0] * self.scale), 1)

    @property
    def height(self) -> int:
        """Height of the picture on the screen, at least 1."""
        return max(round(self.picture[1] * self.scale), 1)

    @property
    def visible(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of what the pane shows of the picture."""
        return (
            max(self.left, 0),
            max(self.top, 0),
            min(self.left + self.width, self.pane[0]),
            min(self.top + self.height, self.pane[1]),
        )

    @property
    def movable(self) -> bool:
        """Whether some of the picture lies outside of the pane."""
        return self.width > self.pane[0] or self.height > self.pane[1]

    @property
    def fits(self) -> bool:
        """Whether it is as large as the pane allows, and not larger."""
        return math.isclose(self.scale, fit_scale(self.picture, self.pane))

    def part_at(self, x: float, y: float) -> tuple[float, float]:
        """Return which place of the picture a place of the pane shows, 0 to 1."""
        return (x - self.left) / self.width, (y - self.top) / self.height

    def zoomed(self, scale: float, x: float, y: float) -> Placement:
        """Change the scale; what the pane shows at (x, y) stays there if it can."""
        part = self.part_at(x, y)
        low, high = scale_limits(self.picture, self.pane)
        new = replace(self, scale=min(max(scale, low), high))
        return _clamped(new, x - part[0] * new.width, y - part[1] * new.height)

    def moved(self, right: float, down: float) -> Placement:
        """Push the picture, as far as no empty border comes in."""
        return _clamped(self, self.left + right, self.top + down)

    def resized(self, pane: tuple[int, int]) -> Placement:
        """Put it in another pane; what was in the middle stays there if it can."""
        part = self.part_at(self.pane[0] / 2, self.pane[1] / 2)
        new = replace(self, pane=pane)
        low, high = scale_limits(self.picture, pane)
        new = replace(new, scale=min(max(self.scale, low), high))
        return _clamped(
            new, pane[0] / 2 - part[0] * new.width, pane[1] / 2 - part[1] * new.height
        )

    def of_other(self, picture: tuple[int, int]) -> Placement:
        """Lay a picture with another number of pixels over the same place."""
        scale = self.scale * self.picture[0] / picture[0]
        new = replace(self, picture=picture, scale=scale)
        return _clamped(new, self.left, self.top)


def fit_scale(picture: tuple[int, int], pane: tuple[int, int]) -> float:
    """Return the scale at which the whole picture just fits into the pane."""
    return min(max(pane[0], 1) / picture[0], max(pane[1], 1) / picture[1])


def scale_limits(
    picture: tuple[int, int], pane: tuple[int, int]
) -> tuple[float, float]:
    """Return the smallest and the largest scale that make sense."""
    fit = fit_scale(picture, pane)
    return min(fit, 1.0), max(fit, LARGEST)


def fitted(picture: tuple[int, int], pane: tuple[int, int]) -> Placement:
    """Show all of a picture, in the middle."""
    return _clamped(Placement(picture, pane, fit_scale(picture, pane)), 0, 0)


def _clamped(place: Placement, left: float, top: float) -> Placement:
    # Whole device pixels: a move then shifts what is painted, and 1:1 stays sharp.
    return replace(
        place,
        left=_clamp(left, place.width, place.pane[0]),
        top=_clamp(top, place.height, place.pane[1]),
    )


def _clamp(start: float, length: int, room: int) -> int:
    if length <= room:
        return (room - length) // 2
    return min(max(round(start), room - length), 0)


def level_for(scale: float, levels: int) -> int:
    """Return the smallest level that still has a pixel for each of the screen.

    Args:
        scale: device px per pixel of level 0; each level halves the one before.
        levels: how many there are.
    """
    if scale >= 1:
        return 0
    # A hair above: 0.25 must not become level 1 because of a rounding in 0.25.
    return min(math.floor(math.log2(1 / scale) + 1e-9), levels - 1)


def is_smooth(own: float, frame: float) -> bool:
    """Whether a picture is interpolated, or shows its pixels as squares.

    Args:
        own: device px per pixel of this picture.
        frame: the same of the picture that gives the frame. Where that one is not
            enlarged, a coarse preview laid over it stays smooth.
    """
    return min(own, frame) <= _SMOOTH_UP_TO


def window_of(
    low: int, high: int, start: int, step: float, size: int
) -> tuple[int, int]:
    """Return which pixels of a row or column are needed for a stretch of the screen.

    Args:
        low: first device px wanted.
        high: the one after the last.
        start: device px where pixel 0 begins.
        step: device px per pixel.
        size: number of pixels.

    Returns:
        First pixel and the one after the last, with a neighbour on both sides that
        interpolation looks at.
    """
    first = math.floor((low - start) / step) - 1
    last = math.ceil((high - start) / step) + 1
    first = min(max(first, 0), size - 1)
    return first, max(min(last, size), first + 1)
