"""Where the data lies: fields, Browse…, recent data, errors beside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.data import DataChoice
from ganstudio.gui.train.new_run.dropping import data_paths, has_paths
from ganstudio.gui.train.new_run.recent import RecentData
from ganstudio.gui.train.new_run.words import KINDS
from ganstudio.gui.widgets import (
    Sentence,
    button,
    label,
    section,
    set_flag,
    tool_button,
)


class PathField(QLineEdit):
    """A path; folders and files may be dropped on it."""

    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setClearButtonEnabled(True)
        self.files = False
        """Whether a dropped picture stands for itself, not for its folder."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what is a path."""
        if has_paths(event.mimeData()):
            set_flag(self, "hot", True)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """A path may be dropped anywhere on the field."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is over it any more."""
        set_flag(self, "hot", False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the paths."""
        set_flag(self, "hot", False)
        event.acceptProposedAction()
        self.dropped.emit(data_paths(event.mimeData(), files=self.files))


class DataFields(QWidget):
    """One or two path fields.

    Args:
        data: the choice that they make.
        services: recent data.
    """

    def __init__(self, data: DataChoice, services: Services) -> None:
        super().__init__()
        self._data = data
        self._services = services
        self._recent = RecentData(services, self)
        self.fields = (PathField(), PathField())
        self.problems = (Sentence("Error of the data"), Sentence("Error of the data"))
        self.names = (label(), label())
        self.browse = tuple(
            tool_button("folder_open_outline", "Browse", partial(self._browse, n))
            for n in (0, 1)
        )
        self.recent = button("Recent", kind="link", help="Data that was used before.")
        self.menu = QMenu(self.recent)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.recent.setMenu(self.menu)
        self.title = section("Data")
        top = QGridLayout()
        top.setColumnStretch(0, 1)
        top.addWidget(self.title, 0, 0)
        top.addWidget(self.recent, 0, 1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(size(4))
        grid.setVerticalSpacing(size(4))
        grid.setColumnStretch(1, 1)
        for n, field in enumerate(self.fields):
            self.names[n].setBuddy(field)
            grid.addWidget(self.names[n], 2 * n, 0)
            grid.addWidget(field, 2 * n, 1)
            grid.addWidget(self.browse[n], 2 * n, 2)
            grid.addWidget(self.problems[n], 2 * n + 1, 0, 1, 3)
            field.dropped.connect(partial(self._dropped, n))
        for field in self.fields:
            field.editingFinished.connect(self.commit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(4))
        box.addLayout(top)
        box.addLayout(grid)
        data.changed.connect(self.refresh)
        self._recent.changed.connect(self._show_recent)
        self._shown: tuple[str, str] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Show the choice."""
        words = KINDS[self._data.kind] if self._data.kind is not None else None
        names = words.fields if words is not None else ()
        self.title.setVisible(bool(names))
        self._recent.look(self._data.kind)
        fresh = self._data.texts != self._shown
        self._shown = self._data.texts
        for n, field in enumerate(self.fields):
            shown = n < len(names)
            name = names[n] if shown else ""
            what = "file" if words is not None and words.files else "folder"
            field.files = words is not None and (
                words.files or (n == 1 and words.second_file)
            )
            for part in (field, self.browse[n], self.names[n]):
                part.setVisible(shown)
            self.names[n].setText(name)
            self.browse[n].setToolTip(f"Browse for the {what} of {name}…")
            self.browse[n].setAccessibleName(f"Browse for {name}")
            field.setAccessibleName(name)
            tip = f"The {what} to learn from; it may be dropped here."
            field.setToolTip("\n".join(filter(None, (tip, field.text()))))
            optional = n == 1 and words is not None and words.second_optional
            field.setPlaceholderText(
                "not needed where A holds both" if optional else f"Choose a {what}"
            )
            # What somebody types just now is not taken away by a late answer.
            if fresh and field.text() != self._data.texts[n]:
                field.setText(self._data.texts[n])
            problem = self._data.problems[n] if shown else ""
            set_flag(field, "wrong", bool(problem))
            field.setAccessibleDescription(problem)
            self.problems[n].say(problem)
        self._show_recent()

    def commit(self) -> None:
        """Take what stands in the fields."""
        one, two = (field.text().strip() for field in self.fields)
        if (one, two) != self._data.texts:
            self._data.set_texts(one, two)

    def choose(self) -> None:
        """Open the dialog of the first field that is empty."""
        second = len(self._names()) == 2 and bool(self._data.texts[0])
        self._browse(1 if second else 0)

    def _names(self) -> tuple[str, ...]:
        return KINDS[self._data.kind].fields if self._data.kind is not None else ()

    def _browse(self, n: int) -> None:
        start = self._data.texts[n] or self._data.texts[0]
        title = f"Choose {self._names()[n].lower()}"
        if self._data.kind is not None and KINDS[self._data.kind].files:
            name, _ = QFileDialog.getOpenFileName(self, title, start)
        else:
            name = QFileDialog.getExistingDirectory(self, title, start)
        if name:
            self._data.set_text(n, name)

    def _dropped(self, n: int, paths: list[Path]) -> None:
        if len(paths) > 1:
            self._data.take(paths)
        elif paths:
            self._data.set_text(n, str(paths[0]))

    def _show_recent(self) -> None:
        self.recent.setVisible(bool(self._recent.all) and bool(self._names()))

    def _fill_menu(self) -> None:
        self.menu.clear()
        for one, two in self._recent.all:
            text = one if not two else f"{one}  +  {two}"
            action = self.menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(
                lambda _=False, one=one, two=two: self._data.set_texts(one, two)
            )
