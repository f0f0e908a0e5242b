"""The main window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import set_kind
from ganstudio.gui.window import pasted
from ganstudio.gui.window.opener import Opener
from ganstudio.gui.window.places import PLACES, make_workspace
from ganstudio.gui.window.popups import bind_popups
from ganstudio.gui.window.rail import Rail
from ganstudio.gui.window.status_line import StatusLine
from ganstudio.gui.workspace import Workspace


class Window(QMainWindow):
    """Rail, canvas over strip, inspector, status line.

    Args:
        services: made for this window; it closes them.
    """

    painted = Signal()
    """Once, after the first paint."""
    closed = Signal()
    _failure = Signal(str, str, str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.commands = Commands(self)
        self.opener = Opener(self)
        self.workspaces: dict[str, Workspace] = {}
        self.current = ""
        self._saved: dict[str, Any] = {}
        self._strip_heights: dict[str, int] = {}
        self._painted = False
        self.setWindowTitle("GAN Studio")
        self.setAcceptDrops(True)
        self.setMinimumSize(size(720), size(480))
        screen = self.screen().availableSize()
        self.resize(screen.boundedTo(QSize(size(1280), size(800))))
        self._build()
        self._bind()
        self.commands.fill(self.menuBar(), self)
        recent = QMenu("Open recent", self)
        recent.aboutToShow.connect(lambda: self.opener.fill_recent(recent))
        self.commands.insert_menu(recent, after="app.open_folder")
        navigator = services.navigator
        navigator.workspace_wanted.connect(self.show_workspace)
        navigator.opened.connect(self.open_paths)
        navigator.model_wanted.connect(self.opener.open_model)
        navigator.run_wanted.connect(lambda path: self.opener.send("train", [path]))
        services.runs.changed.connect(self._follow_runs)
        services.preferences.failed.connect(
            lambda text: services.notices.say(text, "bad")
        )
        navigator.panels_changed.connect(self._fold)
        self._failure.connect(services.notices.say)

    # The parts.

    def _build(self) -> None:
        self.rail = Rail(list(PLACES), self.commands, self.services.jobs)
        self.canvases = QStackedWidget()
        self.strips = QStackedWidget()
        self.inspectors = QStackedWidget()
        set_kind(self.strips, "panel")
        set_kind(self.inspectors, "panel")
        for panel in (self.strips, self.inspectors):
            panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvases.setMinimumSize(size(320), size(200))
        self.inspectors.setMinimumWidth(size(280))
        self.inspectors.setMaximumWidth(size(420))
        self.strips.setMinimumHeight(size(44))
        self.strips.setMaximumHeight(size(220))
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.rows.addWidget(self.canvases)
        self.rows.addWidget(self.strips)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.addWidget(self.rows)
        self.columns.addWidget(self.inspectors)
        for splitter, sizes in (
            (self.rows, [size(640), size(112)]),
            (self.columns, [size(900), size(320)]),
        ):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, 1)
            splitter.setStretchFactor(1, 0)
            splitter.setSizes(sizes)
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self.columns, 1)
        self.banners = QVBoxLayout()
        """Banners of the frame: a crash of last time, a missing part."""
        whole = QFrame()
        down = QVBoxLayout(whole)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addLayout(self.banners)
        down.addWidget(middle, 1)
        self.status = StatusLine(self.services)
        down.addWidget(self.status)
        self.setCentralWidget(whole)
        self._inspector_wanted = self._strip_wanted = True

    def _bind(self) -> None:
        bind, undo = self.commands.bind, self.services.undo
        for name in PLACES:
            bind(f"app.{name}", lambda name=name: self.show_workspace(name))
        bind("app.open", self.opener.choose_files)
        bind("app.open_folder", self.opener.choose_folder)
        bind("app.import", self.opener.choose_model)
        bind("app.quit", self.close)
        bind("app.undo", undo.undo, enabled=undo.canUndo)
        bind("app.redo", undo.redo, enabled=undo.canRedo)
        bind("app.paste", self.opener.paste)
        bind("app.copy", lambda: self.workspace.copy())
        bind(
            "app.inspector",
            self._want_inspector,
            enabled=lambda: self.workspace.inspector is not None,
            checked=lambda: self._inspector_wanted,
        )
        bind(
            "app.strip",
            self._want_strip,
            enabled=lambda: self.workspace.strip is not None,
            checked=lambda: self._strip_wanted,
        )
        bind_popups(self)
        # Bound methods: they are let go when the commands are deleted.
        undo.canUndoChanged.connect(self.commands.refresh)
        undo.canRedoChanged.connect(self.commands.refresh)

    # Workspaces.

    @property
    def workspace(self) -> Workspace:
        """The one that is shown."""
        return self.workspaces[self.current]

    def place(self, name: str) -> Workspace:
        """Return a workspace, made if this is the first time."""
        if name not in self.workspaces:
            made = make_workspace(name, self.services, self.commands)
            self.workspaces[name] = made
            self.canvases.addWidget(made.canvas)
            if made.strip is not None:
                self.strips.addWidget(made.strip)
            if made.inspector is not None:
                self.inspectors.addWidget(made.inspector)
            saved = self._saved.get(name)
            made.restore(saved if isinstance(saved, dict) else {})
        return self.workspaces[name]

    def _follow_runs(self) -> None:
        """Let Train list what runs among the jobs, also where nobody was there yet."""
        if self.services.runs.live and self.current:
            self.place("train")

    def show_workspace(self, name: str) -> None:
        """Switch to a workspace."""
        made = self.place(name)
        if name == self.current:
            return
        if self.current:
            self._keep_strip_height()
            self.workspace.left()
        self.current = name
        self.canvases.setCurrentWidget(made.canvas)
        if made.strip is not None:
            self.strips.setCurrentWidget(made.strip)
        if made.inspector is not None:
            self.inspectors.setCurrentWidget(made.inspector)
        self._fold()
        self._size_strip()
        self.rail.show_current(name)
        self.commands.enter(name)
        made.entered()

    def _want_inspector(self, on: bool) -> None:
        self._inspector_wanted = on
        self._fold()

    def _want_strip(self, on: bool) -> None:
        self._strip_wanted = on
        self._fold()

    def _fold(self) -> None:
        here = self.workspace
        self.inspectors.setVisible(
            self._inspector_wanted and here.inspector is not None
        )
        self.strips.setVisible(
            self._strip_wanted and here.strip is not None and here.wants_strip
        )

    def _keep_strip_height(self) -> None:
        if not self.strips.isHidden():
            self._strip_heights[self.current] = self.rows.sizes()[1]

    def _size_strip(self) -> None:
        """Give the strip the height it was left with, or asks for within reason."""
        strip = self.workspace.strip
        if strip is None:
            return
        # A stack is as high as its highest page; those behind must not count.
        preferred, ignored = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        for place in self.workspaces.values():
            if place.strip is not None:
                vertical = preferred if place.strip is strip else ignored
                place.strip.setSizePolicy(preferred, vertical)
        asked = min(strip.sizeHint().height(), size(112))
        height = self._strip_heights.get(self.current, asked)
        whole = sum(self.rows.sizes()) or self.rows.height()
        self.rows.setSizes([max(whole - height, 0), height])

    # Opening things.

    def open_paths(self, paths: list[Path]) -> None:
        """Open files and folders, each where it belongs."""
        self.opener.open_paths(paths)

    def take(self, data: QMimeData) -> bool:
        """Open what was dropped or pasted; False where it is nothing of use."""
        return self.opener.take(data)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, folders and pictures from anywhere."""
        if pasted.usable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        if not self.take(event.mimeData()):
            self.services.notices.say("That is no picture, no model and no folder.")

    def come_forward(self, paths: list[Path]) -> None:
        """Show the window above others, and open what a second start was given."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        if paths:
            self.open_paths(paths)

    def tell_failure(self, sentence: str, trace: str) -> None:
        """Say that something failed which nobody foresaw; from any thread."""
        self._failure.emit(sentence, "bad", trace)

    # Beginning and end.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the first paint is done."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def state(self) -> dict[str, Any]:
        """All that should come back at the next start, as JSON."""
        self._keep_strip_height()
        made = {name: place.state() for name, place in self.workspaces.items()}
        return {
            "geometry": _text(self.saveGeometry()),
            "columns": _text(self.columns.saveState()),
            "strip_heights": dict(self._strip_heights),
            "inspector": self._inspector_wanted,
            "strip": self._strip_wanted,
            "current": self.current,
            "workspaces": self._saved | made,
        }

    def restore(self, state: dict[str, Any], first: str = "translate") -> None:
        """Take up what `state` returned, and show a workspace."""
        places = state.get("workspaces")
        self._saved = places if isinstance(places, dict) else {}
        if state.get("geometry"):
            # Qt itself brings a window back that lies on a screen which is gone.
            self.restoreGeometry(_bytes(state["geometry"]))
        if state.get("columns"):
            self.columns.restoreState(_bytes(state["columns"]))
        heights = state.get("strip_heights")
        if isinstance(heights, dict):
            self._strip_heights = {
                name: height
                for name, height in heights.items()
                if isinstance(height, int) and height > 0
            }
        self._inspector_wanted = state.get("inspector") is not False
        self._strip_wanted = state.get("strip") is not False
        current = str(state.get("current"))
        self.show_workspace(current if current in PLACES else first)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask where a job would be lost; then end everything but training."""
        if not self._may_close():
            event.ignore()
            return
        event.accept()
        self.closed.emit()
        self.status.close_timers()
        for place in self.workspaces.values():
            place.close()
        self.services.close()

    def _may_close(self) -> bool:
        lost = [
            job
            for job in self.services.jobs.live
            if job.loses_work and not job.outlives_window
        ]
        if not lost or not self.services.preferences.value.ask_before_close:
            return True
        from ganstudio.gui.window.closing import ask_to_close

        return ask_to_close(self, lost, self.services)


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode()


def _bytes(text: object) -> QByteArray:
    return QByteArray.fromBase64(str(text).encode())
