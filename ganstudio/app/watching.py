"""A folder that is watched: pictures that come are translated once they are whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ganstudio.api import ConfigError, Problem
from ganstudio.app.batch import Translated, TranslateRequest, pictures_below, plan
from ganstudio.app.engines import Engine, LocalEngine
from ganstudio.app.models import find_model
from ganstudio.app.translating import Translation

_Stamp = tuple[int, int]
"""Size in bytes and time of the last change, ns."""


def watch(
    request: TranslateRequest,
    stopped: threading.Event,
    engine: Engine | None = None,
    *,
    seconds: float = 1.0,
) -> Iterator[Translated]:
    """Translate what lies in folders, and whatever comes, until it is stopped.

    Args:
        request: its inputs are folders.
        stopped: set from any thread, it ends this within `seconds` and a picture.
        engine: as for `Translation`.
        seconds: between two looks.

    Yields:
        What became of each picture; one that failed is tried again when it changes.

    Raises:
        ConfigError: no folders, or results would lie among what is watched.
    """
    watcher = Watcher(request.inputs, request.out)
    model = find_model(request.model)
    plan(replace(request, inputs=()), model.stem)  # a wrong pattern is said at once
    if engine is None:
        engine = LocalEngine(model, request.backend)
    number = 1
    while not stopped.is_set():
        found = tuple(watcher.poll())
        if found:
            wanted = replace(request, inputs=found, roots=request.inputs)
            batch = Translation(wanted, engine, first=number)
            number += len(batch.tasks)
            for result in batch.run():
                yield result
                if stopped.is_set():
                    batch.stop()
            if batch.journal is not None:
                # What failed is tried again when it changes, what is left at the next
                # start: nobody has to go on with it.
                batch.journal.discard()
        stopped.wait(seconds)


class Watcher:
    """Finds pictures that came, or changed, and are no longer being copied.

    Polling and not the system's events: those do not come over a network, where
    watched folders often lie.

    Args:
        folders: what is watched, at any depth.
        out: where results go; below a watched folder it is left out.

    Raises:
        ConfigError: no folder, or results would lie among what is watched.
    """

    def __init__(self, folders: Sequence[Path], out: Path) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise _wrong("inputs", f"{folder} is no folder to be watched")
            if folder.resolve() == out.resolve():
                raise _wrong(
                    "out",
                    f"{out} is watched itself, so that every result would be"
                    " translated again: choose another folder",
                )
        self._folders, self._out = tuple(folders), out
        self._seen: dict[Path, _Stamp] = {}
        self._taken: dict[Path, _Stamp] = {}

    def poll(self) -> list[Path]:
        """Look once; to be called every second or so.

        Returns:
            Pictures whose size and time were the same at the last call, each once for
            as long as it does not change.
        """
        now = {
            path: stamp
            for folder in self._folders
            for name in _below(folder, self._out)
            if (stamp := _stamp(path := folder / name)) is not None
        }
        ready = [
            path
            for path, stamp in now.items()
            if stamp[0] > 0
            and self._seen.get(path) == stamp
            and self._taken.get(path) != stamp
        ]
        self._seen = now
        self._taken = {p: s for p, s in self._taken.items() if p in now}
        self._taken |= {path: now[path] for path in ready}
        return ready


def _wrong(field: str, message: str) -> ConfigError:
    return ConfigError("translate", [Problem(field, message)])


def _below(folder: Path, out: Path) -> list[Path]:
    try:
        return pictures_below(folder, leave_out=out)
    except OSError:
        return []  # away for a moment: a stick, a network


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
