"""Labels beside each other that would lie upon each other."""

from __future__ import annotations

from collections.abc import Sequence


def spread(
    wanted: Sequence[float], height: float, low: float, high: float
) -> list[float]:
    """Move labels apart, each as little as its neighbours allow.

    Args:
        wanted: where each label's middle would be, px.
        height: of a label, px.
        low: upper edge of the place, px.
        high: lower edge.

    Returns:
        The middles, in the order given; they overlap only where the place is too small.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    if not order:
        return []
    height = min(height, (high - low) / len(order))
    # Clusters that touch are merged and stand around the mean of what they want.
    clusters: list[tuple[float, list[int]]] = []
    for index in order:
        middle, members = wanted[index], [index]
        while True:
            half = len(members) * height / 2
            middle = min(max(middle, low + half), high - half)
            if not clusters:
                break
            before, others = clusters[-1]
            if before + len(others) * height / 2 <= middle - half:
                break
            clusters.pop()
            members = others + members
            middle = sum(wanted[i] for i in members) / len(members)
        clusters.append((middle, members))
    placed = [0.0] * len(wanted)
    for middle, members in clusters:
        top = middle - (len(members) - 1) * height / 2
        for place, index in enumerate(members):
            placed[index] = top + place * height
    return placed
