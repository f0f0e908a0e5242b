"""What a run's events come to: series of numbers, sheets, notes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_FIRST = 1024


@dataclass(frozen=True)
class Sheet:
    """One sample sheet: all pictures of one moment.

    Attributes:
        step: complete steps.
        path: the PNG; it may be gone.
        rows: name of each row of pictures, top down.
    """

    step: int
    path: Path
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something that a person should know about a moment.

    Attributes:
        step: complete steps.
        level: "info", "warning" or "error"; "mark" for starts, pauses and ends.
        text: a sentence or a word.
        time: seconds since 1970.
    """

    step: int
    level: str
    text: str
    time: float


class Series:
    """One term of a run, in growing buffers. Steps rise."""

    def __init__(self) -> None:
        self._buffer: Numbers = np.empty((3, _FIRST))
        self._length = 0
        self.trimmed = 0
        """How often points were taken away: what was derived from them is void."""

    def __len__(self) -> int:
        return self._length

    @property
    def steps(self) -> Numbers:
        """Complete steps at each point, float64; a view, to be read at once."""
        return self._buffer[0, : self._length]

    @property
    def values(self) -> Numbers:
        """Value at each point, float64; NaN where it was not finite."""
        return self._buffer[1, : self._length]

    @property
    def seconds(self) -> Numbers:
        """Time of training at each point, s, without pauses and gaps; it rises."""
        return self._buffer[2, : self._length]

    def append(self, points: Numbers) -> None:
        """Add points.

        Args:
            points: float64 (3, N): steps, values, seconds.
        """
        if points.shape[1] == 0:
            return
        steps = points[0]
        last = self._buffer[0, self._length - 1] if self._length else -np.inf
        if steps[0] <= last or np.any(np.diff(steps) <= 0):
            self._merge(points)
            return
        needed = self._length + points.shape[1]
        if needed > self._buffer.shape[1]:
            grown = np.empty((3, max(needed, 2 * self._buffer.shape[1])))
            grown[:, : self._length] = self._buffer[:, : self._length]
            self._buffer = grown
        self._buffer[:, self._length : needed] = points
        self._length = needed

    def cut(self, step: float) -> None:
        """Drop the points beyond a step."""
        keep = int(np.searchsorted(self.steps, step, side="right"))
        if keep < self._length:
            self._length = keep
            self.trimmed += 1

    def at(self, step: float) -> float:
        """Value at the newest point at or before a step; NaN before the first."""
        index = int(np.searchsorted(self.steps, step, side="right")) - 1
        return float(self.values[index]) if index >= 0 else float("nan")

    def second_at(self, step: float) -> float:
        """Time of training at a step, s, between the points by their line."""
        if not self._length:
            return 0.0
        return float(np.interp(step, self.steps, self.seconds))

    def step_at(self, second: float) -> float:
        """Step at a time of training."""
        if not self._length:
            return 0.0
        return float(np.interp(second, self.seconds, self.steps))

    def _merge(self, points: Numbers) -> None:
        """Take points out of order; of one step the newest counts."""
        whole = np.concatenate((self._buffer[:, : self._length], points), axis=1)
        _, first = np.unique(whole[0, ::-1], return_index=True)
        self._buffer = np.ascontiguousarray(whole[:, whole.shape[1] - 1 - first])
        self._length = self._buffer.shape[1]
        self.trimmed += 1
