"""The canvas of a new run: what the model is, and the data it will see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.data import DataState
from ganstudio.gui.train.new_run.dropping import data_paths, has_paths
from ganstudio.gui.train.new_run.findings import Findings
from ganstudio.gui.train.new_run.model import NewRunModel
from ganstudio.gui.train.new_run.words import KINDS
from ganstudio.gui.widgets import (
    EmptyState,
    Sentence,
    button,
    caption,
    heading,
    label,
    set_flag,
    set_kind,
)


class NewRunCanvas(QWidget):
    """Model on top; below it a drop zone, progress, or what was found.

    Args:
        run: the run in the making.
        browse: opens the dialog for the data.
    """

    def __init__(self, run: NewRunModel, browse: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self.setAcceptDrops(True)
        self.setAccessibleName("Data of the new run")
        self.title = heading("")
        self.summary = label(wrap=True)
        self.reference = caption()
        self.browse = button(
            "Browse…", browse, icon="folder_open_outline", help="Choose the data."
        )
        self.empty = EmptyState("folder_image", "", "", self.browse)
        self.drop = QFrame()
        set_kind(self.drop, "drop")
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.empty)
        # Findings keep the scroll bar at the edge; the drop zone stays off it.
        self._drop_page = QWidget()
        around = QVBoxLayout(self._drop_page)
        around.setContentsMargins(0, 0, size(16), 0)
        around.addWidget(self.drop)
        self.what = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the look at the data")
        self.problem = Sentence("Error of the data", copyable=False)
        self._found: Findings | None = None
        self._holder = QWidget()
        self._found_box = QVBoxLayout(self._holder)
        self._found_box.setContentsMargins(0, 0, size(16), 0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._holder)
        self._holder.setAutoFillBackground(False)
        self.area.setAccessibleName("Findings and pictures")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._drop_page)
        self.pages.addWidget(self.area)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, size(16), 0)
        top.setSpacing(size(4))
        for part in (self.title, self.summary, self.reference):
            top.addWidget(part)
        top.addSpacing(size(8))
        top.addWidget(self.problem)
        top.addWidget(self.what)
        top.addWidget(self.bar)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), 0, size(16))
        box.setSpacing(size(8))
        box.addLayout(top)
        box.addWidget(self.pages, 1)
        run.model_chosen.connect(self._show_model)
        run.data.changed.connect(self._show_data)
        run.data.advanced.connect(self._show_progress)
        self._show_model()
        self._show_data()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders."""
        if has_paths(event.mimeData()) and self._takes_data():
            set_flag(self.drop, "hot", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is over it any more."""
        set_flag(self.drop, "hot", False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the data."""
        set_flag(self.drop, "hot", False)
        kind = self._run.data.kind
        files = kind is not None and KINDS[kind].files
        paths = data_paths(event.mimeData(), files=files)
        if paths:
            event.acceptProposedAction()
            self._run.data.take(paths)

    def _takes_data(self) -> bool:
        kind = self._run.data.kind
        return kind is not None and bool(KINDS[kind].fields)

    def _show_model(self) -> None:
        spec = self._run.spec
        self.title.setText(spec.title if spec is not None else "New run")
        self.summary.setText(spec.summary if spec is not None else "")
        about = ""
        if spec is not None:
            about = f"Learns from {KINDS[spec.data].short}"
            about += f" · {spec.reference}" if spec.reference else ""
        self.reference.setText(about)

    def _show_data(self) -> None:
        data = self._run.data
        words = KINDS[data.kind] if data.kind is not None else None
        self.empty.title.setText(words.title if words is not None else "")
        self.empty.sentence.setText(words.layout if words is not None else "")
        self.browse.setVisible(words is not None and bool(words.fields))
        self.problem.say(next((text for text in data.problems if text), ""))
        found = data.found
        if found is None:
            self._drop_findings()
        elif self._found is not None and self._found.found.data is found.data:
            self._found.show_report(found.report, compared=found.compared)
        else:
            self._drop_findings()
            self._found = Findings(found)
            self._found_box.addWidget(self._found)
            self.area.verticalScrollBar().setValue(0)
        shows = found is not None and bool(found.blocks)
        self.pages.setCurrentWidget(self.area if shows else self._drop_page)
        self.empty.setVisible(data.state is not DataState.LOOKING)
        self._show_progress()

    def _drop_findings(self) -> None:
        if self._found is not None:
            self._found_box.removeWidget(self._found)
            self._found.deleteLater()
            self._found = None

    def _show_progress(self) -> None:
        data, progress = self._run.data, self._run.data.progress
        reading = data.state is DataState.LOOKING
        self.what.setVisible(reading or progress is not None)
        self.bar.setVisible(reading or progress is not None)
        if progress is None:
            self.what.setText("Reading the data…")
            self.bar.setRange(0, 0)
        else:
            self.what.setText(
                f"{progress.what}: {progress.done:,} of {progress.total:,}"
            )
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
