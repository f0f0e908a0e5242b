"""Several models side by side: one place and zoom for all."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.gui.picture import PictureView, Pyramid
from ganstudio.gui.theme import size
from ganstudio.gui.translate.compare import Comparison, Contender
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.widgets import Elided, Sentence, button, set_kind, tool_button


class Pane(QFrame):
    """One model: its name, what can be done with it, and its picture.

    Args:
        title: of the model.
    """

    chosen = Signal()
    dropped = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        set_kind(self, "panel")
        self.setAccessibleName(title)
        self.view = PictureView(f"Photograph by {title}")
        self.view.set_labels("Original", "Preview")
        self.view.set_mode("after")
        self.name = Elided()
        self.name.say(title)
        self.use = button(
            "Use this",
            self.chosen.emit,
            icon="check",
            help=f"Choose {title} and end the comparison.",
        )
        self.use.setAccessibleName(f"Go on with {title}")
        self.drop = tool_button(
            "close",
            f"Take {title} out",
            self.dropped.emit,
            help=f"Take {title} out of the comparison.",
        )
        self.sentence = Sentence(f"Error of {title}")
        self._before: Pyramid | None = None
        head = QHBoxLayout()
        head.setContentsMargins(size(12), size(4), size(4), size(4))
        head.setSpacing(size(4))
        head.addWidget(self.name, 1)
        head.addWidget(self.use)
        head.addWidget(self.drop)
        below = QVBoxLayout()
        below.setContentsMargins(size(12), 0, size(12), 0)
        below.addWidget(self.sentence)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addLayout(below)
        box.addWidget(self.view, 1)

    def show_result(self, before: Pyramid | None, contender: Contender) -> None:
        """Show what the model made, or the photograph until it is there."""
        same, self._before = before is self._before, before
        self.view.show_pictures(before, contender.after, keep_view=same)
        waits = before is not None and contender.after is None and not contender.error
        self.view.set_labels("Making a preview" if waits else "Original", "Preview")
        if contender.error != self.sentence.text:
            self.sentence.say(contender.error)


class CompareView(QWidget):
    """Panes in as many columns as make the pictures largest.

    Args:
        comparison: what is shown.
        desk: its photograph.
        title_of: what a model is called.
    """

    chosen = Signal(object)
    """The `Recipe` to go on with."""
    view_changed = Signal()

    def __init__(
        self,
        comparison: Comparison,
        desk: Desk,
        title_of: Callable[[Recipe], str],
    ) -> None:
        super().__init__()
        self.setAccessibleName("Comparison of models")
        self._comparison, self._desk, self._title_of = comparison, desk, title_of
        self.panes: dict[Contender, Pane] = {}
        self._before: Pyramid | None = None
        self._columns = 0
        self._following = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(size(2))
        comparison.changed.connect(self._list)
        comparison.contender_changed.connect(self._show)

    @property
    def first(self) -> PictureView | None:
        """The view that the others follow; None without a comparison."""
        return next((pane.view for pane in self.panes.values()), None)

    def set_original(self, on: bool) -> None:
        """Show the photograph in every pane, or what the models made of it."""
        for pane in self.panes.values():
            pane.view.set_mode("before" if on else "after")

    @property
    def shows_original(self) -> bool:
        """Whether the photograph is shown in every pane."""
        return self.first is not None and self.first.mode == "before"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as make the pictures largest."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends it."""
        if event.key() == Qt.Key.Key_Escape:
            self._comparison.stop()
        else:
            super().keyPressEvent(event)

    def _list(self) -> None:
        wanted = self._comparison.contenders
        for gone in [one for one in self.panes if one not in wanted]:
            pane = self.panes.pop(gone)
            self._grid.removeWidget(pane)
            pane.hide()
            pane.deleteLater()
        for contender in wanted:
            if contender not in self.panes:
                self.panes[contender] = self._make(contender)
            self._show(contender)
        self._lay_out(force=True)
        if self.first is not None:
            self._follow(self.first)

    def _make(self, contender: Contender) -> Pane:
        pane = Pane(self._title_of(contender.recipe))
        pane.chosen.connect(partial(self.chosen.emit, contender.recipe))
        pane.dropped.connect(partial(self._comparison.toggle, contender.recipe))
        view = pane.view
        view.view_changed.connect(partial(self._follow, view))
        view.peeked.connect(self._peek)
        return pane

    def _show(self, contender: Contender) -> None:
        pane = self.panes.get(contender)
        if pane is not None:
            photo = self._desk.photo
            if photo is None and self._desk.reading:
                return  # the old picture stays until the next one is there
            self._before = None if photo is None else photo.pyramid
            pane.show_result(self._before, contender)

    def _follow(self, leader: PictureView) -> None:
        """Bring all panes to the same place."""
        if self._following:
            return
        self._following = True
        for pane in self.panes.values():
            if pane.view is not leader:
                pane.view.follow(leader)
        self._following = False
        self.view_changed.emit()

    def _peek(self, on: bool) -> None:
        for pane in self.panes.values():
            pane.view.peek(on)

    def _lay_out(self, *, force: bool = False) -> None:
        count = len(self.panes)
        if not count:
            return
        ratio = 1.5
        if self._before is not None:
            height, width = self._before.size
            ratio = width / height
        columns = best_columns(count, ratio, self.width(), self.height())
        if columns == self._columns and not force:
            return
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, pane in enumerate(self.panes.values()):
            self._grid.addWidget(pane, number // columns, number % columns)
            self._grid.setRowStretch(number // columns, 1)
            self._grid.setColumnStretch(number % columns, 1)


def best_columns(count: int, ratio: float, width: int, height: int) -> int:
    """Return in how many columns pictures are largest.

    Args:
        count: of pictures, at least 1.
        ratio: of a picture's width to its height.
        width: of all of them, px.
        height: likewise.
    """

    def side(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(width / columns, height / rows * ratio)

    return max(range(1, count + 1), key=lambda columns: (side(columns), -columns))
