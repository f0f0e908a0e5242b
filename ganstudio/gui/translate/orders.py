"""Pictures that somebody wants saved: from the wish to the mark on the film."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture
from ganstudio.gui.services import Notices
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.saving import Saver, Wish


class Orders(QObject):
    """Marks what becomes of a wish, and says it where the eye is.

    Args:
        saver: writes them.
        film: whose frames are marked.
        notices: for frames that nobody looks at.
        again: saves the current picture once more, there or under a free name.
    """

    settled = Signal(object)
    """The current `Frame` was saved."""
    said = Signal(object)
    """A `Said` about the current frame."""

    def __init__(
        self,
        saver: Saver,
        film: Film,
        notices: Notices,
        again: Callable[[Path | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._saver, self._film, self._notices = saver, film, notices
        self._again = again
        saver.saved.connect(self._saved)
        saver.failed.connect(self._not_saved)

    def write(self, wish: Wish, result: Picture) -> None:
        """Write a translation that is there in full size."""
        self._film.mark(wish.frame, State.RUNNING, sentence="Saving")
        self._saver.write(wish, result)

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
            again = partial(self._again, wish.target)
            self.said.emit(Said(sentence, action="Try again", then=again))
        else:
            self._notices.say(sentence, "bad")
