"""Schedules: progress of the run in [0, 1] -> factor of the base value in [0, 1].

Functions of progress alone, so a resumed run needs no scheduler state. They are what
`ctx.lr(optimiser, base, schedule)` takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def constant(progress: float) -> float:
    """Return 1 at all times."""
    return 1.0


def linear_decay(start: float = 0.5) -> Callable[[float], float]:
    """Schedule that stays at 1 until `start`, then falls in a line to 0 at the end.

    With `start` 1 it never falls.

    Raises:
        ValueError: `start` outside [0, 1].
    """
    if not 0 <= start <= 1:
        raise ValueError(f"linear_decay: start must be in [0, 1], not {start}.")
    if start == 1:
        return constant

    def schedule(progress: float) -> float:
        return min(1.0, max(0.0, (1 - progress) / (1 - start)))

    return schedule


def cosine(progress: float) -> float:
    """Half a cosine wave from 1 at the start to 0 at the end."""
    return (1 + math.cos(math.pi * min(1.0, max(0.0, progress)))) / 2
