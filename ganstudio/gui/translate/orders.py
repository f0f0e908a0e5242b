"""Pictures that somebody wants saved: from the wish to the mark on the film."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture
from ganstudio.gui.services import Notices
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.full_size import FullSize
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.saving import Saver, Wish


class Orders(QObject):
    """Marks what becomes of a wish, and says it where the eye is.

    Args:
        saver: writes them.
        full_size: knows what a translation was run on.
        film: whose frames are marked.
        notices: for frames that nobody looks at.
    """

    settled = Signal(object)
    """The current `Frame` was saved."""
    said = Signal(object)
    """A `Said` about the current frame."""
    again = Signal(object)
    """Save the current picture once more: there, or (None) under a free name."""

    def __init__(
        self,
        saver: Saver,
        full_size: FullSize,
        film: Film,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._saver, self._film, self._notices = saver, film, notices
        self._full_size = full_size
        saver.saved.connect(self._saved)
        saver.failed.connect(self._not_saved)

    def write(self, wish: Wish, result: Picture) -> None:
        """Write a translation that is there in full size, and what it ran on."""
        self._film.mark(wish.frame, State.RUNNING, sentence="Saving")
        report = self._full_size.report(wish.frame, wish.recipe)
        backend = None if report is None else report.provider
        self._saver.write(replace(wish, backend=backend), result)

    def _saved(self, wish: Wish, target: Path) -> None:
        wish.frame.saved = target
        wish.frame.saved_with = wish.recipe, wish.shape
        self._notices.say(f"Saved and read back: {target}", "good")
        if wish.frame is self._film.current:
            self.settled.emit(wish.frame)
            self.said.emit(Said(f"Saved as {target.name}", "good", details=str(target)))
        else:
            self._film.mark(wish.frame, State.DONE)

    def _not_saved(self, wish: Wish, sentence: str) -> None:
        self._film.mark(wish.frame, State.FAILED, sentence=sentence)
        if wish.frame is self._film.current:
            again = partial(self.again.emit, wish.target)
            self.said.emit(Said(sentence, action="Try again", then=again))
        else:
            self._notices.say(sentence, "bad")
