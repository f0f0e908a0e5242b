"""The pictures at the three corners of the pad."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.inference import Answer, RunRequest

CHANNEL = "explore-corners"
_PATIENCE_MS = 60


class Corners(QObject):
    """Draws what each corner would show with the present settings.

    Not while something is dragged: the picture on the canvas comes first.

    Args:
        explorer: whose pad it is.
    """

    changed = Signal()

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self._explorer = explorer
        self.pictures: tuple[Pixels | None, ...] = (None, None, None)
        """uint8 (H, W, C) for each corner, None until it was drawn."""
        self._asked: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        explorer.settled.connect(self._timer.start)
        explorer.subject_changed.connect(self._forget)

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._explorer.services.interactive.cancel(CHANNEL)

    def _forget(self) -> None:
        self.pictures, self._asked = (None, None, None), None
        self.changed.emit()

    def _ask(self) -> None:
        subject, inputs = self._explorer.subject, self._explorer.inputs
        point = self._explorer.point
        key = (subject, replace(point, weights=(1.0, 0.0, 0.0)))
        if subject is None or inputs is None or key == self._asked:
            return
        self._asked = key
        corners: list[Point] = [point.at_corner(corner) for corner in range(3)]

        def receive(answer: Answer) -> None:
            if subject is not self._explorer.subject:
                return
            if answer.images is None:
                self._asked = None
                return
            self.pictures = tuple(answer.images)
            self.changed.emit()

        self._explorer.services.interactive.submit(
            RunRequest(subject.path, inputs.batch(corners)), receive, CHANNEL
        )
