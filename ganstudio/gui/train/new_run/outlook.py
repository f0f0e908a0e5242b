"""The foot of the inspector: forecast, what is missing, Start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.data import DataState
from ganstudio.gui.train.new_run.model import NewRunModel
from ganstudio.gui.train.new_run.words import listed
from ganstudio.gui.widgets import Sentence, caption, label, main_button, tool_button


class Outlook(QWidget):
    """What can be said of the run, and its beginning.

    Args:
        run: the run in the making.
        start: what Start does.
        copy_command: what the button beside it does.
    """

    def __init__(
        self,
        run: NewRunModel,
        start: Callable[[], None],
        copy_command: Callable[[], None],
    ) -> None:
        super().__init__()
        self._run = run
        self.length = caption()
        self.makes = caption()
        self.time = label(wrap=True)
        self.source = caption()
        self.torch = Sentence("Why nothing can be trained", copyable=False)
        self.trouble = Sentence("Why the run was not made")
        self.missing = caption()
        self.start = main_button("Start", start, icon="play")
        self.copy = tool_button("console", "Copy as command line", copy_command)
        self.copy.setToolTip("Copy the command that starts the same run in a terminal.")
        row = QHBoxLayout()
        row.setSpacing(size(8))
        row.addWidget(self.start, 1)
        row.addWidget(self.copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(12), size(8), size(12), size(12))
        box.setSpacing(size(4))
        for part in (self.time, self.source, self.length, self.makes):
            box.addWidget(part)
        box.addSpacing(size(4))
        for sentence in (self.torch, self.trouble):
            box.addWidget(sentence)
        box.addWidget(self.missing)
        box.addLayout(row)
        run.changed.connect(self.refresh)
        run.data.advanced.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        run = self._run
        said = run.forecast
        for part, text in (
            (self.length, said.length if said else ""),
            (self.makes, said.makes if said else ""),
            (self.time, said.time if said else ""),
            (self.source, said.source if said else ""),
        ):
            part.setText(text)
            part.setVisible(bool(text))
        self.torch.say(
            run.no_torch,
            action="Copy the command" if run.no_torch else "",
            then=self._copy_install,
        )
        self.trouble.say(run.trouble)
        waits = self._waits()
        self.missing.setText(waits)
        self.missing.setVisible(bool(waits))
        self.start.setText("Making the run…" if run.creating else "Start")
        self.start.setEnabled(run.can_start)
        help_ = "Make the run and begin to train."
        self.start.setToolTip(waits or run.no_torch or help_)
        self.start.setAccessibleDescription(waits or run.no_torch)
        self.copy.setEnabled(run.request() is not None)

    def _waits(self) -> str:
        run = self._run
        if run.creating:
            return ""
        if run.data.state is DataState.LOOKING and not run.missing:
            return "Start waits until the data is read."
        if run.missing:
            return f"Start waits for: {listed(run.missing)}."
        return ""

    def _copy_install(self) -> None:
        # The sentence ends with the command: "...: run pip install X."
        command = self._run.no_torch.rpartition(": run ")[2].removesuffix(".")
        QGuiApplication.clipboard().setText(command)
