"""Reading the photograph that somebody looks at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.services import Background, Task
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.pictures import read_photo


class Reader(QObject):
    """Reads one photograph at a time; the newest wish wins."""

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

    def read(self, frame: Frame | None) -> None:
        """Read a frame's file, and drop what was being read; None only drops it."""
        if self._task is not None:
            self._task.stop()
            self._task = None
        if frame is not None:
            self._task = self._background.run(
                lambda task: None if task.stopped else read_photo(frame),
                self._read,
                partial(self._not_read, frame),
                owner=self,
                what=str(frame.path),
            )

    def _read(self, photo: object) -> None:
        self._task = None
        self.done.emit(photo)

    def _not_read(self, frame: Frame, sentence: str) -> None:
        self._task = None
        self.failed.emit(frame, sentence)
