"""What the curves look like as numbers: no widget, no drawing library."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ganstudio.gui.train.timeline.grouping import Group, groups
from ganstudio.gui.train.timeline.history import RunHistory
from ganstudio.gui.train.timeline.series import Numbers, Series
from ganstudio.gui.train.timeline.smoothing import Smoothed, decimated

_MOST_MARKS = 24


@dataclass(frozen=True)
class Look:
    """How a person wants the curves.

    Attributes:
        smoothing: weight of the past in the exponential mean, in [0, 1); 0 is off.
        log: logarithmic axis, where the values allow it.
        by_time: time of training in place of steps on the x axis.
        hidden: terms that are not shown.
    """

    smoothing: float = 0.9
    log: bool = False
    by_time: bool = False
    hidden: frozenset[str] = frozenset()


@dataclass
class Line:
    """One term, ready to draw; y as on the axis (log10 where the axis is such).

    Attributes:
        number: of the term in the run: decides its colour.
        x: of the line, smooth where smoothing is on; NaN in `y` is a gap.
        raw: x and y as measured, to lie behind a smooth line.
        bad: x of values that were not finite.
        end: x and y of the last point; NaN where there is none.
    """

    name: str
    number: int
    x: Numbers
    y: Numbers
    raw: tuple[Numbers, Numbers] | None
    bad: Numbers
    end: tuple[float, float]


@dataclass
class Panel:
    """Lines with one axis, and its range."""

    group: Group
    log: bool
    lines: list[Line] = field(default_factory=list)
    low: float = 0.0
    high: float = 1.0


class Drawing:
    """Turns the history into lines; keeps what it smoothed."""

    def __init__(self, history: RunHistory) -> None:
        self._history = history
        self._smoothed: dict[str, Smoothed] = {}

    def panels(self, look: Look, span: tuple[float, float], pixels: int) -> list[Panel]:
        """Make the panels.

        Args:
            look: how they should look.
            span: what is seen of the x axis.
            pixels: width of the axis, px.
        """
        series = self._history.series
        numbers = {name: number for number, name in enumerate(series)}
        made = []
        for group in groups(series):
            panel = Panel(group, look.log and not group.probability)
            for name in group.names:
                if name not in look.hidden:
                    line = self._line(name, numbers[name], look, panel, span, pixels)
                    panel.lines.append(line)
            if panel.lines:
                _fit(panel)
                made.append(panel)
        return made

    def _line(
        self,
        name: str,
        number: int,
        look: Look,
        panel: Panel,
        span: tuple[float, float],
        pixels: int,
    ) -> Line:
        series = self._history.series[name]
        along = series.seconds if look.by_time else series.steps
        smooth = look.smoothing > 0 and len(series) > 2
        # What is faint behind the smooth line needs half the columns.
        columns = pixels // 2 if smooth else pixels
        measured = decimated(along, series.values, *span, columns)
        x, y = measured[0], _axis(measured[1], panel.log)
        raw = None
        if smooth:
            raw = x, y
            values = self._smooth(name, series, look.smoothing)
            x, y = decimated(along, values, *span, pixels)
            y = _axis(y, panel.log)
        bad = _bad(along, series.values, span)
        return Line(name, number, x, y, raw, bad, _end(x, y, span[1]))

    def _smooth(self, name: str, series: Series, keep: float) -> Numbers:
        kept = self._smoothed.get(name)
        if kept is None or kept.series is not series or kept.keep != keep:
            kept = self._smoothed[name] = Smoothed(series, keep)
        return kept.values


def _axis(y: Numbers, log: bool) -> Numbers:
    if not log:
        return y
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(y > 0, np.log10(y), np.nan)


def _bad(x: Numbers, y: Numbers, span: tuple[float, float]) -> Numbers:
    """Where the values are not finite: the first of each stretch, not too many."""
    first, last = np.searchsorted(x, span[0]), np.searchsorted(x, span[1], "right")
    gaps = np.isnan(y[first:last])
    if not gaps.any():
        return np.empty(0)
    begins = np.flatnonzero(gaps & ~np.concatenate(([False], gaps[:-1])))
    return x[first:last][begins[:_MOST_MARKS]]


def _end(x: Numbers, y: Numbers, high: float) -> tuple[float, float]:
    there = np.flatnonzero(np.isfinite(y[-1000:]) & (x[-1000:] <= high))
    if not len(there):
        there = np.flatnonzero(np.isfinite(y) & (x <= high))
        return (float(x[there[-1]]), float(y[there[-1]])) if len(there) else _NOWHERE
    at = max(len(y) - 1000, 0) + there[-1]
    return float(x[at]), float(y[at])


_NOWHERE = (float("nan"), float("nan"))


def _fit(panel: Panel) -> None:
    """Choose the range of the axis: all that is seen, with some air."""
    if panel.group.probability:
        panel.low, panel.high = 0.0, 1.0
        return
    parts = [part for line in panel.lines for part in _parts(line)]
    parts = [part[np.isfinite(part)] for part in parts]
    parts = [part for part in parts if len(part)]
    if not parts:
        return
    low, high = min(p.min() for p in parts), max(p.max() for p in parts)
    if high <= low:  # one point, or a constant
        air = 0.5 if panel.log else max(abs(low) * 0.5, 1e-6)
    else:
        air = 0.06 * (high - low)
    panel.low, panel.high = float(low - air), float(high + air)


def _parts(line: Line) -> list[Numbers]:
    return [line.y] if line.raw is None else [line.y, line.raw[1]]
