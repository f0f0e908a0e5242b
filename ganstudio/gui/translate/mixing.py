"""Mixing a photograph with its translation, one mix at a time, the newest last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture, Shape, shape, working_picture
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.services import Background, Task

_SMALL = 1200
"""Longer side of what is mixed while a slider moves, px."""


@dataclass(frozen=True, eq=False)
class Pair:
    """An original and its translation as the network made it.

    Attributes:
        preview: whether the translation is smaller than it will be.
    """

    before: Picture
    after: Picture
    preview: bool

    @cached_property
    def small(self) -> Pair:
        """The same for a slider that moves; made in the background, by one thread."""
        before = working_picture(self.before, _SMALL)
        after = working_picture(self.after, _SMALL)
        if (before, after) == (self.before, self.after):
            return self
        return Pair(before, after, preview=True)


@dataclass(frozen=True, eq=False)
class Mix:
    """What a pair looks like in some shape."""

    pair: Pair
    picture: Picture
    pyramid: Pyramid


@dataclass(frozen=True)
class _Wish:
    pair: Pair
    shape: Shape
    coarse: bool


class Mixer(QObject):
    """Makes mixes in the background; wishes in between are left out."""

    mixed = Signal(object)
    """A `Mix` that is not out of date."""
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._wanted: _Wish | None = None
        self._task: Task | None = None

    def mix(self, pair: Pair, wanted: Shape, *, coarse: bool = False) -> None:
        """Make this mix, after the one under way.

        Args:
            pair: what is mixed.
            wanted: how.
            coarse: small and quick: a slider moves.
        """
        self._wanted = _Wish(pair, wanted, coarse)
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
        wish, self._wanted = self._wanted, None

        def work(_: Task) -> Mix:
            pair = wish.pair.small if wish.coarse else wish.pair
            picture = shape(pair.before, pair.after, wish.shape)
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
