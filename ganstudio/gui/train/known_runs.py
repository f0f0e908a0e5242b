"""The runs that Train shows: listed, just made, and opened from elsewhere."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.api import StudioError
from ganstudio.app.following import Follower, Update
from ganstudio.app.runs import RunEntry, RunFolder, entry_of
from ganstudio.core.runs import RunStatus, checkpoint_steps
from ganstudio.gui.services import Services, Task
from ganstudio.gui.train.conditions import (
    ALIVE,
    LOOKS,
    Condition,
    Controls,
    condition,
    controls,
)

_LIVE_MS, _IDLE_MS = 500, 2000
_HELD = ("running", "paused", "elsewhere")


@dataclass(frozen=True)
class Run:
    """One run as it is shown.

    Attributes:
        entry: from its folder.
        condition: what it is doing.
        step: complete steps.
        total: its length in steps; None before it is known.
        seconds_left: by its own steps; None before that is known, and while it rests.
        checkpoint: newest checkpoint's step; None without any, or not looked at yet.
    """

    entry: RunEntry
    condition: Condition
    step: int
    total: int | None
    seconds_left: float | None
    checkpoint: int | None

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.entry.folder.path

    @property
    def part(self) -> float | None:
        """Part done, in [0, 1]; None before its length is known."""
        return min(self.step / self.total, 1.0) if self.total else None

    @property
    def live(self) -> bool:
        """Whether a process holds it, or is about to."""
        return self.condition in ALIVE

    @property
    def controls(self) -> Controls:
        """What can be done with it now."""
        saved = self.checkpoint is not None
        return controls(self.condition, begun=saved or self.step > 0, saved=saved)

    @property
    def order(self) -> tuple[int, str]:
        """Sorts the list within one group, before newest first."""
        return LOOKS[self.condition].group, self.entry.created or self.path.name


@dataclass(frozen=True)
class _Reading:
    began: float
    entry: RunEntry
    last: Update | None
    checkpoint: int | None


class KnownRuns(QObject):
    """Follows live runs twice a second, and one that is looked at; the rest is listed.

    Args:
        services: of the window.
    """

    changed = Signal(object)
    """Set of paths that changed; None where the list itself did."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.all: dict[Path, Run] = {}
        """Path -> run, as listed."""
        self._phases: dict[Path, str] = {}
        self._over: dict[Path, float] = {}
        self._readings: dict[Path, _Reading] = {}
        self._extra: dict[Path, RunEntry] = {}
        self._entries: dict[Path, RunEntry] = {}
        self._watched: Path | None = None
        self._followers: dict[Path, Follower] = {}  # only the reading thread's
        self._reading = self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        services.runs.changed.connect(self._listed)
        self._listed()

    def close(self) -> None:
        """Look no more."""
        self._closed = True
        self._timer.stop()

    def at(self, path: Path | None) -> Run | None:
        """The run in this folder, where it is known."""
        return None if path is None else self.all.get(path)

    @property
    def live(self) -> list[Run]:
        """Runs that a process of this machine holds."""
        return [run for run in self.all.values() if run.live]

    def add(self, folder: RunFolder, model: str = "") -> None:
        """Show a run at once: made a moment ago, or lying elsewhere."""
        if folder.path not in self.all:
            new = RunStatus("new", 0, None, "", None, None)
            self._extra[folder.path] = RunEntry(folder, new, model, "")
            self._listed()
        self.look()

    def forget(self, path: Path) -> None:
        """Show a run no more: it went to the bin."""
        self._extra.pop(path, None)
        self._readings.pop(path, None)
        self._services.runs.refresh()
        self._entries.pop(path, None)
        if self.all.pop(path, None) is not None:
            self.changed.emit(None)

    def watch(self, path: Path | None) -> None:
        """Look at this run too, though it may rest."""
        self._watched = path
        self.look()

    def phase(self, path: Path) -> str:
        """What this window does with a run; see `conditions.condition`."""
        return self._phases.get(path, "")

    def set_phase(self, path: Path, phase: str) -> None:
        """Say what this window does with a run; "" for nothing."""
        self._over.pop(path, None)
        if phase:
            self._phases[path] = phase
        else:
            self._phases.pop(path, None)
        self._remake([path])
        self.look()

    def end_phase(self, path: Path) -> None:
        """It is done with it: the phase ends once the run was looked at anew."""
        self._over[path] = time.monotonic()
        self.look()

    def look(self) -> None:
        """Look now at whatever may change."""
        if self._reading or self._closed:
            return
        self._timer.stop()
        folders = self._wanted()
        if not folders:
            return
        self._reading = True
        self._services.background.run(
            lambda task: self._read(task, folders),
            self._show,
            self._failed,
            owner=self,
            what="Looking at the runs",
        )

    def _wanted(self) -> list[RunFolder]:
        paths = {run.path: run.entry.folder for run in self.all.values() if run.live}
        paths |= {path: entry.folder for path, entry in self._extra.items()}
        watched = self.at(self._watched)
        if watched is not None:
            paths[watched.path] = watched.entry.folder
        for path in self._phases:
            if path in self.all:
                paths[path] = self.all[path].entry.folder
        return list(paths.values())

    def _read(
        self, task: Task, folders: list[RunFolder]
    ) -> dict[Path, _Reading | None]:
        """In a thread: what each run does, and how far it is."""
        found: dict[Path, _Reading | None] = {}
        for folder in folders:
            if task.stopped:
                break
            began = time.monotonic()
            if not folder.path.is_dir():
                found[folder.path] = None
                continue
            entry = entry_of(folder)
            last = self._follow(folder, entry)
            steps = checkpoint_steps(folder)
            newest = steps[-1] if steps else None
            found[folder.path] = _Reading(began, entry, last, newest)
        for path in self._followers.keys() - found.keys():
            del self._followers[path]
        return found

    def _follow(self, folder: RunFolder, entry: RunEntry) -> Update | None:
        if entry.status.state not in _HELD:
            self._followers.pop(folder.path, None)
            return None
        try:
            follower = self._followers.get(folder.path)
            if follower is None or follower.ended:
                follower = self._followers[folder.path] = Follower(folder)
            follower.poll()
        except StudioError:
            return None
        return follower.last

    def _show(self, found: dict[Path, _Reading | None]) -> None:
        self._reading = False
        gone = [path for path, reading in found.items() if reading is None]
        for path in gone:
            self._extra.pop(path, None)
            self._readings.pop(path, None)
            self._phases.pop(path, None)
            self._over.pop(path, None)
        for path, reading in found.items():
            if reading is not None:
                self._readings[path] = reading
                if reading.began > self._over.get(path, math.inf):
                    del self._over[path], self._phases[path]
        if gone:
            self._services.runs.refresh()
            self._listed()
        self._remake(found)
        if self._over:
            self.look()
        else:
            self._rest()

    def _failed(self, _: str) -> None:
        self._reading = False
        self._rest()

    def _rest(self) -> None:
        if not self._closed and self._wanted():
            busy = self._phases or any(run.live for run in self.all.values())
            self._timer.start(_LIVE_MS if busy else _IDLE_MS)

    def _listed(self) -> None:
        listed = {entry.folder.path: entry for entry in self._services.runs.all}
        for path in listed.keys() & self._extra.keys():
            del self._extra[path]
        for path in self._readings.keys() - listed.keys() - self._extra.keys():
            del self._readings[path]
        before, known = self.all, self._entries
        self._entries = self._extra | listed
        # Of thousands of runs, those that nobody touched are not made anew.
        self.all = {
            path: before[path]
            if entry is known.get(path) and path not in self._readings
            else self._make(entry)
            for path, entry in self._entries.items()
        }
        if self.all.keys() != before.keys():
            self.changed.emit(None)
        else:
            self._tell(
                path
                for path, run in self.all.items()
                if run is not before[path] and run != before[path]
            )
        if any(run.live for run in self.all.values()) or self._extra:
            self.look()

    def _remake(self, paths: Iterable[Path]) -> None:
        changed = []
        for path in paths:
            old = self.all.get(path)
            if old is None:
                continue
            self.all[path] = self._make(self._entries.get(path, old.entry))
            if self.all[path] != old:
                changed.append(path)
        self._tell(changed)

    def _tell(self, paths: Iterable[Path]) -> None:
        changed = set(paths)
        if changed:
            self.changed.emit(changed)

    def _make(self, entry: RunEntry) -> Run:
        path = entry.folder.path
        reading, checkpoint, last = self._readings.get(path), None, None
        if reading is not None:
            checkpoint, last = reading.checkpoint, reading.last
            if reading.began > self._services.runs.looked or path in self._extra:
                entry = reading.entry
        now = entry.status
        damaged = now.state == "failed" and not entry.model
        state = condition(now, damaged=damaged, phase=self.phase(path))
        step, total, left = now.step, now.total_steps, None
        if last is not None and now.state in _HELD and state is not Condition.STARTING:
            step, total = max(step, last.step), last.total or total
            moves = state in (Condition.RUNNING, Condition.ELSEWHERE)
            left = last.seconds_left if moves else None
        return Run(entry, state, step, total, left, checkpoint)
