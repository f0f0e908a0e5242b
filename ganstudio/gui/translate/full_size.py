"""Translations in full size: one process, a job each, time left, Stop."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.images import Picture, working_picture
from ganstudio.gui.services import Background, Job, Jobs, ModelProcess
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.recipe import Recipe

if TYPE_CHECKING:
    from ganstudio.inference import Answer
    from ganstudio.inference.streaming import Report

_TICK_MS = 200
_LISTED_AFTER = 1.0
"""Seconds after which the work shows in the list of jobs."""
_KEPT_BYTES = 600_000_000
"""Results that are kept, so that going back to a picture costs nothing."""
_TELLING = 0.03
"""Part that has to be done before the time left can be told from it."""
_numbers = count()


@dataclass(eq=False)
class Work:
    """One picture on its way through the network.

    Attributes:
        picture: what the network gets.
        seconds: how long it will take, by what a pixel took before; None: not known.
        told: part done as the process that runs the network says; None before it does.
        wanted: a person waits for it to be saved: it goes on when another picture is
            looked at.
    """

    frame: Frame
    recipe: Recipe
    picture: Picture
    process: ModelProcess
    seconds: float | None = None
    wanted: bool = False
    job: Job | None = None
    told: float | None = None
    channel: str = field(default_factory=lambda: f"translate {next(_numbers)}")
    began: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since it was asked for."""
        return time.monotonic() - self.began

    @property
    def progress(self) -> float | None:
        """Part done: as the network tells, else by the clock."""
        if self.told is not None:
            return self.told
        return None if not self.seconds else min(self.elapsed / self.seconds, 0.97)

    @property
    def seconds_left(self) -> float | None:
        """Time left, s; None when it is not known, or longer than was thought."""
        if self.told is not None:
            if self.told < _TELLING:
                return None
            return self.elapsed * (1 - self.told) / self.told
        if self.seconds is None or self.elapsed > self.seconds:
            return None
        return self.seconds - self.elapsed


class FullSize(QObject):
    """Runs them, and keeps what they made.

    Args:
        jobs: where long ones are listed.
        background: where large pictures are handed to the process.
    """

    done = Signal(object, object)
    """A `Work` and its `Answer`, without error."""
    failed = Signal(object, str)
    advanced = Signal(object)
    """A `Work` has new numbers."""
    stopped = Signal(object)

    def __init__(
        self, jobs: Jobs, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs, self._background = jobs, background
        self.works: list[Work] = []
        self._results: OrderedDict[tuple[Frame, Recipe], Picture] = OrderedDict()
        self._reports: dict[tuple[Frame, Recipe], Report | None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def result(self, frame: Frame, recipe: Recipe) -> Picture | None:
        """What was made already."""
        found = self._results.get((frame, recipe))
        if found is not None:
            self._results.move_to_end((frame, recipe))
        return found

    def report(self, frame: Frame, recipe: Recipe | None) -> Report | None:
        """How a result that is kept went through the network."""
        return None if recipe is None else self._reports.get((frame, recipe))

    def of(self, frame: Frame, recipe: Recipe | None = None) -> Work | None:
        """What runs for a frame, with this recipe or any."""
        return next(
            (
                work
                for work in self.works
                if work.frame is frame and recipe in (None, work.recipe)
            ),
            None,
        )

    def begin(
        self,
        frame: Frame,
        recipe: Recipe,
        picture: Picture,
        process: ModelProcess,
        seconds: float | None,
    ) -> Work:
        """Translate; where that runs already, it goes on."""
        found = self.of(frame, recipe)
        if found is not None:
            return found
        from ganstudio.inference import TranslateRequest

        work = Work(frame, recipe, picture, process, seconds)
        self.works.append(work)
        self._timer.start()

        def submit(wanted: Picture) -> None:
            if work in self.works:
                work.picture = wanted
                process.submit_large(
                    TranslateRequest(recipe.model, wanted, label=recipe.label),
                    partial(self._answered, work),
                    work.channel,
                    self._background,
                    partial(self._advance, work),
                )

        limit = recipe.working_size
        if limit is None or max(picture.size) <= limit:
            submit(picture)
        else:
            self._background.run(
                lambda _: working_picture(picture, limit),
                submit,
                partial(self._fail, work),
                owner=self,
                what=str(frame.path),
            )
        self.advanced.emit(work)
        return work

    def want(self, work: Work) -> None:
        """Somebody waits for it: it goes on when another picture is looked at."""
        work.wanted = True
        if work.job is not None:
            work.job.loses_work = True

    def stop(self, work: Work) -> None:
        """Drop it."""
        if work not in self.works:
            return
        work.process.cancel(work.channel)
        self._end(work)
        if work.job is not None:
            work.job.was_stopped()
            self._jobs.remove(work.job)
        self.stopped.emit(work)

    def forget(self, frame: Frame) -> None:
        """Drop a frame's results: its file is another one now."""
        for key in [key for key in self._results if key[0] is frame]:
            del self._results[key]
            self._reports.pop(key, None)

    def forget_all(self) -> None:
        """Drop every result: networks run on something else now."""
        self._results.clear()
        self._reports.clear()
        for work in self.works:
            # The process begins them anew.
            work.told, work.seconds, work.began = None, None, time.monotonic()

    def close(self) -> None:
        """Drop everything."""
        for work in list(self.works):
            work.process.cancel(work.channel)
            self._end(work)

    def _fail(self, work: Work, sentence: str) -> None:
        if work not in self.works:
            return
        self._end(work)
        if work.job is not None:
            work.job.fail(sentence)
        self.failed.emit(work, sentence)

    def _answered(self, work: Work, answer: Answer) -> None:
        if answer.error is not None or answer.picture is None:
            sentence = answer.error or "The model made no picture: try another one."
            self._fail(work, sentence)
            return
        self._end(work)
        self._keep(work, answer.picture)
        self._reports[work.frame, work.recipe] = answer.report
        if work.job is not None:
            work.job.finish()
            # The result is on the screen or in a file: the list need not show it too.
            self._jobs.remove(work.job)
        self.done.emit(work, answer)

    def _advance(self, work: Work, part: float) -> None:
        # That it begins tells nothing of the time that is left.
        if work in self.works and part > 0:
            work.told = part
            self.advanced.emit(work)

    def _keep(self, work: Work, picture: Picture) -> None:
        self._results[work.frame, work.recipe] = picture
        self._results.move_to_end((work.frame, work.recipe))
        while (
            len(self._results) > 1
            and sum(p.pixels.nbytes for p in self._results.values()) > _KEPT_BYTES
        ):
            key, _ = self._results.popitem(last=False)
            self._reports.pop(key, None)

    def _end(self, work: Work) -> None:
        self.works.remove(work)
        if not self.works:
            self._timer.stop()

    def _tick(self) -> None:
        for work in list(self.works):
            if work.job is None and work.elapsed > _LISTED_AFTER:
                work.job = self._jobs.add(
                    Job(
                        f"Translate {work.frame.name}",
                        stop=partial(self.stop, work),
                        loses_work=work.wanted,
                    )
                )
            if work.job is not None:
                work.job.advance(work.progress, "In full size", work.seconds_left)
            self.advanced.emit(work)
