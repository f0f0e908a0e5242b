"""Between places in a triangle and weights of its corners."""

from __future__ import annotations

from PySide6.QtCore import QPointF

Weights = tuple[float, float, float]
Triangle = tuple[QPointF, QPointF, QPointF]


def to_place(weights: Weights, triangle: Triangle) -> QPointF:
    """Return where three weights that sum to 1 lie."""
    x = sum(w * v.x() for w, v in zip(weights, triangle, strict=True))
    y = sum(w * v.y() for w, v in zip(weights, triangle, strict=True))
    return QPointF(x, y)


def from_place(place: QPointF, triangle: Triangle) -> Weights:
    """Return the weights of a place; outside, those of the nearest place inside.

    Each is 0 or more, and they sum to 1.
    """
    weights = _inside(place, triangle)
    if min(weights) >= 0:
        return weights
    edges = ((0, 1), (1, 2), (2, 0))
    nearest = min(_on_edge(place, triangle, edge) for edge in edges)
    return nearest[1]


def _inside(place: QPointF, triangle: Triangle) -> Weights:
    a, b, c = triangle
    whole = _cross(b - a, c - a)
    if not whole:
        return 1.0, 0.0, 0.0
    of_b = _cross(place - a, c - a) / whole
    of_c = _cross(b - a, place - a) / whole
    return 1 - of_b - of_c, of_b, of_c


def _on_edge(
    place: QPointF, triangle: Triangle, edge: tuple[int, int]
) -> tuple[float, Weights]:
    """Nearest place on an edge: squared distance and weights."""
    one, two = triangle[edge[0]], triangle[edge[1]]
    along, off = two - one, place - one
    length = QPointF.dotProduct(along, along)
    part = (
        min(max(QPointF.dotProduct(off, along) / length, 0.0), 1.0) if length else 0.0
    )
    gap = off - along * part
    weights = [0.0, 0.0, 0.0]
    weights[edge[0]], weights[edge[1]] = 1 - part, part
    return QPointF.dotProduct(gap, gap), (weights[0], weights[1], weights[2])


def _cross(a: QPointF, b: QPointF) -> float:
    return a.x() * b.y() - a.y() * b.x()
