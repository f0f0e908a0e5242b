"""What is seen of a run: curves over samples, the log below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.log_pane import LogPane
from ganstudio.gui.train.selected_run import SelectedRun
from ganstudio.gui.widgets import caption, rule, set_kind, tool_button


class Monitor(QWidget):
    """The canvas of one run.

    Args:
        services: of the window.
        commands: the table of commands.
        selected: the run that is looked at.
        curves: what shows its numbers.
        wall: what shows its samples.
    """

    def __init__(
        self,
        services: Services,
        commands: Commands,
        selected: SelectedRun,
        curves: QWidget,
        wall: QWidget,
    ) -> None:
        super().__init__()
        self._selected = selected
        self.log = LogPane(services.background, selected)
        self.log.hide()
        self.parts = QSplitter(Qt.Orientation.Vertical)
        for part, stretch in ((curves, 1), (wall, 1), (self.log, 0)):
            self.parts.addWidget(part)
            self.parts.setStretchFactor(self.parts.count() - 1, stretch)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.setSizes([size(330), size(280), size(160)])
        self.toggle = tool_button(commands.action("train.log"), text=True)
        self.last = caption(wrap=False)
        self.last.setMinimumWidth(0)
        foot = QFrame()
        set_kind(foot, "panel")
        row = QHBoxLayout(foot)
        row.setContentsMargins(size(8), size(2), size(12), size(2))
        row.setSpacing(size(8))
        row.addWidget(self.toggle)
        row.addWidget(self.last, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.parts, 1)
        box.addWidget(rule())
        box.addWidget(foot)
        selected.changed.connect(self._show_last)

    @property
    def log_open(self) -> bool:
        """Whether the log is folded out."""
        return not self.log.isHidden()

    def open_log(self, on: bool) -> None:
        """Fold the log out or in."""
        self.log.setVisible(on)
        self.log.look(on)

    def close_reading(self) -> None:
        """Read nothing any more."""
        self.log.close_reading()

    def state(self) -> dict[str, Any]:
        """What should come back at the next start."""
        parts = bytes(self.parts.saveState().toBase64().data()).decode()
        return {"log": self.log_open, "parts": parts}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned."""
        if isinstance(state.get("parts"), str):
            data = QByteArray.fromBase64(state["parts"].encode())
            self.parts.restoreState(data)
        self.open_log(state.get("log") is True)

    def _show_last(self) -> None:
        notes = self._selected.details.notes
        text = ""
        if notes:
            note = notes[-1]
            step = "" if note.step is None else f"step {note.step:,}: "
            text = step + note.text
        metrics = self.last.fontMetrics()
        room = max(self.last.width(), size(80))
        self.last.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        self.last.setToolTip(text)
