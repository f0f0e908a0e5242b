"""The explorer without widgets: model, point, picture, errors."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from ganstudio.api import StudioError
from ganstudio.core.model_file import Card, ModelFile, read_model_file
from ganstudio.gui.explore.inputs import Inputs
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Grid, Plan, Shown, plan_grid, seeds_in_grid
from ganstudio.gui.explore.subject import Subject
from ganstudio.gui.explore.timings import Timings
from ganstudio.gui.services import Services
from ganstudio.gui.steps import Step
from ganstudio.inference import Answer, RunRequest

CHANNEL = "explore"
Mode = Literal["picture", "grid", "walk", "sum"]
"""What the canvas shows: one picture, seeds in a row, a walk between two points, or
A − B + C."""
_DICE_SIDES = 1_000_000


def throw() -> int:
    """Draw a seed that is short enough to be read out."""
    return random.SystemRandom().randrange(_DICE_SIDES)


class Explorer(QObject):
    """What is explored, where one stands, and the picture of it.

    Every change of the point asks for a picture. While one is being computed the
    newest further request waits and all others are dropped, so pictures appear on the
    way and the last one is always of the present point.

    Args:
        services: of the window.
        dice: draws a seed.
    """

    subject_changed = Signal()
    point_changed = Signal()
    picture_changed = Signal()
    """A picture or a grid came in, or the one that was there is gone."""
    mode_changed = Signal()
    """The canvas shows something else."""
    error_changed = Signal()
    settled = Signal()
    """A gesture ended, or a single change was made: time for what is slower."""
    measured = Signal()
    """A picture is on the screen, and `timings` know more."""

    def __init__(
        self,
        services: Services,
        dice: Callable[[], int] = throw,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.subject: Subject | None = None
        self.point = Point()
        self.inputs: Inputs | None = None
        self.shown: Shown | None = None
        self.grid: Grid | None = None
        self.mode: Mode = "picture"
        self.error = ""
        """One sentence: why there is no newer picture."""
        self.model_error = ""
        """One sentence: why the model that was asked for is not shown."""
        self.refused: Path | None = None
        """The file of that model."""
        self.opening: Path | None = None
        """File whose card is being read."""
        self.dragging = False
        self.timings = Timings()
        self.undo = QUndoStack(self)
        self.points: dict[Path, Point] = {}
        """Where one stood in the models that are not shown now."""
        self._dice = dice
        self._gesture = 1
        self._first_in_grid = 0
        self._unpainted: Shown | Grid | None = None
        self._warm = False
        """Whether the model is loaded, so that times are those of drawing."""

    # The model.

    def open(self, path: Path) -> None:
        """Read a model's card in the background, and explore it."""

        def done(found: ModelFile) -> None:
            if path == self.opening:
                self.take(path, found.card)

        def failed(sentence: str) -> None:
            if path == self.opening:
                self.refuse(sentence, path)

        self.opening = path
        self.services.background.run(
            lambda _: read_model_file(path),
            done,
            failed,
            owner=self,
            what=f"Reading {path.name}",
        )

    def take(self, path: Path, card: Card) -> None:
        """Explore a model, from where one left it, or from seed 0."""
        self.opening = None
        try:
            subject = Subject.of(path, card)
        except StudioError as error:
            self.refuse(str(error), path)
            return
        self.refuse("")
        if subject == self.subject:
            return
        if self.subject is not None:
            self.points[self.subject.path] = self.point
        self.services.interactive.cancel(CHANNEL)
        self.undo.clear()
        self.subject, self.inputs = subject, Inputs(subject)
        self.point = self.points.get(path, Point()).fitted(subject)
        self.shown = self.grid = self._unpainted = None
        self.timings = Timings()
        self.dragging = self._warm = False
        self.subject_changed.emit()
        self.point_changed.emit()
        self.picture_changed.emit()
        self.ask()
        self.settled.emit()

    def refuse(self, sentence: str, path: Path | None = None) -> None:
        """Say why a model is not shown; "" says nothing any more.

        Args:
            sentence: what is wrong with it.
            path: its file, to try it again.
        """
        self.opening, self.refused = None, path
        if sentence != self.model_error:
            self.model_error = sentence
            self.error_changed.emit()

    @property
    def loading(self) -> bool:
        """Whether the first picture of the model is awaited."""
        return self.subject is not None and not self._warm and not self.error

    # The point.

    def change(self, text: str, *, dragging: bool = False, **fields: Any) -> None:
        """Change some fields of the point; see `go`."""
        self.go(replace(self.point, **fields), text, dragging=dragging)

    def go(self, point: Point, text: str, *, dragging: bool = False) -> None:
        """Go to a point; it can be taken back.

        Args:
            point: where to.
            text: what Undo will call it: "Move on the pad".
            dragging: a part of a gesture, whose parts are taken back at once; `settle`
                ends it.
        """
        if self.subject is None or point == self.point:
            return
        self.dragging = dragging
        gesture = self._gesture if dragging else 0
        self.undo.push(Step(text, self._place, self.point, point, gesture))
        if not dragging:
            self._gesture += 1

    def settle(self) -> None:
        """End a gesture."""
        self._gesture += 1
        self.dragging = False
        self.settled.emit()

    def throw_dice(self, corner: int = 0) -> None:
        """Draw another seed. At the first corner the pad's point goes there, too."""
        point = self.point.with_seed(corner, self._dice())
        if corner == 0:
            point = point.at_corner(0)
        self.go(point, "Throw the dice")

    def choose_seed(self, seed: int) -> None:
        """Go to the picture of a seed: the one that `ganstudio sample` draws first."""
        self.go(self.point.with_seed(0, seed).at_corner(0), f"Go to seed {seed}")

    def reset(self) -> None:
        """Give every dimension and code back to the seeds."""
        self.change("Reset directions", values=(), codes=())

    @property
    def can_reset(self) -> bool:
        """Whether a dimension or a code was set."""
        return bool(self.point.values or self.point.codes)

    def _place(self, point: Point) -> None:
        self.point = point
        self.refuse("")
        self.point_changed.emit()
        self.ask()
        if not self.dragging:
            self.settled.emit()

    # The picture.

    def show(self, mode: Mode) -> None:
        """Show one picture, the grid, a walk or a sum."""
        if mode != self.mode:
            self.mode = mode
            # What has not been on the screen by now is not measured any more.
            self._unpainted = None
            self.mode_changed.emit()
            self.ask()

    def show_grid(self, on: bool) -> None:
        """Show the grid, or one picture."""
        self.show("grid" if on else "picture")

    @property
    def grid_on(self) -> bool:
        """Whether the canvas shows the grid."""
        return self.mode == "grid"

    def take_point(self, point: Point, text: str) -> None:
        """Go to a point that was shown among others, and show it alone."""
        self.mode = "picture"
        self.mode_changed.emit()
        if point == self.point:
            self.ask()
        self.go(point, text)

    def take_cell(self, index: int) -> None:
        """Go to the point of a cell, and show it alone."""
        if self.grid is None:
            return
        plan = self.grid.plan
        self.take_point(plan.points[index], f"Take {plan.name(index).lower()}")

    @property
    def plan(self) -> Plan | None:
        """What the grid shows, or would show."""
        if self.subject is None:
            return None
        seed, count = self.point.seeds[0], seeds_in_grid(self.subject)
        # A seed taken from the grid finds the same grid again.
        if not self._first_in_grid <= seed < self._first_in_grid + count:
            self._first_in_grid = seed
        return plan_grid(self.point, self.subject, self._first_in_grid)

    def ask(self) -> None:
        """Ask for the picture, or the grid, of the present point."""
        subject, plan = self.subject, self.plan if self.grid_on else None
        if subject is None or self.inputs is None:
            return
        asked, point, warm = time.perf_counter(), self.point, self._warm
        made = self.inputs.batch(plan.points) if plan else self.inputs.of(point)

        def receive(answer: Answer) -> None:
            if subject is not self.subject:
                return
            if answer.images is None:
                self._warm = False
                self._fail(answer.error or f"{subject.path.name} drew no picture.")
                return
            if plan is not None:
                self.grid = self._unpainted = Grid(plan, answer.images, asked)
            else:
                self.shown = Shown(point, answer.images[0], asked)
                self.timings.answered(answer.seconds_network, answer.provider)
                self._unpainted = self.shown if warm else None
            self._warm = True
            self._fail("")
            self.picture_changed.emit()

        self.services.interactive.submit(
            RunRequest(subject.path, made), receive, CHANNEL, interim=True
        )

    def painted(self) -> None:
        """Be told that what came in last is on the screen."""
        painted, self._unpainted = self._unpainted, None
        if isinstance(painted, Shown):
            self.timings.painted(painted.asked, dragging=self.dragging)
        if painted is not None:
            self.measured.emit()

    def _fail(self, sentence: str) -> None:
        if sentence != self.error:
            self.error = sentence
            self.error_changed.emit()

    def close(self) -> None:
        """Drop what was asked for, and all steps."""
        self.services.interactive.cancel(CHANNEL)
        self.undo.clear()
