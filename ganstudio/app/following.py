"""Following a run through its events: progress, losses, and how it ended."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ganstudio.core.runs import EventReader, RunFolder, liveness

POLL_SECONDS = 0.2
_WINDOW = 200
_ENDS = frozenset({"finished", "stopped", "failed"})


@dataclass(frozen=True)
class Update:
    """One thing that happened.

    Attributes:
        kind: the event's type ("metrics", "checkpoint", "note", ...), or "interrupted"
            where the process ended without a word.
        step: complete steps.
        total: length of the run in steps; None before it is known.
        seconds_left: by this run's own steps of the last minutes; None before two.
        values: newest loss terms by name; None for one that was not finite.
        text: a sentence or a file's name, may be "".
        event: the event as it is in the file.
    """

    kind: str
    step: int
    total: int | None
    seconds_left: float | None
    values: Mapping[str, float | None]
    text: str
    event: Mapping[str, Any]


@dataclass
class Follower:
    """Reads a run's events from now on; make it before the run is started.

    Attributes:
        folder: the run.
        ended: kind of the update that ended it: "finished", "stopped", "failed" or
            "interrupted"; "" while it goes on.
        last: the newest update, also where nobody has seen it yet.
    """

    folder: RunFolder
    ended: str = ""
    last: Update | None = None
    _step: int = 0
    _total: int | None = None
    _values: dict[str, float | None] = field(default_factory=dict)
    _waiting: deque[Update] = field(default_factory=deque)
    _pace: deque[tuple[float, int]] = field(
        default_factory=lambda: deque(maxlen=_WINDOW)
    )

    def __post_init__(self) -> None:
        self._reader = EventReader(self.folder.events)
        for event in self._reader.poll():
            self._take(event)
        self.ended = ""
        self._pace.clear()

    def poll(self) -> list[Update]:
        """Return what happened since the last call; after the end, nothing.

        Raises:
            RunError: the events cannot be read.
        """
        self._read()
        updates = list(self._waiting)
        self._waiting.clear()
        return updates

    def put_back(self, update: Update) -> None:
        """Let somebody else see this update first."""
        self._waiting.appendleft(update)

    def _read(self) -> None:
        if self.ended:
            return
        # In this order: a process that wrote its last line and then died is seen.
        gone = liveness(self.folder) in ("dead", "none")
        self._waiting.extend(self._take(event) for event in self._reader.poll())
        if gone and not self.ended:
            text = (
                f"Run {self.folder.name} ended without a word at step {self._step};"
                f" {self.folder.log} may say why; go on from its last checkpoint with"
                f" 'ganstudio resume {self.folder.path}'."
            )
            self._waiting.append(self._take({"type": "interrupted", "text": text}))

    def updates(self, interval: float = POLL_SECONDS) -> Iterator[Update]:
        """Yield what happens until the run ends.

        May be left and called again: nothing is lost, nothing comes twice.

        Args:
            interval: seconds between two looks at the file.
        """
        while True:
            self._read()
            while self._waiting:
                yield self._waiting.popleft()
            if self.ended:
                return
            time.sleep(interval)

    def _take(self, event: Mapping[str, Any]) -> Update:
        kind, step = str(event["type"]), event.get("step")
        if isinstance(step, int):
            self._step = step
        match kind:
            case "started":
                total, first = event.get("total_steps"), event.get("from_step")
                self._total = total if isinstance(total, int) else self._total
                self._step = first if isinstance(first, int) else self._step
                self._values = {}
                self._pace.clear()
            case "metrics":
                values = event.get("values")
                self._values = dict(values) if isinstance(values, Mapping) else {}
                self._pace.append((float(event.get("time", 0.0)), self._step))
            case "resumed":
                self._pace.clear()  # a pause is not slow training
        if kind in _ENDS or kind == "interrupted":
            self.ended = kind
        text = str(event.get("text") or event.get("path") or "")
        self.last = Update(
            kind, self._step, self._total, self._left(), self._values, text, event
        )
        return self.last

    def _left(self) -> float | None:
        if self._total is None or len(self._pace) < 2:
            return None
        (began, first), (now, step) = self._pace[0], self._pace[-1]
        if step <= first or now <= began:
            return None
        return (self._total - self._step) * (now - began) / (step - first)
