"""Reading the photograph that somebody looks at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.services import Background, Task
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.pictures import Photo, read_photo, read_sketch
from ganstudio.gui.translate.recipe import Recipe


class Reader(QObject):
    """Reads one photograph at a time; the newest wish wins."""

    sketched = Signal(object)
    """A `Sketch`, for a preview that need not wait for the `Photo`."""
    done = Signal(object)
    """A `Photo`."""
    failed = Signal(object, str)
    """A `Frame`, and why it could not be read."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether one is being read."""
        return self._task is not None

    def read(
        self, frame: Frame | None, recipe: Recipe | None, rates: Mapping[Path, float]
    ) -> None:
        """Read a frame's file, and drop what was being read.

        Args:
            frame: None only drops.
            recipe: of a preview that is wanted at once; None for none.
            rates: seconds that a pixel takes in a model's network, where it is known.
        """
        if self._task is not None:
            self._task.stop()
            self._task = None
        if frame is None:
            return

        rate = None if recipe is None else rates.get(recipe.model)

        def work(task: Task) -> Photo | None:
            if recipe is not None and not task.stopped:
                sketch = read_sketch(frame, recipe, rate)
                if sketch is not None:
                    task.report(sketch)
            return None if task.stopped else read_photo(frame)

        self._task = self._background.run(
            work,
            self._read,
            partial(self._not_read, frame),
            progress=self.sketched.emit,
            owner=self,
            what=str(frame.path),
        )

    def _read(self, photo: object) -> None:
        self._task = None
        self.done.emit(photo)

    def _not_read(self, frame: Frame, sentence: str) -> None:
        self._task = None
        self.failed.emit(frame, sentence)
