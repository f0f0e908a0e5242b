"""What is seen of an axis."""

from __future__ import annotations

Range = tuple[float, float]
_LEAST = 1e-6
"""The smallest part of the whole that can be seen."""


class Span:
    """A part of an axis that may grow; the whole of it at first."""

    def __init__(self) -> None:
        self._part: Range | None = None

    def of(self, whole: Range) -> Range:
        """What is seen of the whole."""
        return self._part or whole

    def reset(self) -> None:
        """See the whole, also as it grows."""
        self._part = None

    def zoom(self, whole: Range, factor: float, around: float) -> None:
        """Change the width of what is seen; `around` stays where it is."""
        low, high = self.of(whole)
        low, high = around - (around - low) * factor, around + (high - around) * factor
        low, high = max(low, whole[0]), min(high, whole[1])
        least = min(4.0, (whole[1] - whole[0]) * _LEAST + 1.0)
        if high - low < least:
            middle = (low + high) / 2
            low, high = middle - least / 2, middle + least / 2
        everything = low <= whole[0] and high >= whole[1]
        self._part = None if everything else (low, high)

    def pan(self, whole: Range, distance: float) -> None:
        """Move what is seen, not beyond the ends."""
        low, high = self.of(whole)
        distance = min(max(distance, whole[0] - low), whole[1] - high)
        if self._part is not None:
            self._part = low + distance, high + distance
