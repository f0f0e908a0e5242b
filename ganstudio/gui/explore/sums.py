"""A − B + C on samples, without widgets."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.gui.explore.batches import Batches
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.places import Terms, combine, mean_of
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.explore.saving import Result
from ganstudio.gui.steps import Step

CHANNEL = "explore-sum"
MOST_POINTS = 3
OPERANDS = ("a", "b", "c")
_LONGEST_NAME = 24
_PATIENCE_MS = 40


class Sum(QObject):
    """Three operands, each the mean of up to three points, and what comes out.

    Args:
        explorer: whose model draws; its steps include the choice of operands.
        kept: where the result is kept.
    """

    changed = Signal()
    """The operands, or how they are added."""
    drawn = Signal()
    """Pictures came in, or are gone."""

    def __init__(self, explorer: Explorer, kept: Kept) -> None:
        super().__init__(explorer)
        self._explorer, self._kept = explorer, kept
        self.terms = Terms()
        self.lengthen = True
        """Give a normal prior's sum the length that its samples have."""
        self.pictures: dict[str, Pixels] = {}
        """"a", "b", "c": of the means; "sum": of the result."""
        self.error = ""
        """One sentence: why there is no picture."""
        self._batches = Batches(explorer.services.interactive, CHANNEL)
        self._asked: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        explorer.subject_changed.connect(self._forget)
        explorer.mode_changed.connect(self._begin)

    def points(self, operand: str) -> tuple[Point, ...]:
        """Points of an operand, "a", "b" or "c"."""
        found: tuple[Point, ...] = getattr(self.terms, operand)
        return found

    def put(self, operand: str, place: int, point: Point | None) -> None:
        """Put a point into an operand; it can be taken back.

        Args:
            operand: "a", "b" or "c".
            place: from 0; behind the last one it is added.
            point: None takes out the one that is there.
        """
        points = list(self.points(operand))
        points[place : place + 1] = [] if point is None else [point]
        wanted = tuple(points[:MOST_POINTS])
        text = f"Change operand {operand.upper()}"
        self._step(text, replace(self.terms, **{operand: wanted}))

    def empty(self) -> None:
        """Take every point out; it can be taken back."""
        self._step("Empty the operands", Terms())

    def set_lengthen(self, on: bool) -> None:
        """See `lengthen`."""
        if on != self.lengthen:
            self.lengthen = on
            self._changed()

    @property
    def has_choice(self) -> bool:
        """Whether `lengthen` makes a difference to this model."""
        subject = self._explorer.subject
        return subject is not None and any(p.prior == "normal" for p in subject.latents)

    @property
    def result_point(self) -> Point | None:
        """Where the sum is; None before each operand has a point."""
        subject, inputs = self._explorer.subject, self._explorer.inputs
        whole = all(self.points(operand) for operand in OPERANDS)
        if subject is None or inputs is None or not whole:
            return None
        return combine(
            subject, inputs, self.terms, self._name(), lengthen=self.lengthen
        )

    def go(self) -> None:
        """Go to the result, and show it alone; it can be taken back."""
        point = self.result_point
        if point is not None:
            self._explorer.take_point(point, "Go to the sum")

    def keep(self) -> None:
        """Keep the result among the samples."""
        point = self.result_point
        if point is not None:
            self._kept.keep(point, self.pictures.get("sum"))

    def again(self) -> None:
        """Try to draw again."""
        self._asked = None
        self._ask()

    def result(self, enlarge: int) -> Result | None:
        """The picture of the sum, to be saved; None without."""
        subject, pixels = self._explorer.subject, self.pictures.get("sum")
        if subject is None or pixels is None:
            return None
        return Result(pixels, f"{subject.path.stem}-sum", enlarge)

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._batches.cancel()

    def _name(self) -> str:
        parts = [
            "(" + ", ".join("-".join(p.used) for p in points) + ")"
            if len(points) > 1
            else "-".join(points[0].used)
            for points in map(self.points, OPERANDS)
        ]
        name = f"{parts[0]} − {parts[1]} + {parts[2]}"
        return name if len(name) <= _LONGEST_NAME else "A − B + C"

    def _step(self, text: str, terms: Terms) -> None:
        self._explorer.undo.push(Step(text, self._place, self.terms, terms))

    def _place(self, terms: Terms) -> None:
        self.terms = terms
        self._changed()

    def _changed(self) -> None:
        self.changed.emit()
        if self._explorer.mode == "sum":
            self._timer.start()

    def _forget(self) -> None:
        self._batches.cancel()
        self.terms, self._asked, self.error = Terms(), None, ""
        self.pictures = {}
        self.drawn.emit()
        self._changed()

    def _begin(self) -> None:
        if self._explorer.mode == "sum":
            self._ask()

    def _ask(self) -> None:
        subject, inputs = self._explorer.subject, self._explorer.inputs
        if subject is None or inputs is None:
            return
        key = (subject, self.terms, self.lengthen)
        if key == self._asked:
            return
        self._asked = key
        wanted = {
            operand: mean_of(subject, inputs, self.points(operand))
            for operand in OPERANDS
            if self.points(operand)
        }
        result = self.result_point
        if result is not None:
            wanted["sum"] = result
        if not wanted:
            self._batches.cancel()
            self.pictures = {}
            self.drawn.emit()
            return

        def done(images: Pixels) -> None:
            self.pictures = dict(zip(wanted, images, strict=True))
            self.error = ""
            self.drawn.emit()

        def failed(sentence: str) -> None:
            self._asked, self.error = None, sentence
            self.drawn.emit()

        made = inputs.batch(list(wanted.values()))
        self._batches.draw(subject.path, made, done, failed)
