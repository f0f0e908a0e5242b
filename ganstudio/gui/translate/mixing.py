"""Mixing a photograph with its translation, one mix at a time, the newest last."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.services import Background, Task
from ganstudio.gui.translate.pictures import blend


@dataclass(frozen=True, eq=False)
class Pair:
    """An original and its translation at full strength.

    Attributes:
        preview: whether the translation is smaller than it will be.
    """

    before: Picture
    after: Picture
    preview: bool


@dataclass(frozen=True, eq=False)
class Mix:
    """What a pair looks like at some strength."""

    pair: Pair
    picture: Picture
    pyramid: Pyramid


class Mixer(QObject):
    """Makes mixes in the background; wishes in between are left out."""

    mixed = Signal(object)
    """A `Mix` that is not out of date."""
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._wanted: tuple[Pair, float] | None = None
        self._task: Task | None = None

    def mix(self, pair: Pair, strength: float) -> None:
        """Make this mix, after the one under way."""
        self._wanted = pair, strength
        if self._task is None:
            self._next()

    def drop(self) -> None:
        """Nobody wants any mix any more."""
        self._wanted = None
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _next(self) -> None:
        if self._wanted is None:
            return
        (pair, strength), self._wanted = self._wanted, None

        def work(_: Task) -> Mix:
            picture = blend(pair.before, pair.after, strength)
            return Mix(pair, picture, Pyramid.build(picture.pixels, picture.alpha))

        self._task = self._background.run(
            work, self._done, self._fail, owner=self, what="Mixing the pictures"
        )

    def _done(self, mix: Mix) -> None:
        self._task = None
        # Even one that is out of date is shown: a slider moves pictures on its way.
        self.mixed.emit(mix)
        self._next()

    def _fail(self, sentence: str) -> None:
        self._task = None
        self.failed.emit(sentence)
        self._next()
