"""A batch's journal: one file that outlives the process, so that it can go on.

Lines as in a run's events: first the batch with all its pictures, then who works on it,
then what becomes of each picture. "writing" comes before a file is begun, so that after
a crash it is known which files may lie about half written.
"""

from __future__ import annotations

import dataclasses
import secrets
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from ganstudio.api import StudioError
from ganstudio.app.batch.request import Task, Translated, TranslateRequest
from ganstudio.core.files import disk_errors, sweep_beside, write_bytes
from ganstudio.core.images import encode_png, read_pixels
from ganstudio.core.paths import state_dir
from ganstudio.core.runs import Event, EventWriter, ProcessMark, read_events

_REQUESTS = TypeAdapter(TranslateRequest)
_KEPT_SECONDS = 60 * 86_400.0
"""After which a journal that nobody went on with is deleted."""
_CLOCK = 2.0
"""Seconds by which a disk's clock may be behind ours."""


class Standing(StrEnum):
    """How a batch stands."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """Its process is gone, and did not say so."""
    STOPPED = "stopped"
    FAILED = "failed"
    """It ended, and some pictures failed."""


def batches_dir() -> Path:
    """Where journals lie."""
    return state_dir() / "batches"


class Journal:
    """One batch on the disk.

    Args:
        path: the file; it must be there.

    Raises:
        StudioError: it cannot be read, or is no journal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._events: list[Event] = read_events(path)[0]
        first = self._events[0] if self._events else {}
        try:
            self.request = _REQUESTS.validate_python(first["request"])
            self.tasks = tuple(
                Task(Path(source), Path(target), number)
                for source, target, number in first["tasks"]
            )
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise StudioError(
                f"{path} is no journal of a batch that can be read: delete it."
            ) from error
        self._writer = EventWriter(path)

    @classmethod
    def begin(
        cls,
        request: TranslateRequest,
        tasks: Sequence[Task],
        masks: Mapping[Path, NDArray[np.uint8]],
    ) -> Self:
        """Write a new one.

        Args:
            request: with absolute paths.
            tasks: all pictures.
            masks: source -> uint8 (H, W), of pictures that have one.

        Raises:
            StudioError: the disk refuses.
        """
        folder = batches_dir()
        with disk_errors("write", folder):
            folder.mkdir(parents=True, exist_ok=True)
        _delete_old(folder)
        stamp = time.strftime("%Y-%m-%d_%H%M%S")
        path = folder / f"{stamp}_{secrets.token_hex(4)}.jsonl"
        rows = [
            [task.source.absolute(), task.target.absolute(), task.number]
            for task in tasks
        ]
        for task in tasks:
            mask = masks.get(task.source)
            if mask is not None:
                name = _masks_of(path) / f"{task.number}.png"
                write_bytes(name, encode_png(mask))
        with EventWriter(path) as writer:
            writer.write("batch", request=dataclasses.asdict(request), tasks=rows)
        return cls(path)

    # Writing.

    def own(self) -> None:
        """Say that this process works on it from now on.

        Raises:
            StudioError: another one does.
        """
        if self.standing is Standing.RUNNING:
            raise StudioError(
                f"The batch into {self.request.out} is at work in another process:"
                " wait for it, or stop it there."
            )
        self._write("owner", **ProcessMark.mine().model_dump())

    def writing(self, task: Task, target: Path) -> None:
        """Say that a file is about to be written."""
        self._write("writing", number=task.number, target=target.absolute())

    def ended(self, task: Task, result: Translated) -> None:
        """Say what became of a picture."""
        kind = "failed" if result.error else "done"
        self._write(kind, number=task.number, error=result.error)

    def stop(self, *, for_now: bool = False) -> None:
        """Say that it stops here; `for_now` it only breaks off, as in a crash."""
        if not for_now:
            self._write("stopped")
        self._writer.close()

    def finish(self) -> None:
        """It is at its end: nothing is left to say, unless a picture failed."""
        self._write("ended")
        self._writer.close()
        if not self.left():
            self.discard()

    def discard(self) -> None:
        """Delete it, and what lies about half written."""
        self._writer.close()
        self.sweep()
        _delete(self.path)

    def sweep(self) -> None:
        """Delete what a crash left half written."""
        for number, target in self._begun().items():
            if number not in self._done():
                sweep_beside(target)

    def _write(self, kind: str, **fields: Any) -> None:
        event: Event = {"type": kind, "time": time.time(), **fields}
        self._writer.write_many([event])
        self._events.append(event)

    # Reading.

    @property
    def standing(self) -> Standing:
        """How it stands."""
        last = [e for e in self._events if e["type"] in ("owner", "stopped", "ended")]
        match last[-1] if last else {"type": ""}:
            case {"type": "stopped"}:
                return Standing.STOPPED
            case {"type": "ended"}:
                return Standing.FAILED
            case {"type": "owner", **mark}:
                with suppress(ValidationError):
                    if ProcessMark.model_validate(mark).liveness() != "dead":
                        return Standing.RUNNING
        return Standing.INTERRUPTED

    @property
    def failures(self) -> list[str]:
        """The sentence of each picture that failed last time, without those done."""
        done = self._done()
        said = {
            e["number"]: str(e.get("error", ""))
            for e in self._events
            if e["type"] == "failed"
        }
        return [text for number, text in said.items() if number not in done]

    def masks(self) -> dict[Path, NDArray[np.uint8]]:
        """Source -> mask, uint8 (H, W), of the pictures that have one."""
        found: dict[Path, NDArray[np.uint8]] = {}
        for task in self.tasks:
            path = _masks_of(self.path) / f"{task.number}.png"
            if path.exists():
                found[task.source] = read_pixels(path)[..., 0]
        return found

    def left(self) -> list[Task]:
        """Pictures that are neither done nor skipped: failed ones are among them.

        A file that was begun and is newer than that is done: the process was killed
        between the two.
        """
        done, begun = self._done(), self._begun()
        when = {e["number"]: e["time"] for e in self._events if e["type"] == "writing"}
        left = []
        for task in self.tasks:
            if task.number in done:
                continue
            target = begun.get(task.number)
            if target is not None and _newer(target, when[task.number] - _CLOCK):
                continue
            left.append(task)
        return left

    def _done(self) -> set[int]:
        return {e["number"] for e in self._events if e["type"] == "done"}

    def _begun(self) -> dict[int, Path]:
        return {
            e["number"]: Path(e["target"])
            for e in self._events
            if e["type"] == "writing"
        }


def unfinished() -> list[Journal]:
    """Batches that no process works on and that have pictures left, newest first."""
    found = []
    for path in sorted(_files(batches_dir()), reverse=True):
        try:
            journal = Journal(path)
        except StudioError:
            continue  # torn in its first line: nothing had begun
        if journal.standing is not Standing.RUNNING:
            if journal.left():
                found.append(journal)
            else:
                journal.discard()
    return found


def _newer(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime >= than
    except OSError:
        return False


def _files(folder: Path) -> Iterable[Path]:
    return folder.glob("*.jsonl")


def _delete_old(folder: Path) -> None:
    for path in _files(folder):
        if not _newer(path, time.time() - _KEPT_SECONDS):
            _delete(path)


def _masks_of(path: Path) -> Path:
    return path.with_suffix(".masks")


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
    shutil.rmtree(_masks_of(path), ignore_errors=True)
