"""Reading a run's events piece by piece, in a thread of the background."""

from __future__ import annotations

import math
import time
from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.api import RunError
from ganstudio.core.runs import Event, EventReader, RunFolder, liveness
from ganstudio.gui.train.timeline.series import Note, Numbers, Sheet

PIECE = 16 * 1024
"""Bytes parsed between two breaths, some 90 lines or 1 ms."""
_BREATH = 0.0003
_MOST = 96
"""Pieces in one batch: the window sees a long run grow while it is read."""
_MARKS = {
    "started": "Started",
    "paused": "Paused",
    "resumed": "Resumed",
    "stopped": "Stopped",
    "finished": "Finished",
}


@dataclass
class Batch:
    """What some events add; `cut` first, then the rest.

    Attributes:
        reset: everything from before is void.
        cut: points, sheets and checkpoints beyond this step are void.
        points: term -> float64 (3, N): steps, values, seconds.
        more: the file goes on.
        live: somebody trains the run, here or on another machine.
        sample_every: steps between two sheets; None where it is not known.
    """

    reset: bool = False
    cut: int | None = None
    points: dict[str, Numbers] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    checkpoints: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    step: int = 0
    total: int | None = None
    more: bool = False
    live: bool = False
    sample_every: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        news = self.points or self.sheets or self.checkpoints or self.notes
        return not (news or self.reset or self.cut is not None)


class RunReader:
    """Turns a run's events into batches. One thread at a time.

    Args:
        folder: the run.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._reader = EventReader(folder.events)
        self._forget()

    def _forget(self) -> None:
        self._step = 0
        self._total: int | None = None
        self._offset: float | None = None
        self._last_time = 0.0
        self._clock_steps: array[int] = array("q")
        self._clock: array[float] = array("d")

    def read(self, stopped: Callable[[], bool] = lambda: False) -> Batch:
        """Read on; at most some megabytes.

        Raises:
            RunError: the events cannot be read, or the folder is gone.
        """
        if not self._folder.path.is_dir():
            raise RunError(f"The run's folder {self._folder.path} is gone.")
        batch = Batch(live=liveness(self._folder) in ("alive", "elsewhere"))
        points: dict[str, array[float]] = {}
        for _ in range(_MOST):
            before = self._reader.offset
            events = self._reader.poll(PIECE)
            if self._reader.offset < before:
                self._forget()
                points.clear()
                batch = Batch(reset=True, live=batch.live)
            for event in events:
                self._take(event, batch, points)
            batch.more = self._reader.offset > before
            if not batch.more or stopped():
                break
            # Parsing holds the interpreter: the window must get its turn.
            time.sleep(_BREATH)
        batch.points = {
            name: np.array(flat).reshape(-1, 3).T for name, flat in points.items()
        }
        batch.step, batch.total = self._step, self._total
        batch.sample_every = self._sample_every()
        return batch

    def _sample_every(self) -> int | None:
        try:
            every = self._folder.record.config.get("sample_every")
        except RunError:
            return None
        return every if isinstance(every, int) else None

    def _take(
        self, event: Event, batch: Batch, points: dict[str, array[float]]
    ) -> None:
        kind, step = event["type"], event.get("step")
        when = event.get("time")
        now = float(when) if isinstance(when, (int, float)) else self._last_time
        self._last_time, before = now, self._last_time
        if isinstance(step, int) and not isinstance(step, bool):
            self._step = step
        if kind == "metrics":
            self._measure(event, now, points)
        elif kind == "samples":
            self._sheet(event, batch)
        elif kind == "checkpoint":
            batch.checkpoints.append(self._step)
        elif kind == "note":
            batch.notes.append(_note(event, self._step, now))
        elif kind == "failed":
            text = str(event.get("text") or "The run failed.")
            batch.notes.append(Note(self._step, "error", text, now))
        elif kind in _MARKS:
            self._mark(event, batch, points, now, before)

    def _mark(
        self,
        event: Event,
        batch: Batch,
        points: dict[str, array[float]],
        now: float,
        before: float,
    ) -> None:
        kind, start = event["type"], event.get("from_step")
        if kind == "started":
            total = event.get("total_steps")
            self._total = total if isinstance(total, int) else self._total
            if isinstance(start, int):
                self._rewind(start, batch, points)
            self._offset = now - (self._clock[-1] if self._clock else 0.0)
        elif kind == "resumed" and self._offset is not None:
            self._offset += max(0.0, now - before)
        text = _MARKS[kind] if self._step or kind != "started" else "Begun"
        batch.notes.append(Note(self._step, "mark", text, now))

    def _rewind(self, step: int, batch: Batch, points: dict[str, array[float]]) -> None:
        """A start from an earlier step makes void what came after that step."""
        self._step = step
        batch.cut = step if batch.cut is None else min(batch.cut, step)
        for name, flat in points.items():
            keep = [i for i in range(0, len(flat), 3) if flat[i] <= step]
            if 3 * len(keep) < len(flat):
                points[name] = array("d", [v for i in keep for v in flat[i : i + 3]])
        batch.sheets = [sheet for sheet in batch.sheets if sheet.step <= step]
        batch.checkpoints = [at for at in batch.checkpoints if at <= step]
        kept = bisect_right(self._clock_steps, step)
        del self._clock_steps[kept:], self._clock[kept:]

    def _measure(
        self, event: Event, now: float, points: dict[str, array[float]]
    ) -> None:
        values = event.get("values")
        if not isinstance(values, Mapping):
            return
        if self._offset is None:
            self._offset = now
        last = self._clock[-1] if self._clock else 0.0
        seconds = max(now - self._offset, last)
        self._clock_steps.append(self._step)
        self._clock.append(seconds)
        for name, value in values.items():
            number = _number(value)
            if number is not None:
                flat = points.get(name)
                if flat is None:
                    flat = points[name] = array("d")
                flat.extend((self._step, number, seconds))

    def _sheet(self, event: Event, batch: Batch) -> None:
        name = event.get("path")
        if not isinstance(name, str) or not name:
            return
        rows = event.get("rows")
        names = tuple(str(row) for row in rows) if isinstance(rows, list) else ()
        # Only the name counts: a sheet lies in its own run's folder.
        path = self._folder.samples / Path(name).name
        batch.sheets.append(Sheet(self._step, path, names))


def _number(value: Any) -> float | None:
    """The value; NaN for what was not finite, None for what is no number."""
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else float("nan")


def _note(event: Event, step: int, now: float) -> Note:
    changed = event.get("set")
    level, text = str(event.get("level") or "info"), str(event.get("text") or "")
    if isinstance(changed, Mapping):
        text = text or ", ".join(f"{k} set to {v}" for k, v in changed.items())
    return Note(step, level, text, now)
