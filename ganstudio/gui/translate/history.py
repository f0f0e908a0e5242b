"""Undo of what a person chose: model, class, shape and mask."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from ganstudio.gui.picture import Mask
from ganstudio.gui.steps import Step
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.masks import Packed
from ganstudio.gui.translate.recipe import Look, Recipe

_ONE_GESTURE = 0.6
"""Changes of one knob that follow each other within this time are one step, s."""


class History(QObject):
    """Writes the steps that lead from one look to the next.

    Args:
        desk: whose look and masks it is.
        undo: where the steps go.
        now: seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        desk: Desk,
        undo: QUndoStack,
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._desk, self._undo, self._now = desk, undo, now
        self._kept = desk.look
        """The look after the last step."""
        self._last = "", -1.0
        self._gesture = 0
        self._pushing = False

    def choose(self, recipe: Recipe | None) -> None:
        """Take another model, class or working size."""
        old = self._kept.recipe
        self._desk.choose(recipe)
        same_model = old and recipe and old.model == recipe.model
        what = "Choose a model"
        if same_model and old and recipe:
            other_class = old.label != recipe.label
            what = "Choose a class" if other_class else "Change working size"
        self._last = "", -1.0  # a choice is no drag: however fast, it is its own step
        self.record(what)

    def take(self, look: Look, what: str) -> None:
        """Take another look as a whole."""
        self._desk.take(look)
        self.record(what)

    def record(self, what: str) -> None:
        """Write a step from the look of before to the one in force.

        Args:
            what: "Change strength", for the menu.
        """
        look = self._desk.look
        if look == self._kept:
            return
        name, when = self._last
        now = self._now()
        if name != what or now - when > _ONE_GESTURE:
            self._gesture += 1
        self._last = what, now
        self._push(Step(what, self._show, self._kept, look, self._gesture))
        self._kept = look

    def forget(self) -> None:
        """What is in force now was no choice of a moment: it has no step."""
        self._kept = self._desk.look

    def masked(self, what: str, frame: Frame, before: Mask | None) -> None:
        """Write a step from a frame's mask of before to the one it has."""
        old, new = ((frame, Packed.of(mask)) for mask in (before, frame.mask))
        self._push(Step(what, self._show_mask, old, new))

    def _push(self, step: Step) -> None:
        # What a push would do was done: a second mix would only cost time.
        self._pushing = True
        self._undo.push(step)
        self._pushing = False

    def _show(self, look: Look) -> None:
        if not self._pushing:
            self._kept = look
            self._last = "", -1.0
            self._desk.take(look)

    def _show_mask(self, state: tuple[Frame, Packed | None]) -> None:
        if self._pushing:
            return
        frame, packed = state
        film = self._desk.film
        if film.at(frame.path) is frame:
            film.go(frame)  # nobody sees a change of another picture
        self._desk.set_mask(frame, None if packed is None else packed.mask())
