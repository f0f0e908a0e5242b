"""Steps that can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand


class Step(QUndoCommand):
    """From one state to another.

    Args:
        text: what was done: "Move on the pad".
        show: makes a state the present one.
        before: state before.
        after: state after.
        gesture: steps of one gesture, a drag, become one; 0 for a step by itself.
    """

    def __init__(
        self,
        text: str,
        show: Callable[[Any], None],
        before: object,
        after: object,
        gesture: int = 0,
    ) -> None:
        super().__init__(text)
        self._show, self._before, self._after = show, before, after
        self._gesture = gesture

    def id(self) -> int:
        """Qt merges steps of one id, if `mergeWith` agrees."""
        return 1 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next step of the same gesture."""
        if not isinstance(other, Step) or other._gesture != self._gesture:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        """Go to the state after; called by `push`, too."""
        self._show(self._after)

    def undo(self) -> None:
        """Go back."""
        self._show(self._before)
