"""Names and values, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ganstudio.core.runs import RunRecord
from ganstudio.gui.form import title_of
from ganstudio.gui.form.words import help_of, shown
from ganstudio.gui.theme import size
from ganstudio.gui.train.selected_run import Setting
from ganstudio.gui.widgets import label

Fact = tuple[str, str, str]
"""Name, value, tooltip."""


class FactList(QWidget):
    """Rows of a name and a value that can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: list[Fact] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(size(12))
        self._grid.setVerticalSpacing(size(3))
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Show these; nothing happens where they are the same."""
        wanted = list(facts)
        if wanted == self._facts:
            return
        self._facts = wanted
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value, tip) in enumerate(wanted):
            what, says = label(name, "muted"), label(value, wrap=True)
            says.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            says.setAccessibleName(f"{name}: {value}")
            for part in (what, says):
                part.setToolTip(tip)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(what, row, 0, top)
            self._grid.addWidget(says, row, 1, top)
        self.setVisible(bool(wanted))


def setting_fact(setting: Setting) -> Fact:
    """A setting as a fact; the tooltip says what it does and its default."""
    knob = setting.knob
    if knob is None:
        return setting.name, shown(setting.value), ""
    value = shown(setting.value)
    if knob.unit and knob.kind in ("int", "float"):
        value = f"{value} {knob.unit}"
    return title_of(setting.name), value, help_of(knob, knob.default, None)


def data_facts(record: RunRecord) -> list[Fact]:
    """What a run learns from."""
    data, facts = record.data, record.facts
    found: list[Fact] = []
    if data.path is not None:
        found.append(("Folder", _breakable(str(data.path)), str(data.path)))
    else:
        found.append(("Data", "made by the model itself", ""))
    if data.path_b is not None:
        found.append(("Second", _breakable(str(data.path_b)), str(data.path_b)))
    if facts is not None and facts.count:
        count = f"{facts.count:,}"
        if facts.count_b:
            count += f" and {facts.count_b:,}"
        if facts.held_out:
            count += f", {facts.held_out:,} held out"
        found.append(("Pictures", count, "Held-out pictures are never trained on."))
    if data.skipped:
        found.append(("Left out", f"{data.skipped:,} damaged", ""))
    return found


def record_facts(record: RunRecord) -> list[Fact]:
    """All that the same bits need, besides settings and data."""
    threads = str(record.threads) if record.threads else "chosen at the start"
    formats = ", ".join(f"{net} {form}" for net, form in record.memory_formats.items())
    found: list[Fact] = [
        ("Seed", str(record.seed), "Decides every random draw of the run."),
        ("Device", record.device, "What it trains on."),
        ("Threads", threads, "Of the arithmetic; another number gives other bits."),
        ("Precision", record.precision, "Arithmetic inside the networks."),
        ("Memory", formats.replace("_", " "), "How pictures lie in memory."),
        ("Optimiser", record.optimisers, "Implementation of the optimiser."),
        ("Preset", record.preset or "none", "Settings that go together."),
        ("Created", _local(record.created), ""),
        ("Program", record.program_version, "Version of GAN Studio."),
        ("Plugin", f"{record.plugin} {record.plugin_version}".strip(), ""),
    ]
    found += [(name, version, "") for name, version in record.versions.items()]
    if record.data.fingerprint:
        short = record.data.fingerprint[:12]
        tip = f"sha256 of the data: {record.data.fingerprint}"
        found.append(("Data's hash", short, tip))
    return [fact for fact in found if fact[1]]


def _local(created: str) -> str:
    try:
        return f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return created


def _breakable(path: str) -> str:
    """Let a long path wrap after each slash: a zero-width space does that."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")
