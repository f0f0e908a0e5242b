"""How far one press of an arrow goes."""

from __future__ import annotations

import math
from typing import Any

import annotated_types

from ganstudio.api import Config, Knob

_ROUND = (1.0, 2.0, 5.0, 10.0)


def grain_of(config: type[Config], name: str) -> int:
    """What a whole number must be a multiple of; 1 for any."""
    for bound in config.model_fields[name].metadata:
        if isinstance(bound, annotated_types.MultipleOf):
            grain: Any = bound.multiple_of
            return max(int(grain), 1)
    return 1


def stepped(knob: Knob, value: float, steps: int, grain: int = 1) -> float:
    """Move a number by some steps, inside its bounds.

    A logarithmic number goes to the next of 1, 2, 5, 10, ... (a whole one doubles); any
    other by about a tenth of its size, on round numbers.

    Args:
        knob: whose number it is.
        value: where it stands.
        steps: how many, below 0 downwards.
        grain: what a whole number must be a multiple of.
    """
    up = steps > 0
    for _ in range(abs(steps)):
        value = _one(knob, value, up, grain)
    if knob.low is not None and value < knob.low:
        value = knob.low
    if knob.high is not None and value > knob.high:
        value = knob.high
    if (knob.open_low and value == knob.low) or (knob.open_high and value == knob.high):
        return _inside(knob, value)
    return value


def _one(knob: Knob, value: float, up: bool, grain: int) -> float:
    if knob.log and value > 0:
        return _factor(knob, value, up)
    size = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 0.0
    if knob.kind == "int":
        size = max(size, 1.0)
        size = grain * max(1, round(size / grain))
    else:
        size = size or 0.1
        if knob.high is not None and knob.low is not None:
            size = min(size, (knob.high - knob.low) / 10)
    number = value / size
    number = math.floor(number + 1e-9) + 1 if up else math.ceil(number - 1e-9) - 1
    return float(round(number * size, 12))


def _factor(knob: Knob, value: float, up: bool) -> float:
    if knob.kind == "int":
        power = math.log2(value)
        power = math.floor(power) + 1 if up else math.ceil(power) - 1
        return float(max(2**power, 1))
    decade = 10.0 ** math.floor(math.log10(value))
    if up:
        part = next(r for r in _ROUND if r > value / decade * (1 + 1e-9))
        return float(f"{part * decade:.6g}")
    below = [r for r in _ROUND if r < value / decade * (1 - 1e-9)]
    return float(f"{below[-1] * decade:.6g}" if below else f"{decade / 2:.6g}")


def _inside(knob: Knob, value: float) -> float:
    """The nearest sensible number inside an open bound."""
    span = (knob.high or 1.0) - (knob.low or 0.0)
    small = min(span / 100, 1e-3) if knob.kind == "float" else 1.0
    if knob.log and knob.open_low and value == knob.low:
        small = min(small, 1e-8)
    moved = value + small if value == knob.low else value - small
    return float(f"{moved:.6g}")
