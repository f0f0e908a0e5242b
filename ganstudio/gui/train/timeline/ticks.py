"""Round values for the axes."""

from __future__ import annotations

import math

_TIMES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_DAY = 86_400.0


def linear(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten.

    Args:
        low: end of the axis.
        high: other end, above `low`.
        most: how many there may be.
    """
    rough = (high - low) / max(most, 1)
    if not math.isfinite(rough) or rough <= 0:
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    return _multiples(step, low, high)


def times(low: float, high: float, most: int) -> list[float]:
    """Round numbers of seconds, minutes or hours."""
    rough = (high - low) / max(most, 1)
    days = _DAY * max(1, math.ceil(rough / _DAY))
    step = next((float(t) for t in _TIMES if t >= rough), days)
    return _multiples(step, low, high)


def powers(low: float, high: float, most: int) -> list[float]:
    """Ticks of a logarithmic axis, as log10: decades, with 2 and 5 where few fit."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    every = max(1, math.ceil((high - low) / max(most, 1)))
    ticks = [float(d) for d in decades if d % every == 0 and low <= d <= high]
    if len(ticks) < 3:
        fine = [d + math.log10(m) for d in decades for m in (1, 2, 5)]
        ticks = [t for t in fine if low <= t <= high]
    if len(ticks) < 2:
        start, end = 10.0**low, 10.0**high
        ticks = [math.log10(t) for t in linear(start, end, most) if t > 0]
    return ticks[: 2 * most + 2]


def _multiples(step: float, low: float, high: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, min(last, first + 100) + 1)]
