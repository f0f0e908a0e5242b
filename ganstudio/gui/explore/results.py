"""What came back from the network, with what it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ganstudio.core.images import sheet
from ganstudio.gui.explore.point import MAX_SEED, Point, one_class
from ganstudio.gui.explore.subject import Subject

_PLAIN_COLUMNS = 4
_PLAIN_ROWS = 4
_MOST_CLASSES = 10
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Shown:
    """One picture.

    Attributes:
        point: what it shows.
        pixels: uint8 (H, W, C).
        asked: time.perf_counter() of the request.
    """

    point: Point
    pixels: Pixels
    asked: float


@dataclass(frozen=True)
class Plan:
    """Which points a grid shows, row by row.

    Attributes:
        points: of the cells.
        columns: cells in a row.
        heads: names of the classes above the columns; empty without classes.
    """

    points: tuple[Point, ...]
    columns: int
    heads: tuple[str, ...] = ()

    def name(self, index: int) -> str:
        """What a cell shows: "Seed 3", "Seed 3, seven"."""
        seed = self.points[index].seeds[0]
        if not self.heads:
            return f"Seed {seed}"
        return f"Seed {seed}, {self.heads[index % self.columns]}"


@dataclass(frozen=True, eq=False)
class Grid:
    """A planned grid with its pictures.

    Attributes:
        plan: what the cells are.
        images: uint8 (N, H, W, C).
        asked: time.perf_counter() of the request.
    """

    plan: Plan
    images: Pixels
    asked: float

    def as_sheet(self) -> Pixels:
        """All pictures on one sheet, uint8 (H, W, 3)."""
        return sheet(self.images, self.plan.columns)


def plan_grid(point: Point, subject: Subject, first: int) -> Plan:
    """Lay out a grid: seeds in a row, or seeds down and classes across.

    Args:
        point: the present settings, which all cells share.
        subject: the model.
        first: seed of the first cell.
    """
    plain = point.at_corner(0)
    classes = subject.classes
    if not classes:
        count = _PLAIN_COLUMNS * _PLAIN_ROWS
        cells = [plain.with_seed(0, seed) for seed in _seeds(first, count)]
        return Plan(tuple(cells), _PLAIN_COLUMNS)
    # Of many classes, those around the chosen one.
    columns = min(len(classes), _MOST_CLASSES)
    middle = (point.best_class or 0) - columns // 2
    left = min(max(middle, 0), len(classes) - columns)
    cells = [
        replace(plain.with_seed(0, seed), label=one_class(number, len(classes)))
        for seed in _seeds(first, _PLAIN_ROWS)
        for number in range(left, left + columns)
    ]
    return Plan(tuple(cells), columns, classes[left : left + columns])


def seeds_in_grid(subject: Subject) -> int:
    """How many seeds a grid shows."""
    return _PLAIN_ROWS if subject.classes else _PLAIN_COLUMNS * _PLAIN_ROWS


def _seeds(first: int, count: int) -> range:
    first = min(first, MAX_SEED - count + 1)
    return range(first, first + count)
