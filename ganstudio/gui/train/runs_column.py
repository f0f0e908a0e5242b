"""The column of runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelection, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import icon, size
from ganstudio.gui.train.known_runs import KnownRuns
from ganstudio.gui.train.row_delegate import RunDelegate
from ganstudio.gui.train.rows import RunRows
from ganstudio.gui.widgets import button, caption, set_kind, tool_button


class RunsColumn(QFrame):
    """New run, a filter, and the runs: those that run on top.

    Args:
        services: of the window.
        commands: the table of commands.
        runs: what the runs are doing.
    """

    chosen = Signal(Path)
    """The run that was chosen, by mouse or keys."""

    def __init__(self, services: Services, commands: Commands, runs: KnownRuns) -> None:
        super().__init__()
        set_kind(self, "panel")
        self._runs = runs
        self.rows = RunRows(services, runs)
        new = commands.action("train.new")
        self.new = button("New run", new.trigger, icon="plus", help=new.toolTip())
        self.new.setCheckable(True)
        self.fold = tool_button(commands.action("train.runs"), "Hide the runs")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by model, name or state")
        self.filter.setAccessibleName("Filter the runs")
        self.filter.setToolTip("Words of the model, the name or the state: failed.")
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(
            icon("magnify", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.filter.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(RunDelegate(services))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Runs")
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.count = caption()
        top = QHBoxLayout()
        top.setSpacing(size(4))
        top.addWidget(self.new, 1)
        top.addWidget(self.fold)
        head = QVBoxLayout()
        head.setContentsMargins(size(12), size(12), size(8), size(8))
        head.setSpacing(size(8))
        head.addLayout(top)
        head.addWidget(self.filter)
        foot = QVBoxLayout()
        foot.setContentsMargins(size(12), size(4), size(12), size(8))
        foot.addWidget(self.count)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self.filter.textChanged.connect(self.rows.set_filter)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.rows.arranged.connect(self._mark)
        self.rows.arranged.connect(self._count)
        self._path: Path | None = None
        self._marking = False
        self._count()

    def minimumSizeHint(self) -> QSize:
        """Room for a title and a time."""
        return QSize(size(176), size(120))

    def show_chosen(self, path: Path | None) -> None:
        """Mark a run; None marks "New run"."""
        self._path = path
        self.new.setChecked(path is None)
        self._mark()

    def _mark(self) -> None:
        row = self.rows.row_of(self._path)
        self._marking = True
        if row < 0:
            self.list.clearSelection()
        elif self.list.currentIndex().row() != row or not self._marked:
            index = self.rows.index(row)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self._marking = False

    @property
    def _marked(self) -> bool:
        return self.list.selectionModel().hasSelection()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter, Down and Enter go to the list; Escape clears."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.rows.rowCount():
                    if not self._marked:
                        self.list.setCurrentIndex(self.rows.index(0))
                    self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if key == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    def _selected(self, now: QItemSelection, _: QItemSelection) -> None:
        indexes = now.indexes()
        if indexes and not self._marking and not self.rows.arranging:
            self.chosen.emit(self.rows.paths[indexes[0].row()])

    def _count(self) -> None:
        total, shown = len(self._runs.all), self.rows.rowCount()
        if shown != total:
            text = f"{shown:,} of {total:,} runs" if shown else "No run matches."
        else:
            text = (
                f"{total:,} run{'' if total == 1 else 's'}" if total else "No runs yet"
            )
        self.count.setText(text)
