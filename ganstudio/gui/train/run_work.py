"""Work on a run that the window waits for in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.services import Job, Services
from ganstudio.gui.train.known_runs import Run


class RunWork(QObject):
    """One kind of work on runs; each piece is a job, and one at a time for a run.

    Its own process does it whether the window looks or not.

    Args:
        services: of the window.
    """

    changed = Signal(Path)
    """Whether this is done to a run, or why it failed."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs: dict[Path, Job] = {}
        self._problems: dict[Path, str] = {}

    def busy(self, path: Path) -> bool:
        """Whether it is being done to this run."""
        return path in self._jobs

    def problem(self, path: Path) -> str:
        """Why it failed the last time; "" where it did not."""
        return self._problems.get(path, "")

    def begin(
        self,
        run: Run,
        title: str,
        message: str,
        do: Callable[[], Any],
        done: Callable[[Job, Any], object],
    ) -> None:
        """Begin, unless it is being done to this run already.

        Args:
            run: the run.
            title: of the job.
            message: what it does at first.
            do: the work, called on another thread.
            done: called with the job, to be finished, and what the work returned.
        """
        path = run.path
        if path in self._jobs:
            return
        job = self._jobs[path] = self._services.jobs.add(
            Job(title, outlives_window=True)
        )
        self._problems.pop(path, None)
        job.advance(None, message)
        self._services.background.run(
            lambda _: do(),
            partial(self._done, path, done),
            partial(self._failed, path),
            owner=self,
            what=f"{title}, {run.entry.folder.name}",
            patient=True,
        )
        self.changed.emit(path)

    def _done(
        self, path: Path, done: Callable[[Job, Any], object], result: Any
    ) -> None:
        job = self._jobs.pop(path)
        done(job, result)
        self.changed.emit(path)

    def _failed(self, path: Path, sentence: str) -> None:
        self._jobs.pop(path).fail(sentence)
        self._problems[path] = sentence
        self.changed.emit(path)
