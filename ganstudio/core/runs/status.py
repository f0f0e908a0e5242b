"""What a run is doing: derived from its events and its owner, never stored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ganstudio.api import RunError
from ganstudio.core.runs.events import OF_A_STEP, Event, parse_event
from ganstudio.core.runs.folder import RunFolder
from ganstudio.core.runs.owner import Owner, read_owner

State = Literal[
    "new",
    "running",
    "paused",
    "stopped",
    "finished",
    "failed",
    "interrupted",
    "elsewhere",
]
_ENDED: dict[str, State] = {
    "stopped": "stopped",
    "finished": "finished",
    "failed": "failed",
}
_LIFE = {"started", "paused", "resumed", *_ENDED}
_METRICS = b'{"type": "metrics"'
_BLOCK = 1 << 20


@dataclass(frozen=True)
class RunStatus:
    """What a run is doing.

    Attributes:
        state: `interrupted`: its process died; `elsewhere`: another machine holds it.
        step: complete steps, as far as events tell.
        total_steps: length of the run; None before its first start, where it is
            given in epochs.
        message: what a person should know besides, one sentence or phrase; may be "".
        started: when its latest start began, seconds since 1970.
        last_seen_s: seconds since its owner's heartbeat; None where nobody holds it.
    """

    state: State
    step: int
    total_steps: int | None
    message: str
    started: float | None
    last_seen_s: float | None


@dataclass
class _Tail:
    """What the events since the latest start say; None where they do not."""

    life: Event | None = None
    started: Event | None = None
    step: int | None = None
    asked: str = ""


def status(folder: RunFolder) -> RunStatus:
    """Say what a run is doing; a broken one is `failed`, with its error as message."""
    owner = read_owner(folder)
    try:
        record = folder.record
        tail = _read_tail(folder.events)
    except RunError as error:
        return RunStatus("failed", 0, None, str(error), None, _seen(owner))
    state, message = _state(folder, owner, tail)
    started = tail.started or {}
    total = _number(started.get("total_steps"), int)
    if total is None and not record.config.get("epochs"):
        total = _number(record.config.get("steps"), int)
    return RunStatus(
        state=state,
        step=tail.step or 0,
        total_steps=total,
        message=message,
        started=_number(started.get("time"), float),
        last_seen_s=_seen(owner),
    )


def _state(folder: RunFolder, owner: Owner | None, tail: _Tail) -> tuple[State, str]:
    life = tail.life or {}
    living = owner.liveness() if owner else "none"
    ended = _ENDED.get(str(life.get("type")))
    when = _number(life.get("time"), float) or 0.0
    if ended and not (
        owner and living in ("alive", "elsewhere") and owner.claimed > when
    ):
        return ended, str(life.get("text", ""))
    if owner and living == "elsewhere":
        return "elsewhere", f"on {owner.host}, last seen {owner.last_seen:.0f} s ago"
    if owner and living == "alive":
        if not life or owner.claimed > when:
            return "running", "starting"
        if life["type"] == "paused":
            return "paused", {"resume": "resuming", "stop": "stopping"}.get(
                tail.asked, ""
            )
        return "running", {"pause": "pausing", "stop": "stopping"}.get(tail.asked, "")
    if not life and owner is None:
        return "new", ""
    return "interrupted", (
        "its process ended without a word; go on from the last checkpoint with"
        f" 'ganstudio resume {folder.path}'"
    )


def _seen(owner: Owner | None) -> float | None:
    return owner.last_seen if owner else None


def _number(value: Any, kind: type[Any]) -> Any:
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    return kind(value) if good else None


def _read_tail(path: Path) -> _Tail:
    """Read events backwards, to the latest start and no further."""
    tail = _Tail()
    for line in _lines_backwards(path):
        if tail.step is not None and line.startswith(_METRICS):
            continue
        event = parse_event(line)
        if event is None:
            continue
        kind = event["type"]
        if kind == "command" and tail.life is None and event.get("accepted"):
            tail.asked = tail.asked or str(event.get("command"))
        if tail.step is None and (kind in OF_A_STEP or kind in _LIFE):
            tail.step = _number(event.get("step", event.get("from_step")), int)
        if kind in _LIFE and tail.life is None:
            tail.life = event
        if kind == "started":
            tail.started = event
            break
    return tail


def _lines_backwards(path: Path) -> Iterator[bytes]:
    """Yield whole lines, last first; a torn last line is left out.

    Raises:
        RunError: the file is there and cannot be read.
    """
    try:
        with path.open("rb") as file:
            position = file.seek(0, os.SEEK_END)
            rest, ends = b"", False
            while position:
                size = min(_BLOCK, position)
                position -= size
                file.seek(position)
                first, *lines = (file.read(size) + rest).split(b"\n")
                if lines and not ends:
                    lines.pop()
                    ends = True
                yield from reversed(lines)
                rest = first
            if ends:
                yield rest
    except FileNotFoundError:
        return
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"Could not read {path}: {reason}.") from error
