"""Previews at screen size, through the child for what is on the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture, working_picture
from ganstudio.gui.services import Background, ModelProcess
from ganstudio.gui.translate.mixing import Pair
from ganstudio.gui.translate.pictures import Photo, scaled_down
from ganstudio.gui.translate.recipe import Recipe

if TYPE_CHECKING:
    from ganstudio.inference import Answer


class Previews(QObject):
    """One preview at a time: the newest wish takes the place of any earlier one.

    Args:
        process: the child for what is on the screen.
        background: where photographs are scaled.
        channel: of the child, one for each place that shows a preview.
    """

    made = Signal(object, float)
    """A `Pair`, and the seconds a pixel took in the network."""
    failed = Signal(str)

    def __init__(
        self,
        process: ModelProcess,
        background: Background,
        channel: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._process, self._background, self._channel = process, background, channel
        self._wish: tuple[Photo, Recipe, float] | None = None

    @property
    def busy(self) -> bool:
        """Whether one is on its way."""
        return self._wish is not None

    def make(self, photo: Photo, recipe: Recipe, area: float) -> None:
        """Translate a photograph small.

        Args:
            photo: read and ready.
            recipe: what with; where its working size is smaller than the preview, the
                network gets that, and the preview shows what comes of it.
            area: pixels of the preview, about.
        """
        self.drop()
        wish = self._wish = photo, recipe, area

        def work(_: object) -> tuple[Picture, Picture]:
            small = scaled_down(photo, area)
            return small, working_picture(small, recipe.working_size)

        self._background.run(
            work,
            partial(self._scaled, wish),
            partial(self._not_scaled, wish),
            owner=self,
            what=str(photo.frame.path),
        )

    def drop(self) -> None:
        """Nobody wants it any more."""
        self._process.cancel(self._channel)
        self._wish = None

    def _scaled(
        self, wish: tuple[Photo, Recipe, float], made: tuple[Picture, Picture]
    ) -> None:
        if self._wish is not wish:
            return
        from ganstudio.inference import TranslateRequest

        recipe, (small, sent) = wish[1], made
        self._process.submit(
            TranslateRequest(recipe.model, sent, label=recipe.label),
            partial(self._answered, small, sent.size),
            self._channel,
        )

    def _not_scaled(self, wish: tuple[Photo, Recipe, float], sentence: str) -> None:
        if self._wish is wish:
            self._fail(sentence)

    def _answered(self, small: Picture, size: tuple[int, int], answer: Answer) -> None:
        if answer.error is not None or answer.picture is None:
            self._fail(answer.error or "The model made no picture.")
            return
        self._wish = None
        height, width = size
        pair = Pair(small, answer.picture, preview=True)
        self.made.emit(pair, answer.seconds_network / (height * width))

    def _fail(self, sentence: str) -> None:
        self._wish = None
        self.failed.emit(sentence)
