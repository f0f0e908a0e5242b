"""The workspace "Train"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.app.runs import RunFolder
from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.actions import TrainActions
from ganstudio.gui.train.exports import Exports
from ganstudio.gui.train.known_runs import KnownRuns
from ganstudio.gui.train.measurements import Measurements
from ganstudio.gui.train.new_run import NewRun
from ganstudio.gui.train.run_bin import RunBin
from ganstudio.gui.train.run_jobs import RunJobs
from ganstudio.gui.train.run_view import RunView
from ganstudio.gui.train.runs_column import RunsColumn
from ganstudio.gui.train.selected_run import SelectedRun
from ganstudio.gui.train.steering import Steering
from ganstudio.gui.widgets import (
    EmptyState,
    caption,
    main_button,
    set_kind,
    tool_button,
)

_WHAT_FOR = (
    "Choose a model and a folder of pictures, and watch it learn: losses, samples and"
    " time left, live. A run goes on when the window is closed. Drop a folder here to"
    " learn from it."
)


class TrainWorkspace(QObject):
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        super().__init__()
        self._services, self._commands = services, commands
        self.runs = KnownRuns(services, self)
        self.steering = Steering(services, self.runs, self)
        self.exports = Exports(services, self)
        self.measurements = Measurements(services, self)
        self.selected = SelectedRun(services, self.runs, self)
        self.bin = RunBin(services, self.runs, self)
        self.jobs = RunJobs(services, self.runs, self.steering, self)
        self.new: NewRun | None = None
        """The page of a new run; made when it is first shown."""
        self.view: RunView | None = None
        """What shows a run; made when one is first shown."""
        self._chose = self._closed = self._entered = False
        self._left: dict[str, Any] = {}
        self._build()
        self._actions = TrainActions(services, commands, self)
        self.runs.changed.connect(self._follow)
        self.selected.changed.connect(self._actions.refresh)
        for work in (self.exports, self.measurements):
            work.changed.connect(self._worked)
        services.runs.changed.connect(self._settle)
        services.navigator.training_wanted.connect(self._prepare)

    def _build(self) -> None:
        self.column = RunsColumn(self._services, self._commands, self.runs)
        self.column.chosen.connect(self.show_run)
        first = main_button(
            "New run",
            self._commands.action("train.new").trigger,
            icon="plus",
            help=self._commands.action("train.new").toolTip(),
        )
        self.empty = EmptyState("chart_line", "Train a model", _WHAT_FOR, first)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.column)
        self.splitter.addWidget(self.pages)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([size(224), size(700)])
        self.edge = QFrame()
        set_kind(self.edge, "panel")
        edge = QVBoxLayout(self.edge)
        edge.setContentsMargins(size(2), size(8), size(2), size(8))
        for id in ("train.runs", "train.new"):
            edge.addWidget(tool_button(self._commands.action(id)))
        edge.addStretch()
        self.edge.hide()
        self.canvas: QWidget = QWidget()
        row = QHBoxLayout(self.canvas)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.edge)
        row.addWidget(self.splitter, 1)
        panels, strips = QStackedWidget(), QStackedWidget()
        self._no_panel = _hint("What a run is doing, and its settings, stand here.")
        panels.addWidget(self._no_panel)
        self.inspector: QWidget | None = panels
        self.strip: QWidget | None = strips
        self.wants_strip = False
        self.takes_pictures = False
        self._panels, self._strips = panels, strips

    # What is shown.

    @property
    def shows_new(self) -> bool:
        """Whether the page of a new run is shown."""
        return self.new is not None and self.pages.currentWidget() is self.new.canvas

    def show_new(self) -> None:
        """Show the page of a new run."""
        self._chose = True
        page = self._new_page()
        self.selected.show(None)
        self.column.show_chosen(None)
        self._turn(page.canvas, page.inspector)

    def show_run(self, path: Path) -> None:
        """Show a run that is listed."""
        self._chose = True
        self.selected.show(path)
        view = self._run_view()
        self.column.show_chosen(path)
        self._turn(view.monitor, view.inspector, strip=True)

    def _show_nothing(self) -> None:
        self.selected.show(None)
        self.column.show_chosen(None)
        self.column.new.setChecked(False)
        self._turn(self.empty, self._no_panel)

    def _turn(self, page: QWidget, panel: QWidget, *, strip: bool = False) -> None:
        self.pages.setCurrentWidget(page)
        self._panels.setCurrentWidget(panel)
        if strip != self.wants_strip:
            self.wants_strip = strip
            self._services.navigator.panels_changed.emit()
        self._actions.refresh(force=True)

    def _new_page(self) -> NewRun:
        if self.new is None:
            self.new = NewRun(self._services, self._commands)
            self.new.setParent(self)
            self.pages.addWidget(self.new.canvas)
            self._panels.addWidget(self.new.inspector)
            self.new.restore(self._kept("form"))
            self.new.created.connect(self._created)
        return self.new

    def _run_view(self) -> RunView:
        if self.view is None:
            self.view = RunView(
                self._services,
                self._commands,
                self.selected,
                self.steering,
                (self.exports, self.measurements),
            )
            self.view.setParent(self)
            self.pages.addWidget(self.view.monitor)
            self._panels.addWidget(self.view.inspector)
            self._strips.addWidget(self.view.slider)
            self.view.monitor.restore(self._kept("monitor"))
        return self.view

    def _settle(self) -> None:
        """Until somebody chose: show what runs, or the newest."""
        if self._chose or not self._entered or not self._services.runs.read:
            return
        if self.column.rows.paths:
            self.show_run(self.column.rows.paths[0])
        else:
            self._show_nothing()

    def _follow(self, _: object) -> None:
        path = self.selected.path
        if path is not None and self.runs.at(path) is None:
            self.show_after(path, None)
        self._actions.refresh()

    def _worked(self, _: Path) -> None:
        self.selected.refresh()
        self._actions.refresh()

    def _created(self, folder: RunFolder) -> None:
        spec = self.new.model.spec if self.new is not None else None
        self.runs.add(folder, spec.id if spec is not None else "")
        self.show_run(folder.path)
        run = self.runs.at(folder.path)
        if run is not None:
            self.steering.start(run)

    def _prepare(self, model: str, data: list[Path]) -> None:
        self.show_new()
        self._new_page().prepare(model, data)

    # What the commands ask for.

    def after(self, path: Path) -> Path | None:
        """The run below this one, or above it; None where there is no other."""
        paths = self.column.rows.paths
        row = self.column.rows.row_of(path)
        below = paths[row + 1 : row + 2] or (paths[row - 1 : row] if row > 0 else [])
        return below[0] if below else None

    def show_after(self, gone: Path, following: Path | None) -> None:
        """A run is gone: show another one, where it was the one that is looked at."""
        if self.selected.path not in (gone, None) or self.shows_new:
            return
        if following is not None and self.runs.at(following) is not None:
            self.show_run(following)
        elif self.column.rows.paths:
            self.show_run(self.column.rows.paths[0])
        else:
            self._show_nothing()

    def go_to_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.fold(True)
        self.column.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.column.filter.selectAll()

    @property
    def folded(self) -> bool:
        """Whether the column of runs is folded away."""
        return self.column.isHidden()

    def fold(self, shown: bool) -> None:
        """Show or hide the column of runs."""
        self.column.setVisible(shown)
        self.edge.setVisible(not shown)
        self._actions.refresh()

    @property
    def log_open(self) -> bool:
        """Whether the log is folded out."""
        return self.view is not None and self.view.monitor.log_open

    def open_log(self, on: bool) -> None:
        """Fold the log out or in."""
        if self.view is not None:
            self.view.monitor.open_log(on)
            self._actions.refresh()

    # What the window asks for.

    def open(self, paths: list[Path]) -> None:
        """Show a run, wherever it lies."""
        for path in paths[:1]:
            self.runs.add(RunFolder(path))
            self.show_run(RunFolder(path).path)

    def copy(self) -> None:
        """Copy the sample sheet under the cursor."""
        history = self.view.history if self.view and self.selected.run else None
        sheet = history.sheet_at(history.at) if history is not None else None
        if sheet is None:
            self._services.notices.say("There is no sample sheet to copy yet.")
            return
        self._services.background.run(
            lambda _: QImage(str(sheet.path)),
            lambda image: self._copied(image, sheet.step),
            owner=self,
            what=str(sheet.path),
        )

    def _copied(self, image: QImage, step: int) -> None:
        if image.isNull():
            self._services.notices.say("The sample sheet cannot be read.", "bad")
            return
        QGuiApplication.clipboard().setImage(image)
        self._services.notices.say(f"The sample sheet of step {step:,} is copied.")

    def entered(self) -> None:
        """It is shown now."""
        self.bin.activate()
        self._services.runs.refresh()
        if not self._entered:
            self._entered = True
            self._come_back()
        if self.view is not None:
            self.view.monitor.log.look(self.log_open)

    def left(self) -> None:
        """Another one is shown now."""
        if self.view is not None:
            self.view.monitor.log.look(False)

    def state(self) -> dict[str, Any]:
        """What should come back at the next start."""
        if not self._entered:
            return self._left
        shown = self.selected.path
        return {
            "run": None if shown is None else str(shown),
            "new": self.shows_new,
            "folded": self.folded,
            "splitter": bytes(self.splitter.saveState().toBase64().data()).decode(),
            "monitor": self.view.monitor.state()
            if self.view
            else self._kept("monitor"),
            "form": self.new.state() if self.new is not None else self._kept("form"),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned, once it is shown."""
        self._left = state
        if self._entered:
            self._come_back()

    def _kept(self, name: str) -> dict[str, Any]:
        kept = self._left.get(name)
        return kept if isinstance(kept, dict) else {}

    def _come_back(self) -> None:
        # Before that, curves and the like are not made: they take their time.
        state = self._left
        if isinstance(state.get("splitter"), str):
            data = QByteArray.fromBase64(state["splitter"].encode())
            self.splitter.restoreState(data)
        if state.get("folded") is True:
            self.fold(False)
        if state.get("new") is True:
            self.show_new()
        elif isinstance(state.get("run"), str) and Path(state["run"]).is_dir():
            self.open([Path(state["run"])])
        else:
            self._settle()

    def close(self) -> None:
        """Ask nobody any more; runs go on."""
        if self._closed:
            return
        self._closed = True
        self.runs.close()
        self.steering.close()
        for part in (self.new, self.view):
            if part is not None:
                part.close()


def _hint(text: str) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(size(16), size(16), size(16), size(16))
    box.addWidget(caption(text))
    box.addStretch()
    return made
