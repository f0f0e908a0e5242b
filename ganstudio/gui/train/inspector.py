"""The inspector of one run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ganstudio.api import ModelSpec, Role
from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import icon, size
from ganstudio.gui.train.conditions import Condition
from ganstudio.gui.train.facts import (
    FactList,
    data_facts,
    record_facts,
    setting_fact,
)
from ganstudio.gui.train.head import RunHead
from ganstudio.gui.train.keeping import save_picture
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.live_setting import LiveSetting
from ganstudio.gui.train.run_work import RunWork
from ganstudio.gui.train.selected_run import Details, Exported, SelectedRun
from ganstudio.gui.train.steering import Steering
from ganstudio.gui.widgets import (
    Elided,
    Sentence,
    button,
    caption,
    main_button,
    rule,
    section,
    set_flag,
    set_kind,
    tool_button,
)

_PLACES = {Role.GENERATOR: "Explore", Role.TRANSLATOR: "Translate"}
_SHOWN_EXPORTS = 6
_NOW = (
    "train.sample",
    "train.checkpoint",
    "train.measure",
    "train.export",
    "train.open_model",
)
_MORE = ("train.copy_command", "train.show_folder", "train.delete")
FlatT = TypeVar("FlatT", bound=QAbstractButton)
_TAKING = frozenset({Condition.RUNNING, Condition.PAUSED, Condition.PAUSING})


class RunInspector(QWidget):
    """What a run is and does, and what can be done with it.

    Args:
        services: of the window.
        commands: the table of commands.
        selected: the run that is looked at.
        steering: steers it.
        works: export and measure it.
    """

    def __init__(
        self,
        services: Services,
        commands: Commands,
        selected: SelectedRun,
        steering: Steering,
        works: Sequence[RunWork],
    ) -> None:
        super().__init__()
        self._services, self._commands = services, commands
        self._selected, self._steering = selected, steering
        self.head = RunHead(services, steering, works)
        self.note = Sentence("Newest note")
        self.files = QWidget()
        self._files_box = QVBoxLayout(self.files)
        self._files_box.setContentsMargins(0, 0, 0, 0)
        self._files_box.setSpacing(size(4))
        self._files: tuple[Exported, ...] = ()
        self.live = QWidget()
        self._live_box = QVBoxLayout(self.live)
        self._live_box.setContentsMargins(0, 0, 0, 0)
        self._live_box.setSpacing(size(6))
        self.knobs: dict[str, LiveSetting] = {}
        self._live_of: Path | None = None
        self.changed_settings, self.default_settings = FactList(), FactList()
        self.data, self.more = FactList(), FactList()
        self._build()
        selected.changed.connect(self.refresh)
        steering.changed.connect(self._maybe)
        for work in works:
            work.changed.connect(self._maybe)
        self.refresh()

    def _build(self) -> None:
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QFrame()
        set_kind(inside, "panel")
        box = QVBoxLayout(inside)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addWidget(self.head)
        box.addWidget(self.note)
        box.addWidget(rule())
        box.addLayout(self._now())
        self.files_title = section("Exported")
        self.files_title.hide()
        self.files.hide()
        box.addLayout(_group(self.files_title, self.files))
        self.live_title = section("While it runs")
        box.addLayout(_group(self.live_title, self.live))
        self.settings_title = section("Settings")
        self.none = caption("All at their defaults.")
        self.defaults = button("", self._fold_defaults, kind="link")
        self.defaults.setCheckable(True)
        self.default_settings.hide()
        box.addLayout(
            _group(
                self.settings_title,
                self.changed_settings,
                self.none,
                _flush(self.defaults),
                self.default_settings,
            )
        )
        box.addLayout(_group(section("Data"), self.data))
        self.details = button("Details", self._fold_more, kind="link")
        self.details.setToolTip("Seed, device, threads, versions.")
        self.details.setCheckable(True)
        self.more_box = QWidget()
        self.more_box.hide()
        more = QVBoxLayout(self.more_box)
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self.more)
        box.addLayout(_group(_flush(self.details), self.more_box))
        box.addWidget(rule())
        last = QVBoxLayout()
        last.setSpacing(size(2))
        for id in _MORE:
            last.addWidget(_flush(tool_button(self._commands.action(id), text=True)))
        box.addLayout(last)
        box.addStretch()
        self.area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(rule())
        whole.addWidget(self._foot())

    def _now(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(size(4))
        self.now = {
            id: _flush(tool_button(self._commands.action(id), text=True)) for id in _NOW
        }
        for place, one in enumerate(self.now.values()):
            left = Qt.AlignmentFlag.AlignLeft
            grid.addWidget(one, place // 2, place % 2, left)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    def _foot(self) -> QFrame:
        foot = QFrame()
        self.main = main_button("Start", self._main)
        self.main.setIconSize(QSize(size(16), size(16)))
        self.stop = button(
            "Stop",
            self._commands.action("train.stop").trigger,
            icon="stop",
            help=self._commands.action("train.stop").toolTip(),
        )
        row = QHBoxLayout(foot)
        row.setContentsMargins(size(16), size(12), size(16), size(12))
        row.setSpacing(size(8))
        row.addWidget(self.main, 1)
        row.addWidget(self.stop)
        return foot

    # What is shown.

    def refresh(self) -> None:
        """Show what is known now."""
        run = self._selected.run
        if run is None:
            return
        self.head.show_run(run)
        self._show_main(run)
        details = self._selected.details
        self._show_note(run, details)
        self._show_files(details.exports)
        self._show_settings(run, details)
        if details.record is not None:
            self.data.show_facts(data_facts(details.record))
            self.more.show_facts(record_facts(details.record))

    def _maybe(self, path: Path) -> None:
        if path == self._selected.path:
            self.refresh()

    def _show_main(self, run: Run) -> None:
        """The main button does what a person wants next."""
        can = run.controls
        if can.go:
            self._main_id, text, sign = "train.start", can.go, "play"
        elif can.pause:
            self._main_id, text, sign = "train.pause", "Pause", "pause"
        elif can.export:
            self._main_id, text, sign = "train.open_model", "Open its model", "creation"
        else:
            self._main_id, text, sign = "", "", "timer_sand"
            text = {
                Condition.STARTING: "Starting",
                Condition.STOPPING: "Stopping",
                Condition.WAITING: "Waiting",
            }.get(run.condition, "Start")
        action = self._commands.action(self._main_id) if self._main_id else None
        if self.main.text() != text:
            self.main.setText(text)
            self.main.setAccessibleName(text)
            self.main.setIcon(icon(sign, "on_accent" if action else "muted"))
        self.main.setEnabled(action is not None)
        self.main.setToolTip("" if action is None else action.toolTip())
        for id in ("train.sample", "train.checkpoint"):
            self.now[id].setVisible(run.live)
        self.now["train.open_model"].setVisible(self._main_id != "train.open_model")
        self.stop.setEnabled(can.stop)
        self.stop.setVisible(can.stop or run.live)

    def _main(self) -> None:
        if self._main_id:
            self._commands.action(self._main_id).trigger()

    def _show_note(self, run: Run, details: Details) -> None:
        """The newest warning or error since its last start, not said above."""
        found = None
        for note in details.notes:
            if note.text.startswith(("Started", "Went on")) and note.kind == "muted":
                found = None
            elif note.kind != "muted":
                found = note
        text = found.text if found is not None else ""
        if text == self.head.sentence.text:
            text = ""
        if self.note.text != text:
            self.note.say(text, found.kind if found is not None else "muted")

    def _show_files(self, files: tuple[Exported, ...]) -> None:
        if files == self._files:
            return
        self._files = files
        while (item := self._files_box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in files[:_SHOWN_EXPORTS]:
            self._files_box.addWidget(self._file(one))
        self.files.setVisible(bool(files))
        self.files_title.setVisible(bool(files))

    def _file(self, file: Exported) -> QWidget:
        made = QWidget()
        where = _PLACES.get(file.role, "Library") if file.role else "Library"
        if file.is_picture:
            where = "Translate"
        step = f"step {file.step:,}" if file.step else file.path.name
        title = Elided()
        title.say(file.title, str(file.path))
        go = button(
            where,
            lambda: self._services.navigator.open_exported(file.path),
            help=f"Open {file.path.name} in {where}.",
        )
        go.setAccessibleName(f"Open {file.title}, {step}, in {where}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(size(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(caption(step))
        row.addLayout(words, 1)
        if file.is_picture:
            save = button(
                "Save as…",
                lambda: save_picture(self, self._services, file.path),
                help=f"Keep a copy of {file.path.name} elsewhere.",
            )
            save.setAccessibleName(f"Save {file.title}, {step}")
            row.addWidget(save)
        row.addWidget(go)
        return made

    def _show_settings(self, run: Run, details: Details) -> None:
        spec = self._spec(run)
        self._show_live(run, details, spec)
        rest = [s for s in details.settings if s.name not in self.knobs]
        differing = [setting_fact(s) for s in rest if s.differs or s.knob is None]
        same = [setting_fact(s) for s in rest if not s.differs and s.knob is not None]
        self.changed_settings.show_facts(differing)
        self.none.setVisible(bool(rest) and not differing)
        self.default_settings.show_facts(same)
        self.default_settings.setVisible(bool(same) and self.defaults.isChecked())
        self.defaults.setVisible(bool(same))
        shown = "Hide" if self.defaults.isChecked() else "Show"
        self.defaults.setText(f"{shown} {len(same)} at their default")
        self.defaults.setAccessibleName(self.defaults.text())

    def _spec(self, run: Run) -> ModelSpec | None:
        registry = self._services.plugins.registry
        known = registry.models.get(run.entry.model) if registry is not None else None
        return known.spec if known is not None else None

    def _show_live(self, run: Run, details: Details, spec: ModelSpec | None) -> None:
        wanted = {s.name: s for s in details.settings if s.live}
        if spec is None or run.condition not in _TAKING:
            wanted = {}
        if wanted.keys() != self.knobs.keys() or run.path != self._live_of:
            self._live_of = run.path
            for old in self.knobs.values():
                self._live_box.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.knobs = {}
            for name, setting in wanted.items():
                assert spec is not None
                knob = self.knobs[name] = LiveSetting(setting, spec)
                knob.wanted.connect(self._set)
                self._live_box.addWidget(knob)
        for name, setting in wanted.items():
            self.knobs[name].show_setting(setting)
        self.live.setVisible(bool(wanted))
        self.live_title.setVisible(bool(wanted))

    def _set(self, name: str, value: object) -> None:
        run = self._selected.run
        if run is not None:
            self._steering.change(run, name, value)

    def _fold_defaults(self) -> None:
        self.refresh()

    def _fold_more(self) -> None:
        self.more_box.setVisible(self.details.isChecked())


def _group(*parts: QWidget) -> QVBoxLayout:
    box = QVBoxLayout()
    box.setSpacing(size(6))
    for part in parts:
        box.addWidget(part)
    return box


def _flush(flat: FlatT) -> FlatT:
    """Put the text of a flat button in line with what stands above it."""
    set_flag(flat, "flush", on=True)
    flat.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return flat
