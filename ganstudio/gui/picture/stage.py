"""Frame, panes and line of a comparison: state without widgets, in device px."""

from __future__ import annotations

import math
from dataclasses import replace

from ganstudio.gui.picture.geometry import Placement, fit_scale, fitted

Size = tuple[int, int]


class Stage:
    """Where the pictures are on the widget, and where the wipe's line is.

    One placement serves both panes of side by side: they always show the same part.
    """

    def __init__(self) -> None:
        self.place: Placement | None = None
        self.split = False
        self.wipe = 0.5
        self.fitted = True
        """Whether the picture follows the size of the widget."""
        self._size: Size = (1, 1)
        self._gap = 0

    @property
    def pane(self) -> Size:
        """Width and height of a pane."""
        width, height = self._size
        if self.split:
            width = max((width - self._gap) // 2, 1)
        return width, height

    @property
    def lefts(self) -> tuple[int, int]:
        """Where the panes of original and result begin."""
        return (0, self._size[0] - self.pane[0]) if self.split else (0, 0)

    @property
    def line(self) -> int:
        """Where the wipe's line stands: a part of what is seen of the picture."""
        left, right = self._span
        return left + round(self.wipe * (right - left))

    def wipe_at(self, x: float) -> float:
        """Return the wipe whose line would stand at `x`."""
        left, right = self._span
        return min(max((x - left) / max(right - left, 1), 0.0), 1.0)

    def in_pane(self, x: float, y: float) -> tuple[float, float]:
        """Turn a place on the widget into one in the pane that is there."""
        second = self.lefts[1]
        return (x - second, y) if self.split and x >= second else (x, y)

    def show(self, picture: Size | None, *, keep: bool = False) -> None:
        """Take the pixels of another picture; fit it, or keep part and size."""
        if picture is None:
            self.place = None
        elif self.place is None or not keep:
            self.place, self.fitted = fitted(picture, self.pane), True
        elif self.place.picture != picture:
            self.place = self.place.of_other(picture)
        self._settle()

    def take(self, other: Stage) -> None:
        """Show the part that another one shows, as large as there."""
        if self.place is None or other.place is None:
            return
        self.fitted = other.fitted
        place = other.place
        if place.picture != self.place.picture:
            place = place.of_other(self.place.picture)
        self.place = place if place.pane == self.pane else place.resized(self.pane)
        self._settle()

    def resize(self, size: Size, gap: int) -> None:
        """Take another size of the widget, and of the gap between two panes."""
        self._size, self._gap = (max(size[0], 1), max(size[1], 1)), gap
        self._settle()

    def set_split(self, split: bool) -> None:
        """Make two panes side by side, or one."""
        self.split = split
        self._settle()

    def rescale(self, factor: float) -> None:
        """Follow a screen with other device pixels: all lengths change by a factor."""
        if self.place is not None:
            self.place = replace(self.place, scale=self.place.scale * factor)

    def fit(self) -> None:
        """Show the whole picture."""
        self.fitted = True
        self._settle()

    def zoom(self, scale: float, x: float, y: float) -> None:
        """Zoom to a scale; the place of the widget (x, y) keeps its picture."""
        if self.place is None:
            return
        fit = fit_scale(self.place.picture, self.place.pane)
        self.place = self.place.zoomed(scale, *self.in_pane(x, y))
        self.fitted = math.isclose(self.place.scale, fit)

    def zoom_in_middle(self, scale: float) -> None:
        """Zoom to a scale around the middle of the pane."""
        self.zoom(scale, self.pane[0] / 2, self.pane[1] / 2)

    def move(self, right: float, down: float) -> None:
        """Push the picture, as far as no empty border comes in."""
        if self.place is not None:
            self.place = self.place.moved(right, down)

    def _settle(self) -> None:
        if self.place is None:
            return
        if self.fitted:
            self.place = fitted(self.place.picture, self.pane)
        elif self.place.pane != self.pane:
            self.place = self.place.resized(self.pane)

    @property
    def _span(self) -> tuple[int, int]:
        if self.place is None:
            return 0, self.pane[0]
        left, _, right, _ = self.place.visible
        return left, right
