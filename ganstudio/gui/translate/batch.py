"""Save all: every opened picture through the pipeline of the command line, as a job."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.app.batch import Journal, Standing, unfinished
from ganstudio.app.engines import ChildEngine
from ganstudio.app.translating import Task, Translated, TranslateRequest, Translation
from ganstudio.gui.picture import Mask
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

    advanced = Signal(float)
    """Part done of what was asked last, in [0, 1], where the network works in parts."""
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
                request,
                box.put,
                self._channel,
                self._background,
                progress=self.advanced.emit,
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
        seconds_left: for the rest, s; None before that is known.
    """

    source: Path
    result: Translated | None
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True)
class Outcome:
    """How a batch ended.

    Attributes:
        journal: what goes on with the pictures that are left; None without any.
    """

    results: tuple[Translated, ...]
    total: int
    out: Path
    stopped: bool
    journal: Journal | None = None

    @property
    def errors(self) -> list[str]:
        """One sentence for each picture that failed."""
        return [result.error for result in self.results if result.error]

    @property
    def sentence(self) -> str:
        """What came of it."""
        skipped = sum(bool(result.skipped) for result in self.results)
        good = len(self.results) - len(self.errors) - skipped
        said = f"{good} of {self.total} pictures saved in {self.out}"
        if self.stopped:
            said = f"Stopped: {said}"
        if skipped:
            said += f"; {skipped} {_were(skipped)} there already"
        if self.errors:
            many = len(self.errors)
            said += f"; {many} {_were(many)} not translated"
        return f"{said}."


def _were(many: int) -> str:
    return "was" if many == 1 else "were"


class Batch(QObject):
    """One batch at a time."""

    stepped = Signal(object)
    """A `Step`."""
    ended = Signal(object)
    """An `Outcome`."""
    failed = Signal(str)
    """It did not even begin."""
    changed = Signal()
    """It began, ended, was paused or goes on, or there is another one to go on with."""
    advanced = Signal()
    """`part` is another one."""
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
        self._wants_pause = False
        self.step: Step | None = None
        """The last one of the batch that runs."""
        self.part = 0.0
        """How far the network is with the present picture, in [0, 1]."""
        self.left: Journal | None = None
        """A batch with pictures left, to go on with: stopped, crashed, or with failed
        ones."""
        self._told.connect(self._step)

    @property
    def running(self) -> bool:
        """Whether one runs."""
        return self._job is not None

    @property
    def paused(self) -> bool:
        """Whether the one that runs begins no other picture."""
        return self.running and self._wants_pause

    def look_for_unfinished(self) -> None:
        """Look in the background for a batch that a crash ended."""

        def look(_: Work) -> Journal | None:
            found = (j for j in unfinished() if j.standing is Standing.INTERRUPTED)
            return next(found, None)

        def take(found: Journal | None) -> None:
            if found is not None and not self.running and self.left is None:
                self.left = found
                self.changed.emit()

        self._background.run(look, take, owner=self, what="Looking for batches")

    def start(
        self, request: TranslateRequest, masks: Mapping[Path, Mask] | None = None
    ) -> Job:
        """Begin.

        Args:
            request: its `model` is a file's path.
            masks: of the pictures that have one.
        """

        def make(engine: ChildEngine) -> Translation:
            batch = Translation(request, engine)
            batch.masks = masks or {}
            return batch

        return self._run(request, len(request.inputs), make)

    def go_on_with(self, journal: Journal) -> Job:
        """Translate what is left of a batch, failed pictures too."""
        return self._run(
            journal.request,
            len(journal.left()),
            lambda engine: Translation.resume(journal, engine),
        )

    def forget(self, journal: Journal) -> None:
        """Never go on with it; what it wrote stays."""
        if self.left is journal:
            self.left = None
        self._background.run(lambda _: journal.discard(), what="Forgetting a batch")
        self.changed.emit()

    def _run(
        self,
        request: TranslateRequest,
        count: int,
        make: Callable[[ChildEngine], Translation],
    ) -> Job:
        title = "Translate a picture" if count == 1 else f"Translate {count} pictures"
        self._job = self._jobs.add(
            Job(
                title,
                stop=self.stop,
                open_result=partial(self._open_folder, request.out),
                tells_time=True,
            )
        )
        self._asker = asker = Asker(self._process, CHANNEL, self._background, self)
        asker.advanced.connect(self._advance)
        self._stopped = stopped = threading.Event()
        self._translation, self._wants_pause = None, False
        self.step, self.part, self.left = None, 0.0, None
        self._job.advance(0.0, "Looking at the pictures")

        def work(task: Work) -> Outcome:
            batch = make(ChildEngine(Path(request.model), asker.ask, asker.cancel))
            self._translation = batch
            total = len(batch.tasks) + len(batch.refused)
            results: list[Translated] = []

            def tell(source: Path, result: Translated | None) -> None:
                # Every step is wanted: `Task.report` would keep the newest alone.
                left = batch.seconds_left
                self._told.emit(Step(source, result, len(results), total, left))

            def begins(one: Task, part: float) -> None:
                if part == 0:
                    tell(one.source, None)

            if stopped.is_set():
                batch.stop()
            if self._wants_pause:
                batch.pause()
            for result in batch.run(begins):
                results.append(result)
                tell(result.source, result)
                if task.stopped:
                    batch.stop()
            kept = batch.journal
            if kept is not None and not kept.path.exists():
                kept = None
            return Outcome(tuple(results), total, request.out, stopped.is_set(), kept)

        self._background.run(
            work, self._done, self._fail, owner=self, what="Translating all"
        )
        self.changed.emit()
        return self._job

    def pause(self) -> None:
        """Begin no other picture until `go_on`."""
        self._set_paused(True)

    def go_on(self) -> None:
        """End a pause."""
        self._set_paused(False)

    def _set_paused(self, paused: bool) -> None:
        if self._job is None or paused == self._wants_pause:
            return
        self._wants_pause = paused
        batch = self._translation
        if batch is not None:
            (batch.pause if paused else batch.go_on)()
        self._show_job()
        self.changed.emit()

    def stop(self) -> None:
        """End it early; what was saved stays."""
        self._stop(for_now=False)

    def close(self) -> None:
        """End it with the window; the next one offers to go on."""
        self._stop(for_now=True)

    def _stop(self, *, for_now: bool) -> None:
        self._stopped.set()
        if self._translation is not None:
            self._translation.stop(for_now=for_now)
        if self._asker is not None:
            self._asker.cancel()

    def _step(self, step: Step) -> None:
        if self._job is None:
            return
        if step.result is None:
            self.part = 0.0
        self.step = step
        self._show_job()
        self.stepped.emit(step)

    def _advance(self, part: float) -> None:
        if self.step is not None:
            self.part = part
            self._show_job()
            self.advanced.emit()

    def _show_job(self) -> None:
        job, step = self._job, self.step
        if job is None or step is None:
            return
        number = min(step.done + (step.result is None), step.total)
        job.advance(
            min((step.done + self.part) / max(step.total, 1), 1.0),
            f"{number} of {step.total}: {step.source.name}",
            None if self._wants_pause else step.seconds_left,
            paused=self._wants_pause,
        )

    def _done(self, outcome: Outcome) -> None:
        job = self._end()
        self.left = outcome.journal
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
        self._wants_pause = False
        return job
