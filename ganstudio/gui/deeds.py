"""What is done to files, one after the other in the background, and taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from ganstudio.gui.services import Background

Work = Callable[[], None]


@dataclass(frozen=True)
class Deed:
    """Something that can be done, undone and done again.

    Attributes:
        text: as the menu has it behind "Undo": "delete Negative".
        do: the work, in the background; raises StudioError with a sentence.
        undo: takes it back, likewise.
        done: a sentence for the status line, once it is done.
        undone: a sentence once it was taken back.
    """

    text: str
    do: Work
    undo: Work
    done: str = ""
    undone: str = ""


class Deeds(QObject):
    """The stack of deeds of the library. They never overtake each other."""

    happened = Signal(str)
    """A deed was done or taken back: the sentence about it, perhaps ""."""
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._background = background
        self._waiting: deque[tuple[Work, Callable[[], None], Callable[[], None]]]
        self._waiting = deque()
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether one is being done."""
        return self._busy

    def perform(self, deed: Deed, then: Callable[[], None] = lambda: None) -> None:
        """Do it; once it succeeded it can be undone.

        Args:
            deed: what to do.
            then: called once it succeeded for the first time.
        """

        def keep() -> None:
            self.stack.push(_Step(self, deed))
            then()
            self.happened.emit(deed.done)

        self._queue(deed.do, keep, lambda: None)

    def redo(self, deed: Deed) -> None:
        """Do it again."""
        self._queue(deed.do, lambda: self.happened.emit(deed.done), self.stack.clear)

    def undo(self, deed: Deed) -> None:
        """Take it back."""
        # Where that fails nobody knows how things stand: the others must not be tried.
        self._queue(
            deed.undo, lambda: self.happened.emit(deed.undone), self.stack.clear
        )

    def _queue(
        self, work: Work, then: Callable[[], None], otherwise: Callable[[], None]
    ) -> None:
        self._waiting.append((work, then, otherwise))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        work, then, otherwise = self._waiting.popleft()

        def done(_: object) -> None:
            self._busy = False
            then()
            self._next()

        def failed(sentence: str) -> None:
            self._busy = False
            otherwise()
            self.failed.emit(sentence)
            self._next()

        self._background.run(
            lambda _: work(), done, failed, owner=self, what="This change"
        )


class _Step(QUndoCommand):
    """A deed on the stack; it was done before it was pushed."""

    def __init__(self, deeds: Deeds, deed: Deed) -> None:
        super().__init__(deed.text)
        self._deeds, self._deed = deeds, deed
        self._first = True

    def redo(self) -> None:
        """Do it again; pushing it calls this once too often."""
        if self._first:
            self._first = False
        else:
            self._deeds.redo(self._deed)

    def undo(self) -> None:
        """Take it back."""
        self._deeds.undo(self._deed)
