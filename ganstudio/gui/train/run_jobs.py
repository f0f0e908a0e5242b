"""Every live run is a job of the window's list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.gui.services import Job, Services
from ganstudio.gui.train.conditions import LOOKS, Condition
from ganstudio.gui.train.known_runs import KnownRuns, Run
from ganstudio.gui.train.sentences import ending, step_of, title_of
from ganstudio.gui.train.steering import Steering

_SHOWN = frozenset({Condition.WAITING})


class RunJobs(QObject):
    """Keeps the job list in step with the runs, whoever started them.

    Args:
        services: of the window.
        runs: what the runs are doing.
        steering: stops them.
    """

    def __init__(
        self,
        services: Services,
        runs: KnownRuns,
        steering: Steering,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._runs, self._steering = services, runs, steering
        self._jobs: dict[Path, Job] = {}
        runs.changed.connect(self._follow)
        services.plugins.changed.connect(self._follow)
        self._follow()

    def _follow(self, _: object = None) -> None:
        for run in self._runs.all.values():
            wanted = run.live or run.condition in _SHOWN
            if wanted and run.path not in self._jobs:
                self._jobs[run.path] = self._services.jobs.add(self._job(run))
        for path, job in list(self._jobs.items()):
            known = self._runs.at(path)
            if known is not None and (known.live or known.condition in _SHOWN):
                self._tell(job, known)
            else:
                del self._jobs[path]
                _end(job, known)

    def _job(self, run: Run) -> Job:
        path = run.path
        return Job(
            self._title(run),
            stop=lambda: self._stop(path),
            open_result=lambda: self._services.navigator.open_run(path),
            outlives_window=True,
            tells_time=True,
        )

    def _title(self, run: Run) -> str:
        return f"Train {title_of(run, self._services)}"

    def _stop(self, path: Path) -> None:
        run = self._runs.at(path)
        if run is not None:
            self._steering.stop(run)

    def _tell(self, job: Job, run: Run) -> None:
        # A run that waits for a device does so in this window only.
        job.outlives_window = run.condition is not Condition.WAITING
        word = LOOKS[run.condition].word.capitalize()
        if run.condition in (Condition.RUNNING, Condition.PAUSED) and run.total:
            word = f"{word}, {step_of(run)}"
        paused = run.condition in (Condition.PAUSED, Condition.WAITING)
        title = self._title(run)  # a plugin may have told its model's title since
        told = (title, run.part, word, run.seconds_left)
        if told != (job.title, job.progress, job.message, job.seconds_left):
            job.title = title
            job.advance(run.part, word, run.seconds_left, paused=paused)


def _end(job: Job, run: Run | None) -> None:
    if run is None:
        job.was_stopped("The run is gone.")
    elif run.condition is Condition.FINISHED:
        job.finish(ending(run))
    elif run.condition in (Condition.INTERRUPTED, Condition.FAILED, Condition.DAMAGED):
        job.fail(ending(run))
    else:
        job.was_stopped(ending(run))
