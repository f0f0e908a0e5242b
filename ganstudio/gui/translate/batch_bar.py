"""The batch that runs, and the one that can go on: how far, Pause, Stop, Try again."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from ganstudio.app.batch import Journal, Standing
from ganstudio.gui.theme import icon, size
from ganstudio.gui.translate.batch import Batch, Step
from ganstudio.gui.widgets import button, caption, label, rule, set_kind, time_left

_PARTS = 100
"""Steps of the bar in a picture."""


class BatchBar(QFrame):
    """Stands above the buttons that save; without a batch it takes no room."""

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self._batch = batch
        self.setAccessibleName("Batch")
        set_kind(self, "panel")
        self.title = label(wrap=True)
        self.says = caption()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the batch")
        self.bar.setToolTip("How many of its pictures are done.")
        self.pause = button(
            "Pause", self._toggle, icon="pause", help="Begin no other picture for now."
        )
        self.stop = button(
            "Stop", batch.stop, icon="stop", help="End the batch; what is saved stays."
        )
        self.go_on = button("Go on", self._go_on, icon="play")
        self.forget = button(
            "Leave it",
            self._forget,
            kind="link",
            help="Never go on with this batch; what it saved stays.",
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(size(8))
        for one in (self.pause, self.stop, self.go_on, self.forget):
            one.setAutoDefault(False)
            buttons.addWidget(one)
        buttons.addStretch()
        inside = QVBoxLayout()
        inside.setContentsMargins(size(12), size(8), size(12), size(8))
        inside.setSpacing(size(6))
        for part in (self.title, self.bar, self.says):
            inside.addWidget(part)
        inside.addLayout(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(rule())
        box.addLayout(inside)
        batch.changed.connect(self.refresh)
        batch.stepped.connect(self._stepped)
        batch.advanced.connect(self._show_running)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is."""
        batch = self._batch
        running, left = batch.running, batch.left
        self.setVisible(running or left is not None)
        for part in (self.bar, self.pause, self.stop):
            part.setVisible(running)
        for part in (self.go_on, self.forget):
            part.setVisible(not running and left is not None)
        if running:
            self._show_running()
        elif left is not None:
            self._show_left(left)
        self.setAccessibleDescription(f"{self.title.text()} {self.says.text()}")

    def _stepped(self, _: Step) -> None:
        if self._batch.running:
            self._show_running()

    def _show_running(self) -> None:
        batch, step = self._batch, self._batch.step
        paused = batch.paused
        self.pause.setText("Go on" if paused else "Pause")
        self.pause.setAccessibleName("Go on" if paused else "Pause")
        self.pause.setIcon(icon("play" if paused else "pause", "text"))
        self.pause.setToolTip(
            "Begin the next picture."
            if paused
            else "Begin no other picture for now; the present one is finished."
        )
        if step is None:
            self.title.setText("Looking at the pictures…")
            self.bar.setRange(0, 0)
            self.says.setText("")
            return
        self.bar.setRange(0, max(step.total, 1) * _PARTS)
        self.bar.setValue(round((step.done + batch.part) * _PARTS))
        self.title.setText(f"{step.done} of {step.total} pictures")
        left = "Paused" if paused else time_left(step.seconds_left)
        self.says.setText(" · ".join(part for part in (left, step.source.name) if part))

    def _show_left(self, journal: Journal) -> None:
        many, total = len(journal.left()), len(journal.tasks)
        what = f"{many} of {total} pictures {'is' if many == 1 else 'are'} left"
        failed = len(journal.failures)
        match journal.standing:
            case Standing.FAILED:
                # What was not even begun is left as well where it had been stopped.
                what = f"{failed} of {total} pictures failed"
                self.go_on.setText("Try again")
                self.go_on.setToolTip("Translate the pictures that failed once more.")
            case Standing.STOPPED:
                what = f"Stopped: {what}"
                self.go_on.setText("Go on")
                self.go_on.setToolTip("Translate the pictures that are left.")
            case _:
                what = f"A batch did not come to its end: {what}"
                self.go_on.setText("Go on")
                self.go_on.setToolTip("Translate the pictures that are left.")
        self.go_on.setAccessibleName(self.go_on.text())
        self.title.setText(f"{what}.")
        self.says.setText(f"Into {journal.request.out}")

    def _toggle(self) -> None:
        if self._batch.paused:
            self._batch.go_on()
        else:
            self._batch.pause()

    def _go_on(self) -> None:
        if self._batch.left is not None:
            self._batch.go_on_with(self._batch.left)

    def _forget(self) -> None:
        if self._batch.left is not None:
            self._batch.forget(self._batch.left)
