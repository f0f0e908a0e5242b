"""How far a network is with a picture in one piece, by what earlier ones took.

A backend says nothing until it is done. But a network takes much the same time for
each pixel, and what it took for the last picture of about that size is known.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY = 0.1
"""Seconds between two reports."""
_ALIKE = 64
"""Times as large or small: beyond it, what a run costs beside its pixels misleads."""
_LATE = 0.97
"""What is told at the moment at which it should be done; the rest only creeps."""


class Pace:
    """What pictures took in one network."""

    def __init__(self) -> None:
        """Begin without any."""
        self._runs: dict[int, tuple[int, float]] = {}

    def took(self, area: int, seconds: float) -> None:
        """Take note of a run over so many pixels, in the place of one like it."""
        self._runs[round(math.log2(area))] = area, seconds

    def expected(self, area: int) -> float | None:
        """Seconds that so many pixels will take; None without a run like it."""

        def apart(run: tuple[int, float]) -> float:
            return abs(math.log(area / run[0]))

        nearest = min(self._runs.values(), key=apart, default=None)
        if nearest is None or apart(nearest) > math.log(_ALIKE):
            return None
        return nearest[1] * area / nearest[0]


def part_done(elapsed: float, expected: float) -> float:
    """Part of a run that is done, by the clock: rises, and never reaches 1.

    Args:
        elapsed: since it began, s.
        expected: how long it should take, s, above 0.
    """
    part = elapsed / expected
    return _LATE * part if part <= 1 else 1 - (1 - _LATE) / part


@contextmanager
def told(
    progress: Callable[[float], None] | None, expected: float | None
) -> Iterator[None]:
    """Report while the body runs, from a thread of its own that ends with it.

    Args:
        progress: called with the part done, in [0, 1); what it raises comes out of the
            body's end.
        expected: how long the body should take, s; without it, or without `progress`,
            nothing is told.
    """
    if progress is None or expected is None:
        yield
        return
    done, errors = threading.Event(), list[Exception]()
    began = time.monotonic()

    def tell() -> None:
        try:
            while not done.wait(_EVERY):
                progress(part_done(time.monotonic() - began, expected))
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=tell, name="ganstudio-pace", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if errors:
        raise errors[0]


def rising(progress: Callable[[float], None]) -> Callable[[float], None]:
    """Let through only what is more than what was told before.

    Work that begins again, with smaller tiles or more precision, tells less for a
    while: what was told stands until it is true again.
    """
    most = -1.0

    def tell(part: float) -> None:
        nonlocal most
        if part > most:
            most = part
            progress(part)

    return tell
