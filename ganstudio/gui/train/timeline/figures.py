"""Numbers, steps and times as the curves write them."""

from __future__ import annotations

import math

from ganstudio.gui.train.timeline.history import RunHistory


def number(value: float) -> str:
    """A value in five or six characters: "0.758", "12.3", "1.2e-5", "–" for none."""
    if math.isnan(value):
        return "–"
    size = abs(value)
    if size and (size < 1e-3 or size >= 1e5):
        return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e")
    return f"{value:.{3 if size < 10 else 2 if size < 100 else 1}f}"


def steps(step: float) -> str:
    """A number of steps: "12,400"."""
    return f"{step:,.0f}"


def clock(seconds: float) -> str:
    """A time of training: "42 s", "3:07", "2:10:00"."""
    whole = round(max(seconds, 0.0))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def words(history: RunHistory, step: float, hidden: frozenset[str]) -> str:
    """Everything at a step in words, for people who do not see the curves."""
    if not history.series:
        return "No values yet."
    values = [
        f"{name} {number(series.at(step)).replace('–', 'not finite')}"
        for name, series in history.series.items()
        if name not in hidden
    ]
    return f"Step {steps(step)}: {', '.join(values)}."
