"""The job list: everything that takes its time, with progress, time left and Stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class JobState(StrEnum):
    """What a job is doing."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


LIVE = frozenset({JobState.WAITING, JobState.RUNNING, JobState.PAUSED})


class Job(QObject):
    """One job. Whoever does the work tells it; the list and the ring listen.

    Args:
        title: what a person reads: "Translate holiday (36 pictures)".
        stop: asks the work to end; None where it cannot be stopped.
        open_result: shows what it made; None where there is nothing to show.
        outlives_window: it goes on when the window is closed, like training.
        loses_work: ending it with the window loses something; False for what was
            only looked at and can be made again.
        tells_time: it says itself how much time is left; none is derived from the part
            done since this job was listed.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        *,
        stop: Callable[[], None] | None = None,
        open_result: Callable[[], object] | None = None,
        outlives_window: bool = False,
        loses_work: bool = True,
        tells_time: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.state = JobState.WAITING
        self.progress: float | None = None
        """Part done, in [0, 1]; None where it is not known."""
        self.message = ""
        """What it does now, or how it ended: a phrase or a sentence."""
        self.outlives_window = outlives_window
        self.loses_work = loses_work
        self._tells_time = tells_time
        self._stop = stop
        self.open_result = open_result
        self._left: float | None = None
        self._began: float | None = None
        self._stopping = False

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.state in LIVE

    @property
    def can_stop(self) -> bool:
        """Whether Stop would do something."""
        return self.live and self._stop is not None and not self._stopping

    @property
    def seconds_left(self) -> float | None:
        """Time left, s; None before it can be told."""
        if self.state is not JobState.RUNNING:
            return None
        if self._left is not None or self._tells_time:
            return self._left
        if self._began is None or not self.progress:
            return None
        return (time.monotonic() - self._began) * (1 / self.progress - 1)

    def stop(self) -> None:
        """Ask it to end; its state changes when it has."""
        if self._stop is not None and self.can_stop:
            self._stopping = True
            self.message = "Stopping"
            self.changed.emit()
            self._stop()

    def advance(
        self,
        progress: float | None,
        message: str = "",
        seconds_left: float | None = None,
        *,
        paused: bool = False,
    ) -> None:
        """Say how far it is.

        Args:
            progress: part done, in [0, 1]; None where it is not known.
            message: what it does now, a phrase.
            seconds_left: where the work knows better than the clock, s.
            paused: it waits for somebody to let it go on.
        """
        if self._began is None:
            self._began = time.monotonic()
        self.state = JobState.PAUSED if paused else JobState.RUNNING
        self.progress, self._left = progress, seconds_left
        if not self._stopping:
            self.message = message
        self.changed.emit()

    def finish(self, message: str = "") -> None:
        """It is done."""
        self._end(JobState.DONE, message)
        self.progress = 1.0

    def fail(self, sentence: str) -> None:
        """It failed, and this sentence says why."""
        self._end(JobState.FAILED, sentence)

    def was_stopped(self, message: str = "") -> None:
        """Somebody stopped it."""
        self._end(JobState.STOPPED, message)

    def _end(self, state: JobState, message: str) -> None:
        self.state, self.message, self._stopping = state, message, False
        self.changed.emit()


class Jobs(QObject):
    """All jobs of this window, newest first."""

    changed = Signal()
    added = Signal(Job)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Job] = []

    def add(self, job: Job) -> Job:
        """List a job; it is kept until it is removed."""
        job.setParent(self)
        job.changed.connect(self.changed)
        self.all.insert(0, job)
        self.added.emit(job)
        self.changed.emit()
        return job

    def remove(self, job: Job) -> None:
        """Take a job off the list; a live one stays."""
        if job in self.all and not job.live:
            self.all.remove(job)
            job.deleteLater()
            self.changed.emit()

    def clear_ended(self) -> None:
        """Take every job off the list that has ended."""
        for job in [job for job in self.all if not job.live]:
            self.remove(job)

    @property
    def live(self) -> list[Job]:
        """Jobs that have not ended."""
        return [job for job in self.all if job.live]

    @property
    def progress(self) -> float | None:
        """Mean part done over the live jobs that know it; None without any."""
        parts = [job.progress for job in self.live if job.progress is not None]
        return sum(parts) / len(parts) if parts else None
