"""events.jsonl: append-only, one JSON object in a line."""

from __future__ import annotations

import json
import math
import os
import threading
import time
from collections.abc import Iterable, Mapping
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.folder import RunFolder

Event = dict[str, Any]
"""`type`, `time` (seconds since 1970), often `step`, and what the type adds."""

OF_A_STEP = frozenset({"metrics", "samples", "checkpoint"})
"""Types that a start from an earlier step makes void."""


def _plain(value: Any) -> Any:
    """Give the encoder what it does not know: numpy numbers and arrays, paths."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return str(value)


# One encoder for all lines: json.dumps with options makes a new one at every call.
# ASCII, since a file name may hold bytes that are not UTF-8.
_encode = json.JSONEncoder(allow_nan=False, default=_plain).encode
_decode = json.JSONDecoder(parse_constant=lambda _: None).decode


class EventWriter:
    """Appends events; safe for several threads, and for several processes.

    Every call is one write to the end of the file. A line that a killed process or a
    full disk left torn is closed first, so it costs itself and nothing else.

    Args:
        place: the run, or the file itself.
    """

    def __init__(self, place: RunFolder | Path) -> None:
        self._path = place.events if isinstance(place, RunFolder) else place
        self._lock = threading.Lock()
        self._file: FileIO | None = None

    def write(self, type: str, *, step: int | None = None, **fields: Any) -> None:
        """Append one event, with the time of now.

        Raises:
            RunError: the disk refuses; the file stays readable.
        """
        event: Event = {"type": type}
        if step is not None:
            event["step"] = step
        self.write_many([event | {"time": time.time()} | fields])

    def write_many(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Append events in one write; a NaN or an infinity becomes null.

        Args:
            events: each with `type`; `time` is added where it is missing.

        Raises:
            RunError: the disk refuses; the file stays readable.
        """
        now = time.time()
        data = "".join([_line(event, now) for event in events]).encode()
        if not data:
            return
        with self._lock, run_errors("write", self._path):
            file = self._open()
            if _is_torn(file):
                data = b"\n" + data
            while data:  # a nearly full disk takes a part, then says why
                data = data[file.write(data) :]

    def _open(self) -> FileIO:
        """Open the file once; again where somebody deleted or replaced it."""
        if self._file is not None and os.fstat(self._file.fileno()).st_nlink == 0:
            self._file.close()
            self._file = None
        if self._file is None:
            self._file = FileIO(self._path, "a+")
        return self._file

    def close(self) -> None:
        """Close the file; a later write opens it again."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _line(event: Mapping[str, Any], now: float) -> str:
    if "time" not in event:
        event = {**event, "time": now}
    try:
        return _encode(event) + "\n"
    except ValueError:  # a number that JSON does not have
        return _encode(_finite(event)) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    return _finite(_plain(value))


def _is_torn(file: FileIO) -> bool:
    """Whether the last line has no end. Two system calls."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


class EventReader:
    """Follows events.jsonl while somebody writes it.

    Args:
        path: events.jsonl; it need not exist yet.
        offset: bytes to skip.
    """

    def __init__(self, path: Path, offset: int = 0) -> None:
        self.path = path
        self.offset = offset
        """Bytes read so far; always the end of a whole line."""
        self.bad_lines = 0
        """Lines skipped so far: torn, or not an event."""

    def poll(self, most: int = -1) -> list[Event]:
        """Return the events that came since the last call.

        A file that became shorter (put back from a copy) is read from its beginning.

        Args:
            most: bytes to read at once; a longer line is read whole. -1 has no bound.

        Raises:
            RunError: the file is there and cannot be read.
        """
        with run_errors("read", self.path):
            try:
                with self.path.open("rb") as file:
                    if file.seek(0, os.SEEK_END) < self.offset:
                        self.offset = self.bad_lines = 0
                    file.seek(self.offset)
                    data = file.read(most)
                    while 0 < most <= len(data) and b"\n" not in data:
                        more = file.read(len(data))
                        if not more:
                            break
                        data += more
            except (FileNotFoundError, NotADirectoryError):
                self.offset = 0
                return []
        end = data.rfind(b"\n") + 1
        self.offset += end
        events = []
        for line in data[:end].split(b"\n"):
            event = parse_event(line)
            if event is not None:
                events.append(event)
            elif line.strip():
                self.bad_lines += 1
        return events


def parse_event(line: bytes) -> Event | None:
    """Parse one line; None where it is no event."""
    try:
        event = _decode(line.decode())
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and "type" in event else None


def read_events(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """Read whole lines from `offset` on, skipping bad ones; see `EventReader`.

    Returns:
        The events, and the offset for the next call.

    Raises:
        RunError: the file is there and cannot be read.
    """
    reader = EventReader(path, offset)
    return reader.poll(), reader.offset


def history(path: Path) -> list[Event]:
    """Read all events that count: without the steps that a later start went back over.

    Raises:
        RunError: the file is there and cannot be read.
    """
    return rewound(read_events(path)[0])


def rewound(events: Iterable[Event]) -> list[Event]:
    """Drop metrics, samples and checkpoints beyond each later start's `from_step`.

    Args:
        events: in the order of the file; what an earlier call returned may come first.
    """
    kept: list[Event] = []
    for event in events:
        if event["type"] == "started":
            start = event.get("from_step")
            if isinstance(start, int):
                kept = [e for e in kept if not _beyond(e, start)]
        kept.append(event)
    return kept


def _beyond(event: Event, step: int) -> bool:
    at = event.get("step")
    return event["type"] in OF_A_STEP and isinstance(at, int) and at > step
