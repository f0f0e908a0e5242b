"""A picture of points in the plane, described; the host draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Scatter:
    """Points of the plane over a field, for `Context.preview`.

    Tensors may lie on any device; they are typed `Any`, since a card has no torch.

    Attributes:
        generated: float (N, 2), points of a generator.
        real: float (M, 2), points of the data, or None.
        field: float (R, R) in [-1, 1], what a network says at places that lie evenly
            over the square, the first row at the top: 1 real, -1 generated; or None.
        extent: the square that is shown goes from -extent to extent in both
            directions; what lies outside is not seen.
        title: a few words in the corner.
    """

    generated: Any
    real: Any = None
    field: Any = None
    extent: float = 1.0
    title: str = ""
