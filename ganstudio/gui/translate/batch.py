"""Save all: every opened picture through the pipeline of the command line, as a job."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.app.engines import ChildEngine
from ganstudio.app.translating import Task, Translated, TranslateRequest, Translation
from ganstudio.gui.services import Background, Job, Jobs, ModelProcess
from ganstudio.gui.services import Task as Work

if TYPE_CHECKING:
    from ganstudio.inference import Answer
    from ganstudio.inference import TranslateRequest as Request

CHANNEL = "translate all"
_POLL = 0.1


class Asker(QObject):
    """Lets a thread in the background wait for answers of a child process.

    Made in the window's thread, since a child's answers come back there.
    """

    _asked = Signal(object, object)
    _cancelled = Signal()

    def __init__(
        self,
        process: ModelProcess,
        channel: str,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._process, self._channel = process, channel
        self._background = background
        self._ended = threading.Event()
        self._asked.connect(self._submit)
        self._cancelled.connect(self._drop)

    def ask(self, request: Request) -> Answer | None:
        """In the background: send a request and wait; None once it was cancelled."""
        box: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._asked.emit(request, box)
        while not self._ended.is_set():
            try:
                return box.get(timeout=_POLL)
            except queue.Empty:
                continue
        return None

    def cancel(self) -> None:
        """From any thread: stop what runs, and take no more."""
        self._ended.set()
        self._cancelled.emit()

    def _submit(self, request: Request, box: queue.SimpleQueue[Answer]) -> None:
        if not self._ended.is_set():
            self._process.submit_large(
                request, box.put, self._channel, self._background
            )

    def _drop(self) -> None:
        self._process.cancel(self._channel)


@dataclass(frozen=True)
class Step:
    """A picture began, or ended.

    Attributes:
        source: the picture.
        result: what became of it; None where it begins.
        done: how many have ended.
        total: how many there are.
    """

    source: Path
    result: Translated | None
    done: int
    total: int


@dataclass(frozen=True)
class Outcome:
    """How a batch ended."""

    results: tuple[Translated, ...]
    total: int
    out: Path
    stopped: bool

    @property
    def errors(self) -> list[str]:
        """One sentence for each picture that failed."""
        return [result.error for result in self.results if result.error]

    @property
    def sentence(self) -> str:
        """What came of it."""
        good = len(self.results) - len(self.errors)
        said = f"{good} of {self.total} pictures saved in {self.out}"
        if self.stopped:
            said = f"Stopped: {said}"
        if self.errors:
            many = len(self.errors)
            said += f"; {many} {'was' if many == 1 else 'were'} not translated"
        return f"{said}."


class Batch(QObject):
    """One batch at a time."""

    stepped = Signal(object)
    """A `Step`."""
    ended = Signal(object)
    """An `Outcome`."""
    failed = Signal(str)
    """It did not even begin."""
    changed = Signal()
    """It began or ended."""
    _told = Signal(object)

    def __init__(
        self,
        background: Background,
        jobs: Jobs,
        process: ModelProcess,
        open_folder: Callable[[Path], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._jobs, self._process = background, jobs, process
        self._open_folder = open_folder
        self._job: Job | None = None
        self._asker: Asker | None = None
        self._translation: Translation | None = None
        self._stopped = threading.Event()
        self._told.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether one runs."""
        return self._job is not None

    def start(self, request: TranslateRequest) -> Job:
        """Begin.

        Args:
            request: its `model` is a file's path.
        """
        count = len(request.inputs)
        title = "Translate a picture" if count == 1 else f"Translate {count} pictures"
        self._job = self._jobs.add(
            Job(
                title,
                stop=self.stop,
                open_result=partial(self._open_folder, request.out),
            )
        )
        self._asker = asker = Asker(self._process, CHANNEL, self._background, self)
        self._stopped = stopped = threading.Event()
        self._translation = None
        self._job.advance(0.0, "Looking at the pictures")

        def work(task: Work) -> Outcome:
            engine = ChildEngine(Path(request.model), asker.ask, asker.cancel)
            batch = self._translation = Translation(request, engine)
            total = len(batch.tasks) + len(batch.refused)
            results: list[Translated] = []

            def begins(one: Task, part: float) -> None:
                if part == 0:
                    self._told.emit(Step(one.source, None, len(results), total))

            if stopped.is_set():
                batch.stop()
            for result in batch.run(begins):
                results.append(result)
                # Every step is wanted: `Task.report` would keep the newest alone.
                self._told.emit(Step(result.source, result, len(results), total))
                if task.stopped:
                    break
            return Outcome(tuple(results), total, request.out, stopped.is_set())

        self._background.run(
            work, self._done, self._fail, owner=self, what="Translating all"
        )
        self.changed.emit()
        return self._job

    def stop(self) -> None:
        """End it early; what was saved stays."""
        self._stopped.set()
        if self._translation is not None:
            self._translation.stop()
        if self._asker is not None:
            self._asker.cancel()

    def close(self) -> None:
        """End it with the window."""
        self.stop()

    def _step(self, step: Step) -> None:
        if self._job is None:
            return
        number = min(step.done + (step.result is None), step.total)
        self._job.advance(
            step.done / max(step.total, 1),
            f"{number} of {step.total}: {step.source.name}",
        )
        self.stepped.emit(step)

    def _done(self, outcome: Outcome) -> None:
        job = self._end()
        if outcome.stopped:
            job.was_stopped(outcome.sentence)
        else:
            job.finish(outcome.sentence)
        self.ended.emit(outcome)
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self._end().fail(sentence)
        self.failed.emit(sentence)
        self.changed.emit()

    def _end(self) -> Job:
        job, self._job = self._job, None
        assert job is not None
        if self._asker is not None:
            self._asker.deleteLater()
        self._asker = self._translation = None
        return job
