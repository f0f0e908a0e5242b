"""Previews at screen size, through the child for what is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture, working_picture
from ganstudio.gui.services import Background, ModelProcess
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.mixing import Pair
from ganstudio.gui.translate.pictures import (
    Photo,
    Sketch,
    preview_area,
    scaled_down,
)
from ganstudio.gui.translate.recipe import Recipe

if TYPE_CHECKING:
    from ganstudio.inference import Answer


@dataclass(eq=False)
class _Wish:
    """A preview that somebody waits for, or will once the photograph is read.

    Attributes:
        photo: None while it is being read.
        made: what came before the photograph did: a `Pair`, and a pixel's seconds.
    """

    frame: Frame
    recipe: Recipe
    photo: Photo | None = None
    made: tuple[Pair, float] | None = None


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
        self._wish: _Wish | None = None

    @property
    def busy(self) -> bool:
        """Whether one is on its way for a photograph that was read."""
        return self._wish is not None and self._wish.photo is not None

    def begin(self, sketch: Sketch) -> None:
        """Translate a frame small while the rest of it is being read.

        The preview is `made` once `make` brings the photograph, and never before.
        """
        self.drop()
        wish = self._wish = _Wish(sketch.frame, sketch.recipe)
        self._send(wish, sketch.picture, sketch.sent)

    def make(self, photo: Photo, recipe: Recipe, rate: float | None) -> None:
        """Translate a photograph small.

        Args:
            photo: read and ready.
            recipe: what with; where its working size is smaller than the preview, the
                network gets that, and the preview shows what comes of it.
            rate: seconds a pixel takes in the network; None where nobody measured it.
        """
        wish = self._wish
        begun = wish is not None and wish.photo is None
        if wish and begun and (wish.frame, wish.recipe) == (photo.frame, recipe):
            wish.photo = photo
            if wish.made is not None:
                self._tell(wish)
            return
        self.drop()
        wish = self._wish = _Wish(photo.frame, recipe, photo)

        def work(_: object) -> tuple[Picture, Picture]:
            small = scaled_down(photo, preview_area(rate))
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

    def _scaled(self, wish: _Wish, made: tuple[Picture, Picture]) -> None:
        if self._wish is wish:
            self._send(wish, *made)

    def _send(self, wish: _Wish, small: Picture, sent: Picture) -> None:
        from ganstudio.inference import TranslateRequest

        self._process.submit(
            TranslateRequest(wish.recipe.model, sent, label=wish.recipe.label),
            partial(self._answered, wish, small, sent.size),
            self._channel,
        )

    def _not_scaled(self, wish: _Wish, sentence: str) -> None:
        if self._wish is wish:
            self._fail(sentence)

    def _answered(
        self, wish: _Wish, small: Picture, size: tuple[int, int], answer: Answer
    ) -> None:
        if answer.error is None and answer.picture is not None:
            height, width = size
            pair = Pair(small, answer.picture, preview=True)
            wish.made = pair, answer.seconds_network / (height * width)
            if wish.photo is not None:
                self._tell(wish)
        elif wish.photo is None:
            self._wish = None  # `make` tries again, and says what is wrong
        else:
            self._fail(answer.error or "The model made no picture.")

    def _tell(self, wish: _Wish) -> None:
        assert wish.made is not None
        self._wish = None
        self.made.emit(*wish.made)

    def _fail(self, sentence: str) -> None:
        self._wish = None
        self.failed.emit(sentence)
