"""Drawing long series: smoothing and decimation that keeps every peak."""

from __future__ import annotations

import math

import numpy as np

from ganstudio.gui.train.timeline.series import Numbers, Series

_RANGE = 1e6
"""How far weights may differ inside one block of the running sum."""


def _scan(values: Numbers, keep: float) -> Numbers:
    """s[i] = keep * s[i - 1] + values[i], in a few passes over the array."""
    if keep <= 0 or len(values) < 2:
        return values.copy()
    length = max(1, min(int(math.log(_RANGE) / -math.log(keep)), len(values)))
    padded = np.zeros(-(-len(values) // length) * length)
    padded[: len(values)] = values
    blocks = padded.reshape(-1, length)
    fade = keep ** np.arange(length)
    sums = np.cumsum(blocks / fade, axis=1) * fade
    # What a block hands on has faded to a millionth at the end of the next.
    ends = sums[:, -1].copy()
    factor, reach = keep**length, 1
    while reach < len(ends) and factor > 1e-15:
        ends[reach:] += factor * ends[:-reach].copy()
        factor, reach = factor * factor, reach * 2
    sums[1:] += ends[:-1, None] * (keep * fade)
    whole: Numbers = sums.reshape(-1)[: len(values)]
    return whole


class Smoothed:
    """An exponential mean of a series that grows; only what is new is computed.

    The first values are not pulled towards zero, and gaps count as nothing.

    Args:
        keep: weight of the past, in [0, 1).
    """

    def __init__(self, series: Series, keep: float) -> None:
        self.series, self.keep = series, keep
        self._trimmed = series.trimmed
        self._values: Numbers = np.empty(0)
        self._length = 0
        self._sum = self._weight = 0.0

    @property
    def values(self) -> Numbers:
        """One smooth value for each point, NaN where the point is NaN."""
        if self._trimmed != self.series.trimmed:
            self.__init__(self.series, self.keep)  # type: ignore[misc]
        total = len(self.series)
        if self._length < total:
            self._extend(self.series.values[self._length : total])
        return self._values[: self._length]

    def _extend(self, new: Numbers) -> None:
        there = np.isfinite(new)
        fade = _fading(self.keep, len(new))
        sums = _scan(np.where(there, new, 0.0), self.keep)
        weights = _scan(there.astype(np.float64), self.keep)
        sums[: len(fade)] += self._sum * fade
        weights[: len(fade)] += self._weight * fade
        self._sum, self._weight = float(sums[-1]), float(weights[-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            smooth = np.where(there, sums / weights, np.nan)
        needed = self._length + len(new)
        if needed > len(self._values):
            grown = np.empty(max(needed, 2 * len(self._values)))
            grown[: self._length] = self._values[: self._length]
            self._values = grown
        self._values[self._length : needed] = smooth
        self._length = needed


def _fading(keep: float, most: int) -> Numbers:
    """Powers of `keep`, up to where nothing is left of them."""
    if keep <= 0:
        return np.zeros(min(most, 1))
    length = min(most, int(36 / -math.log(keep)) + 1)
    powers: Numbers = keep ** np.arange(1.0, length + 1)
    return powers


def decimated(
    x: Numbers, y: Numbers, low: float, high: float, pixels: int
) -> tuple[Numbers, Numbers]:
    """Pick what a line needs on this many pixels: each column's extremes, and gaps.

    Args:
        x: rising.
        y: NaN makes a gap.
        low: left end of what is seen; one point beyond it is kept.
        high: right end.
        pixels: width, px.

    Returns:
        x and y of the points to join, at most some four for each pixel.
    """
    first = max(int(np.searchsorted(x, low)) - 1, 0)
    last = min(int(np.searchsorted(x, high, side="right")) + 1, len(x))
    x, y = x[first:last], y[first:last]
    bins = max(pixels, 16)
    each = -(-len(x) // bins)
    if each < 4:
        return x, y
    whole = len(x) // each * each
    blocks = y[:whole].reshape(-1, each)
    lows, highs = blocks.min(axis=1), blocks.max(axis=1)
    gaps = np.isnan(lows)
    if gaps.any():
        lows[gaps] = np.fmin.reduce(blocks[gaps], axis=1)
        highs[gaps] = np.fmax.reduce(blocks[gaps], axis=1)
    starts = x[:whole:each]
    widths = x[each - 1 : whole : each] - starts
    columns = np.full((len(lows), 3), np.nan)
    places = np.full((len(lows), 3), np.nan)
    # Up in one column and down in the next: half the ink of a saw.
    columns[:, 0], columns[:, 1] = lows, highs
    columns[1::2, 0], columns[1::2, 1] = highs[1::2], lows[1::2]
    places[:, 0], places[:, 1] = starts, starts + widths / 2
    places[:, 2] = starts + widths
    # The third is a gap where the column holds one; elsewhere it is left out.
    wanted = np.ones(columns.shape, dtype=bool)
    wanted[:, 2] = gaps
    tail = _column(x[whole:], y[whole:])
    return (
        np.concatenate((places[wanted], tail[0])),
        np.concatenate((columns[wanted], tail[1])),
    )


def _column(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """The points left over for the last column: its extremes, a gap, and the end."""
    if len(x) < 4 or not np.isfinite(y).any():
        return x, y
    values = [np.fmin.reduce(y), np.fmax.reduce(y), y[-1]]
    if np.isnan(y).any():
        values.insert(2, np.nan)
    places = np.linspace(x[0], x[-1], len(values))
    return places, np.array(values)
