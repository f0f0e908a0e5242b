"""One page of the library without its widgets: what it lists, finds and has chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.gui.library.things import Thing, found


class Page(QObject):
    """Things, a search over them, an order, and the chosen one.

    Args:
        sorts: name of an order -> what a person reads; the first is in force.
    """

    changed = Signal()
    """What is shown changed."""
    choice_changed = Signal()
    """Another one is chosen, or what is known of the chosen one changed."""

    def __init__(self, sorts: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sorts = sorts
        self.sort = next(iter(sorts))
        self.search = ""
        self.all: list[Thing] = []
        self.key = ""
        """Of the chosen thing; "" where none is. It may not be listed yet."""
        self._awaited = False

    @property
    def read(self) -> bool:
        """Whether the list is there."""
        return True

    @property
    def shown(self) -> list[Thing]:
        """What the search finds, in order."""
        return found(self.all, self.search, self.sort)

    @property
    def chosen(self) -> Thing | None:
        """The chosen thing, where it is listed."""
        return next((thing for thing in self.all if thing.key == self.key), None)

    def set_search(self, text: str) -> None:
        """Show only what holds these words."""
        if text != self.search:
            self.search = text
            self.changed.emit()

    def set_sort(self, sort: str) -> None:
        """Show them in another order; one that does not exist changes nothing."""
        if sort in self.sorts and sort != self.sort:
            self.sort = sort
            self.changed.emit()

    def choose(self, key: str) -> None:
        """Choose one, perhaps before it is listed."""
        self._awaited = self.read and all(thing.key != key for thing in self.all)
        if key != self.key:
            self.key = key
            self.choice_changed.emit()

    def _show(self, things: list[Thing]) -> None:
        before = self.shown
        self.all = things
        if self.chosen is not None:
            self._awaited = False
        elif self.read and not self._awaited:
            self.key = self._next_to(before)
        self.changed.emit()
        self.choice_changed.emit()

    def _next_to(self, before: list[Thing]) -> str:
        """Key of what took the place of the chosen one; "" where nothing is left."""
        shown = self.shown
        keys = {thing.key for thing in shown}
        old = [thing.key for thing in before]
        at = old.index(self.key) if self.key in old else 0
        near = [key for key in [*old[at:], *reversed(old[:at])] if key in keys]
        return near[0] if near else shown[0].key if shown else ""
