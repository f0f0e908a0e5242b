"""The page of runs, without its widgets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.api import RunError
from ganstudio.app.runs import RunEntry
from ganstudio.core.runs import RunFolder, RunRecord
from ganstudio.gui.library.page import Page
from ganstudio.gui.library.things import Thing
from ganstudio.gui.library.words import STATES, date_words, size_words, step_words
from ganstudio.gui.services import Services, Task

HELD = frozenset({"running", "paused", "elsewhere"})
"""States in which a process holds the run, so that its folder must stay."""
_TONES = {
    "running": "good",
    "paused": "warning",
    "failed": "bad",
    "interrupted": "warning",
}


@dataclass(frozen=True)
class RunFacts:
    """What only a walk through a run's folder tells.

    Attributes:
        bytes: all that it takes on the disk.
        sheet: its newest sample sheet; None before the first.
        record: what it is; None where that cannot be read.
    """

    bytes: int = 0
    sheet: Path | None = None
    record: RunRecord | None = None


class RunsPage(Page):
    """Every run, with its newest sample sheet and its size on the disk."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        sorts = {"newest": "Newest", "model": "Model", "state": "State"}
        super().__init__(sorts | {"size": "Size", "name": "Name"}, parent)
        self._services = services
        self._facts: dict[Path, RunFacts] = {}
        self._measured: dict[Path, object] = {}
        self._things: dict[Path, tuple[object, Thing]] = {}
        self._measuring = False
        services.runs.changed.connect(self._list)
        self._list()

    @property
    def read(self) -> bool:
        """Whether the list is there."""
        return self._services.runs.read

    @property
    def entry(self) -> RunEntry | None:
        """The chosen run."""
        thing = self.chosen
        return None if thing is None else thing.source

    def facts(self, entry: RunEntry) -> RunFacts | None:
        """What its folder holds; None before that is known."""
        return self._facts.get(entry.folder.path)

    def measure(self) -> None:
        """Look into the folders of runs that changed, in the background."""
        entries = self._services.runs.all
        here = {entry.folder.path for entry in entries}
        self._facts = {p: facts for p, facts in self._facts.items() if p in here}
        todo = {
            entry.folder.path: entry
            for entry in entries
            if self._measured.get(entry.folder.path) != entry.status
        }
        if not todo or self._measuring:
            return
        self._measuring = True

        def done(facts: dict[Path, RunFacts]) -> None:
            self._measuring = False
            self._measured |= {path: entry.status for path, entry in todo.items()}
            self._facts |= facts
            self._list()

        self._services.background.run(
            lambda task: {
                path: _look_into(entry.folder, task) for path, entry in todo.items()
            },
            done,
            owner=self,
        )

    def _list(self) -> None:
        before, self._things = self._things, {}
        for entry in self._services.runs.all:
            path, facts = entry.folder.path, self.facts(entry)
            # Every second one of hundreds has changed.
            known, thing = before.get(path, (None, None))
            now = (entry.status, entry.model, facts)
            if thing is None or known != now:
                thing = _thing(entry, facts)
            self._things[path] = now, thing
        self._show([thing for _, thing in self._things.values()])
        self.measure()


def _thing(entry: RunEntry, facts: RunFacts | None) -> Thing:
    status, path = entry.status, entry.folder.path
    damaged = "" if entry.model else status.message
    date = date_words(entry.created)
    parts = [step_words(status)]
    if facts is not None:
        parts.append(size_words(facts.bytes))
    line = f"{date}\n{' · '.join(parts)}"
    state = "Damaged" if damaged else STATES[status.state]
    model = entry.model or path.name
    size = facts.bytes if facts is not None else 0
    return Thing(
        str(path),
        model if entry.model else path.name,
        damaged or line,
        chip=state,
        tone="bad" if damaged else _TONES.get(status.state, "muted"),
        wrong=bool(damaged),
        sign="folder_alert_outline" if damaged else "chart_line",
        picture=str(facts.sheet) if facts is not None and facts.sheet else None,
        words=f"{path} {status.message}",
        order={
            "newest": (-_rank(entry), path.name),
            "model": (model.casefold(), -_rank(entry)),
            "state": (state, -_rank(entry)),
            "size": -size,
            "name": path.name.casefold(),
        },
        source=entry,
    )


def _rank(entry: RunEntry) -> float:
    """When it was made, seconds since 1970; 0 for a damaged one."""
    with suppress(ValueError):
        return datetime.fromisoformat(entry.created).timestamp()
    return 0.0


def _look_into(folder: RunFolder, task: Task) -> RunFacts:
    total = sum(size for size in _sizes(folder.path) if not task.stopped)
    sheets: list[str] = []
    record = None
    with suppress(OSError):
        sheets = [s for s in os.listdir(folder.samples) if s.endswith(".png")]
    with suppress(RunError):
        record = folder.record
    return RunFacts(total, folder.samples / max(sheets) if sheets else None, record)


def _sizes(folder: Path) -> Iterator[int]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _sizes(Path(entry.path))
            else:
                with suppress(OSError):
                    yield entry.stat(follow_symlinks=False).st_size
