"""Translating pictures: one, or a tree of folders, through the same pipeline."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import PictureError, StudioError
from ganstudio.app.batch import (
    Conflict,
    Journal,
    Task,
    Translated,
    TranslateRequest,
    plan,
)
from ganstudio.app.batch.pipeline import Stages, overlapped
from ganstudio.app.engines import Engine, LocalEngine
from ganstudio.app.failures import unexpected
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path
from ganstudio.app.recipes import as_text, recipe_for
from ganstudio.core.files import disk_errors
from ganstudio.core.images import (
    Picture,
    RecipeLevel,
    WrittenRecipe,
    finish,
    picture_size,
    read_picture,
    read_recipe,
    working_picture,
    write_picture,
)

_POLL = 0.1
"""Seconds between two looks of a batch that is paused."""
_LATEST = 40
"""Pictures whose times tell how long the rest will take."""


@dataclass(frozen=True)
class _Read:
    """A picture on its way to the network, or what became of it before."""

    task: Task
    began: float
    picture: Picture | None = None
    small: Picture | None = None
    ended: Translated | None = None


@dataclass(frozen=True)
class _Made:
    """A picture on its way to the disk, or what became of it before."""

    task: Task
    began: float
    before: Picture | None = None
    after: Picture | None = None
    ended: Translated | None = None
    backend: str | None = None
    notes: tuple[str, ...] = ()


class Translation:
    """A batch, ready to run: its pictures are known, and so is its model.

    Its journal lies on the disk while it runs, and after that for as long as pictures
    are left: `Translation.resume` goes on with them.

    Args:
        request: what to translate.
        engine: what runs the model; None loads it into this process.
        first: number of the first picture, for names.

    Raises:
        ConfigError: inputs and `out` do not go together, or a pattern is none.
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: the backend is not there, or does not take the model.
    """

    def __init__(
        self,
        request: TranslateRequest,
        engine: Engine | None = None,
        *,
        first: int = 1,
    ) -> None:
        self.request = request
        self._model = find_model(request.model)
        self.tasks, self.refused = plan(request, self._model.stem, first)
        """What is translated; inputs that hold nothing to translate."""
        self._begin(engine, None)

    @classmethod
    def resume(cls, journal: Journal, engine: Engine | None = None) -> Self:
        """Go on with a batch where it ended: with what is not done, failed ones too.

        Raises:
            StudioError: as for a new one.
        """
        made = cls.__new__(cls)
        made.request = journal.request
        made._model = find_model(journal.request.model)
        made.tasks, made.refused = journal.left(), []
        made._begin(engine, journal)
        return made

    def _begin(self, engine: Engine | None, journal: Journal | None) -> None:
        request = self.request
        if engine is None:
            engine = LocalEngine(self._model, request.backend)
        self._engine = engine
        self.journal = journal
        """Where it is kept; None before it runs."""
        self._recipe = recipe_for(
            self._model, request.shape, label=request.label, tile=request.tile
        )
        self.masks: Mapping[Path, NDArray[np.uint8]] = (
            {} if journal is None else journal.masks()
        )
        """Pictures -> where they are translated, see `Shape`; set before it runs."""
        self._sources = {task.source.absolute() for task in self.tasks}
        self._targets: set[Path] = set()
        self._stopped, self._for_now = threading.Event(), False
        self._paused = threading.Event()
        self._ends: deque[float] = deque(maxlen=_LATEST)
        self.done = 0
        """How many of `tasks` have ended."""

    @property
    def provider(self) -> str:
        """Short name of the backend that really runs: "cpu", "cuda", ..."""
        return self._engine.provider

    @property
    def seconds_left(self) -> float | None:
        """Time left at the pace of the last pictures, s; None before it is known."""
        if len(self._ends) < 2 or self._paused.is_set():
            return None
        pace = (self._ends[-1] - self._ends[0]) / (len(self._ends) - 1)
        return pace * (len(self.tasks) - self.done)

    @property
    def paused(self) -> bool:
        """Whether it waits for `go_on`, or will after the present picture."""
        return self._paused.is_set()

    def pause(self) -> None:
        """Begin no other picture, from any thread; the present one is finished."""
        self._paused.set()

    def go_on(self) -> None:
        """End a pause."""
        self._ends.clear()  # a pause is no picture's time
        self._paused.clear()

    def stop(self, *, for_now: bool = False) -> None:
        """End `run` early, from any thread; what was written by then stays.

        Args:
            for_now: the program ends, nobody wanted the batch to: at the next start it
                counts as interrupted.
        """
        self._for_now = for_now
        self._stopped.set()
        self._engine.stop()

    def run(
        self, progress: Callable[[Task, float], None] | None = None
    ) -> Iterator[Translated]:
        """Translate picture by picture; one that fails does not stop the others.

        Args:
            progress: called with the task and the part of it that is done, in [0, 1],
                while it is in the network.

        Yields:
            What became of each input, in order; refused inputs first. Nothing comes
            for the one in the network when `stop` is called, and for those behind it.
        """
        yield from self.refused
        if not self.tasks:
            return
        if self.journal is None:
            placed = self.request.placed(self._model)
            self.journal = Journal.begin(placed, self.tasks, self.masks)
        journal = self.journal
        journal.own()
        journal.sweep()
        stages = Stages(
            weigh=_weight,
            read=self._read,
            make=lambda read: self._make(read, progress),
            write=lambda made: self._write(made, journal),
        )
        try:
            for result in overlapped(self.tasks, stages, proceed=self._proceed):
                if not result.skipped:
                    self._ends.append(time.monotonic())
                journal.ended(self.tasks[self.done], result)
                self.done += 1
                yield result
        finally:
            if self.done < len(self.tasks):
                journal.stop(for_now=self._for_now)
            else:
                journal.finish()

    def _proceed(self) -> bool:
        while self._paused.is_set() and not self._stopped.wait(_POLL):
            pass
        return not self._stopped.is_set()

    # The three stages; what goes wrong in one of them is the picture's result.

    def _read(self, task: Task) -> _Read:
        began = time.monotonic()
        try:
            why = self._why_not(task)
            if why:
                skipped = Translated(task.source, task.target, skipped=why)
                return _Read(task, began, ended=skipped)
            picture = read_picture(task.source)
            small = working_picture(picture, self.request.working_size)
            return _Read(task, began, picture, small)
        except Exception as error:
            return _Read(task, began, ended=_failed(task, error, began))

    def _make(
        self, read: _Read, progress: Callable[[Task, float], None] | None
    ) -> _Made | None:
        task, began = read.task, read.began
        if read.ended is not None:
            return _Made(task, began, ended=read.ended)
        assert read.small is not None
        try:
            after = self._engine.translate(
                read.small,
                tile=self.request.tile,
                label=self.request.label,
                progress=lambda part: progress(task, part) if progress else None,
            )
        except Exception as error:
            if self._stopped.is_set():
                return None  # it was stopped, which is no failure of the picture
            return _Made(task, began, ended=_failed(task, error, began))
        backend = self._engine.provider or None
        notes = (self._engine.note,) if self._engine.note else ()
        return _Made(task, began, read.picture, after, backend=backend, notes=notes)

    def _write(self, made: _Made, journal: Journal) -> Translated:
        task, request = made.task, self.request
        if made.ended is not None:
            return made.ended
        assert made.before is not None
        assert made.after is not None
        try:
            wanted = replace(request.shape, mask=self.masks.get(task.source))
            result = finish(made.before, made.after, wanted)
            target = self._target(task)
            journal.writing(task, target)
            lost = write_picture(
                result,
                target,
                quality=request.quality,
                keep_metadata=request.keep_metadata,
                recipe=self._recipe_of(task, made.backend).at(request.recipe),
            )
        except Exception as error:
            return _failed(task, error, made.began)
        return Translated(
            task.source,
            target,
            notes=(*_first_of(made.before), *made.notes, *result.notes, *lost),
            size=result.size,
            seconds=time.monotonic() - made.began,
        )

    # Files that are there already.

    def _why_not(self, task: Task) -> str:
        """Why a picture need not be translated; "" where it must be."""
        target, rule = task.target, self.request.conflict
        if rule in (Conflict.UNIQUE, Conflict.OVERWRITE) or not target.exists():
            return ""
        if rule is Conflict.SKIP:
            return f"{target} is there already"
        with disk_errors("read", task.source):
            newer = task.source.stat().st_mtime > target.stat().st_mtime
        return "" if newer or not self._is_current(task) else "nothing changed"

    def _recipe_of(self, task: Task, backend: str | None = None) -> WrittenRecipe:
        """What a picture is made with."""
        known = {
            "source": as_text(task.source.absolute()),
            "masked": task.source in self.masks,
            "backend": backend,
        }
        return self._recipe.model_copy(update=known)

    def _is_current(self, task: Task) -> bool:
        """Whether a result was made with the present recipe."""
        try:
            found = read_recipe(task.target)
        except PictureError:
            return False  # damaged: to be made again
        if task.source in self.masks:
            return False  # a recipe says that there was a mask, not which
        if found is None:
            # Where none is written, the files' times alone can tell.
            level = self.request.recipe
            return level is RecipeLevel.NONE or task.target.suffix.lower() == ".bmp"
        return found.makes_the_same(self._recipe_of(task))

    def _target(self, task: Task) -> Path:
        target = task.target
        if self.request.conflict is Conflict.UNIQUE:
            # Asked for at the last moment: somebody may have put a file there.
            return free_path(target, self._targets)
        if target.absolute() in self._sources or _is_same(target, task.source):
            raise PictureError(
                f"{task.source} was not translated: its result would be written over a"
                " picture that is translated; choose another folder or name."
            )
        return target


def _weight(task: Task) -> int:
    try:
        height, width = picture_size(task.source)
    except Exception:
        return 0  # reading says what is wrong with it
    return height * width


def _failed(task: Task, error: Exception, began: float) -> Translated:
    # A decoder that stumbles over one file must not cost the others.
    said = (
        str(error)
        if isinstance(error, StudioError)
        else unexpected(error, str(task.source))
    )
    return Translated(task.source, None, said, seconds=time.monotonic() - began)


def _first_of(picture: Picture) -> list[str]:
    if picture.frames < 2:
        return []
    return [f"Only the first of its {picture.frames} frames was translated."]


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


__all__ = [
    "Conflict",
    "Task",
    "TranslateRequest",
    "Translated",
    "Translation",
]
