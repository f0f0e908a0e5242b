"""The nearest training pictures of what is shown, looked for in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.api import DataError
from ganstudio.app.neighbours import Neighbours, find_neighbours
from ganstudio.app.training_pictures import (
    Source,
    TrainingPictures,
    find_source,
    open_training,
)
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.explore.subject import Subject
from ganstudio.gui.services import Job, Task

_EVERY = 64
"""Pictures between two reports, where they go by fast."""


@dataclass(frozen=True)
class _Step:
    what: str
    done: int
    total: int


class NeighbourSearch(QObject):
    """Finds the training picture nearest to each picture of a row.

    The training pictures are those of the model's run, or of a folder that a person
    chose; once opened they stay open for the next search.

    Args:
        explorer: whose model is asked about.
    """

    changed = Signal()

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self._explorer = explorer
        self.found: Neighbours | None = None
        """Of the pictures that were asked about last."""
        self.error = ""
        """One sentence: why there are none."""
        self.progress = ""
        """What is done now: "Reading 640 of 12,000"; "" while nothing is."""
        self.folders: dict[Path, Path] = {}
        """Model's file -> folder of training pictures that a person chose."""
        self._opened: tuple[Subject, Path | None, TrainingPictures] | None = None
        self._task: Task | None = None
        self._job: Job | None = None
        self._images: Sequence[Pixels] = ()
        explorer.subject_changed.connect(self.clear)

    def look(self, images: Sequence[Pixels]) -> None:
        """Look for the neighbours of these pictures, each uint8 (H, W, C)."""
        self._stop()
        subject = self._explorer.subject
        self._images, self.found, self.error = images, None, ""
        if subject is None or not len(images):
            self.changed.emit()
            return
        chosen = self.folders.get(subject.path)
        known = self._opened
        ready = known[2] if known and known[:2] == (subject, chosen) else None
        self.progress = "Comparing" if ready else "Opening the training pictures"
        self.changed.emit()
        if ready is None:
            self._job = Job(
                f"Nearest training pictures of {subject.title}",
                stop=self._stop_job,
                loses_work=False,
            )
            self._explorer.services.jobs.add(self._job)
            self._job.advance(None, self.progress)

        def work(task: Task) -> tuple[TrainingPictures, Neighbours]:
            def tell(what: str, done: int, total: int) -> None:
                if task.stopped:
                    # Nobody hears this: a task that was stopped has no result.
                    raise DataError("Other pictures were asked about.")
                if done % _EVERY == 0 or done == total or total < 20 * _EVERY:
                    task.report(_Step(what, done, total))

            training = ready
            if training is None:
                source = (
                    find_source(subject.path, subject.card)
                    if chosen is None
                    else Source(chosen)
                )
                training = open_training(source, subject.card, tell)
            return training, find_neighbours(images, training, 1, tell)

        def done(result: tuple[TrainingPictures, Neighbours]) -> None:
            self._opened = (subject, chosen, result[0])
            self.found = result[1]
            self._ended()

        def failed(sentence: str) -> None:
            self.error = sentence
            self._ended(sentence)

        self._task = self._explorer.services.background.run(
            work,
            done,
            failed,
            progress=self._tell,
            owner=self,
            what="Comparing with the training pictures",
        )

    def choose(self, folder: Path) -> None:
        """Take the training pictures from a folder, and look again."""
        subject = self._explorer.subject
        if subject is not None:
            self.folders[subject.path] = folder
            self.look(self._images)

    def again(self) -> None:
        """Look for the same again."""
        self.look(self._images)

    def clear(self) -> None:
        """Forget what was found, and stop looking."""
        self._stop()
        self._images, self.found, self.error = (), None, ""
        self.changed.emit()

    def close(self) -> None:
        """Stop looking."""
        self._stop()

    def _tell(self, step: _Step) -> None:
        self.progress = f"{step.what} {step.done:,} of {step.total:,}"
        if self._job is not None:
            part = step.done / step.total if step.total else None
            self._job.advance(part, self.progress)
        self.changed.emit()

    def _ended(self, sentence: str = "") -> None:
        self._task, self.progress = None, ""
        job, self._job = self._job, None
        if job is not None and sentence:
            job.fail(sentence)
        elif job is not None and self.found is not None:
            job.finish(f"{self.found.searched:,} pictures compared.")
        self.changed.emit()

    def _stop_job(self) -> None:
        self._stop()
        self.error = "The search was stopped."
        self.changed.emit()

    def _stop(self) -> None:
        task, self._task, self.progress = self._task, None, ""
        if task is not None:
            task.stop()
        job, self._job = self._job, None
        if job is not None:
            job.was_stopped("Stopped.")
