"""Saving a walk: as a film that goes there and back, or one file for each frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.app.films import there_and_back, write_film, write_frames
from ganstudio.app.output import free_path
from ganstudio.gui.explore.batches import Batches
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.places import between
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.explore.walk import Walk
from ganstudio.gui.services import Job

CHANNEL = "explore-film"
RATE = 24
"""Frames a second."""
SECONDS = 2
"""One way."""
_LONGEST_SIDE = 768
"""Films are enlarged up to here, px: all their frames are in memory at once."""


class FilmMaker(QObject):
    """Draws what a film needs, off the screen, and writes it; listed as a job.

    Args:
        explorer: whose model draws.
        walk: what is filmed.
    """

    def __init__(self, explorer: Explorer, walk: Walk) -> None:
        super().__init__(explorer)
        self._explorer, self._walk = explorer, walk
        self._batches = Batches(explorer.services.heavy, CHANNEL)
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a film or frames are being made."""
        return self._job is not None

    def film(self, path: Path, enlarge: int, *, overwrite: bool) -> None:
        """Film the walk, more finely than the canvas shows it.

        Args:
            path: a name that ends in one of `app.films.FILM_SUFFIXES`.
            enlarge: whole factor, as far as the film does not become too large.
            overwrite: somebody agreed to lose the file that is there.
        """
        explorer = self._explorer
        subject, inputs, ends = explorer.subject, explorer.inputs, self._walk.ends
        first, last = ends
        if subject is None or inputs is None or first is None or last is None:
            return
        quality = explorer.services.preferences.value.quality
        points = between(subject, inputs, (first, last), RATE * SECONDS + 1)
        job = self._begin(f"Film {path.name}", self._stop)

        def drawn(frames: Pixels) -> None:
            job.advance(None, "Writing")

            def write() -> Path:
                file = path if overwrite else free_path(path)
                most = max(_LONGEST_SIDE // max(frames.shape[1:3]), 1)
                whole = _enlarged(there_and_back(frames), min(enlarge, most))
                write_film(whole, file, rate=RATE, quality=quality)
                return file

            self._write(job, write)

        self._batches.draw(
            subject.path,
            inputs.batch(points),
            drawn,
            lambda sentence: self._fail(job, sentence),
            lambda part: job.advance(part, "Drawing"),
        )

    def frames(self, folder: Path, enlarge: int) -> None:
        """Write each frame that is shown as a file of its own, in a new folder."""
        frames, name = self._walk.frames, self._walk.name
        if frames is None:
            return
        job = self._begin(f"{len(frames)} frames", None)

        def write() -> Path:
            large = (_enlarged(frame[None], enlarge)[0] for frame in frames)
            files = write_frames(large, folder / name, "frame")
            return files[0].parent

        self._write(job, write)

    def close(self) -> None:
        """Drop what is being drawn."""
        self._batches.cancel()

    def _begin(self, title: str, stop: Callable[[], None] | None) -> Job:
        job = Job(title, stop=stop)
        self._job = self._explorer.services.jobs.add(job)
        job.advance(0.0, "Drawing")
        return job

    def _write(self, job: Job, write: Callable[[], Path]) -> None:
        def done(file: Path) -> None:
            self._job = None
            job.finish(f"Saved to {file}.")
            self._explorer.services.notices.say(f"Saved to {file}.", "good")

        self._explorer.services.background.run(
            lambda _: write(),
            done,
            lambda sentence: self._fail(job, sentence),
            owner=self,
            what=job.title,
        )

    def _fail(self, job: Job, sentence: str) -> None:
        self._job = None
        job.fail(sentence)
        self._explorer.services.notices.say(sentence, "bad")

    def _stop(self) -> None:
        job, self._job = self._job, None
        self._batches.cancel()
        if job is not None:
            job.was_stopped("Nothing was written.")


def _enlarged(frames: Pixels, factor: int) -> Pixels:
    return frames.repeat(factor, axis=1).repeat(factor, axis=2)
