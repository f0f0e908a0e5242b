"""Kept samples: points that one wants to come back to, for each model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.steps import Step
from ganstudio.inference import Answer, RunRequest

CHANNEL = "explore-kept"
_BATCH = 16


@dataclass(eq=False)
class Sample:
    """One kept sample; `pixels` is uint8 (H, W, C), None until it was drawn."""

    point: Point
    pixels: Pixels | None = None


class Kept(QObject):
    """The kept samples of the model that is explored.

    Args:
        explorer: whose points are kept; its steps include these.
    """

    changed = Signal()
    drawn = Signal()
    """Pictures of samples came in."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        self._explorer = explorer
        self.all: tuple[Sample, ...] = ()
        self._others: dict[Path, list[Any]] = {}
        self._path: Path | None = None
        explorer.subject_changed.connect(self._change_model)

    def keep(self, point: Point | None = None, pixels: Pixels | None = None) -> None:
        """Keep a point, once.

        Args:
            point: None is the present one.
            pixels: its picture, where it is there already.
        """
        explorer = self._explorer
        point = explorer.point if point is None else point
        if explorer.subject is None or self.index_of(point) is not None:
            return
        shown = explorer.shown
        if pixels is None and shown is not None and shown.point == point:
            pixels = shown.pixels
        self._step("Keep a sample", (*self.all, Sample(point, pixels)))

    def remove(self, index: int) -> None:
        """Take a sample off; it can be taken back."""
        self._step("Remove a sample", self.all[:index] + self.all[index + 1 :])

    def go(self, index: int) -> None:
        """Come back to a sample."""
        self._explorer.show("picture")
        self._explorer.go(self.all[index].point, "Go to a kept sample")

    def index_of(self, point: Point) -> int | None:
        """Where a point is kept; None where it is not."""
        return next((i for i, s in enumerate(self.all) if s.point == point), None)

    def picture_of(self, point: Point) -> Pixels | None:
        """Picture of a kept point, as far as it was drawn."""
        found = self.index_of(point)
        return None if found is None else self.all[found].pixels

    def state(self) -> dict[str, list[Any]]:
        """Path of each model -> its points, as JSON."""
        found = {str(path): points for path, points in self._others.items()}
        if self._path is not None:
            found[str(self._path)] = [s.point.to_json() for s in self.all]
        return {path: points for path, points in found.items() if points}

    def restore(self, state: object) -> None:
        """Take up what `state` returned."""
        if isinstance(state, dict):
            self._others = {
                Path(path): points
                for path, points in state.items()
                if isinstance(points, list)
            }

    def close(self) -> None:
        """Drop what was asked for."""
        self._explorer.services.interactive.cancel(CHANNEL)

    def _step(self, text: str, after: tuple[Sample, ...]) -> None:
        self._explorer.undo.push(Step(text, self._show, self.all, after))

    def _show(self, samples: tuple[Sample, ...]) -> None:
        self.all = samples
        self.changed.emit()
        self._draw()

    def _change_model(self) -> None:
        subject = self._explorer.subject
        if subject is None:
            return
        if self._path is not None:
            self._others[self._path] = [s.point.to_json() for s in self.all]
        self._path = subject.path
        points = [
            Point.from_json(entry).fitted(subject)
            for entry in self._others.pop(subject.path, [])
        ]
        self._show(tuple(Sample(point) for point in points))

    def _draw(self) -> None:
        """Draw the samples that have no picture yet."""
        subject, inputs = self._explorer.subject, self._explorer.inputs
        missing = [s for s in self.all if s.pixels is None][:_BATCH]
        if subject is None or inputs is None or not missing:
            return

        def receive(answer: Answer) -> None:
            # A failure is told of on the canvas, which asks the same child.
            if answer.images is None or subject is not self._explorer.subject:
                return
            for sample, pixels in zip(missing, answer.images, strict=True):
                sample.pixels = pixels
            self.drawn.emit()
            self._draw()

        made = inputs.batch([sample.point for sample in missing])
        self._explorer.services.interactive.submit(
            RunRequest(subject.path, made), receive, CHANNEL
        )
