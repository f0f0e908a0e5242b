"""The rows of a page, as a list model that the views draw from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

THING = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Thing:
    """One card or row.

    Attributes:
        key: what it is known by: a path as text, or a plugin's name.
        title: its name.
        line: one line about it; of two, the second is about something else.
        chip: a word in its corner: "demo", "Running".
        tone: "muted", "good", "warning" or "bad": how the chip looks.
        wrong: its line is an error.
        sign: icon where there is no picture.
        picture: where its preview comes from; None without one.
        words: all that a search looks in.
        order: name of a sort -> what it sorts by.
        source: the entry behind it.
    """

    key: str
    title: str
    line: str
    chip: str = ""
    tone: str = "muted"
    wrong: bool = False
    sign: str = "cube_outline"
    picture: Hashable = None
    words: str = ""
    order: dict[str, Any] = field(default_factory=dict, compare=False)
    source: Any = field(default=None, compare=False)


def found(things: Iterable[Thing], search: str, sort: str) -> list[Thing]:
    """Those that hold every word of a search, in an order of `Thing.order`."""
    wanted = search.casefold().split()
    hits = []
    for thing in things:
        text = f"{thing.title} {thing.line} {thing.chip} {thing.words}".casefold()
        if all(word in text for word in wanted):
            hits.append(thing)
    return sorted(hits, key=lambda thing: thing.order.get(sort, thing.title))


class ThingList(QAbstractListModel):
    """What a view shows. Rows that change in place keep scroll and choice.

    Args:
        wants_picture: called when a row is drawn that has a picture; returns what is
            there of it.
    """

    def __init__(self, wants_picture: Callable[[Thing], Any]) -> None:
        super().__init__()
        self.things: list[Thing] = []
        self.wants_picture = wants_picture

    def show(self, things: Sequence[Thing]) -> bool:
        """Show these; True where rows came, went or moved, and the view was reset."""
        keys = [thing.key for thing in things]
        if keys == [thing.key for thing in self.things]:
            for row, (old, new) in enumerate(zip(self.things, things, strict=True)):
                self.things[row] = new
                if old != new:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return False
        self.beginResetModel()
        self.things = list(things)
        self.endResetModel()
        return True

    def row_of(self, key: str) -> QModelIndex:
        """Index of a key; an invalid one where it is not shown."""
        for row, thing in enumerate(self.things):
            if thing.key == key:
                return self.index(row)
        return QModelIndex()

    def redraw(self, picture: Hashable) -> None:
        """A picture has come: draw whoever waits for it."""
        for row, thing in enumerate(self.things):
            if thing.picture == picture:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(
        self, parent: QModelIndex | QPersistentModelIndex | None = None
    ) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.things)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Texts for the view, for screen readers and tooltips."""
        if not index.isValid() or index.row() >= len(self.things):
            return None
        thing = self.things[index.row()]
        if role == THING:
            return thing
        if role == Qt.ItemDataRole.DisplayRole:
            return thing.title
        line = thing.line.replace("\n", ", ")
        whole = ", ".join(t for t in (thing.title, line, thing.chip) if t)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return whole
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(t for t in (thing.title, thing.line) if t)
        return None
