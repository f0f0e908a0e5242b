"""The list of jobs: what runs, how far it is, Stop, and what it made."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.services import Job, Jobs, JobState
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    EmptyState,
    Sign,
    button,
    caption,
    heading,
    label,
    set_kind,
    time_left,
    tool_button,
)

_SIGNS = {
    JobState.WAITING: ("timer_sand", "muted"),
    JobState.RUNNING: ("progress_clock", "accent"),
    JobState.PAUSED: ("pause_circle_outline", "warning"),
    JobState.DONE: ("check_circle_outline", "good"),
    JobState.FAILED: ("alert_circle_outline", "bad"),
    JobState.STOPPED: ("stop_circle_outline", "muted"),
}
_PARTS = 1000


class JobRow(QFrame):
    """One job."""

    def __init__(self, job: Job, jobs: Jobs, panel: JobList) -> None:
        super().__init__()
        self.job, self._jobs, self._panel = job, jobs, panel
        set_kind(self, "card")
        self.setAccessibleName(job.title)
        self.sign = Sign("timer_sand", 20)
        self.title = label(job.title, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {job.title}")
        self.message = caption()
        self.stop = button("Stop", job.stop, icon="stop", help="End this job.")
        self.stop.setAccessibleName(f"Stop {job.title}")
        self.result = button("Open result", self._open, kind="link")
        self.result.setToolTip("Show what this job made.")
        self.result.setAccessibleName(f"Open result of {job.title}")
        self.remove = tool_button("close", f"Remove {job.title}", self._remove)
        self.remove.setToolTip("Take it off the list.")
        top = QHBoxLayout()
        top.setSpacing(size(8))
        top.addWidget(self.sign)
        top.addWidget(self.title, 1)
        for part in (self.stop, self.remove):
            top.addWidget(part)
        low = QHBoxLayout()
        low.addWidget(self.message, 1)
        low.addWidget(self.result)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(10), size(8), size(8), size(8))
        box.setSpacing(size(6))
        box.addLayout(top)
        box.addWidget(self.bar)
        box.addLayout(low)
        job.changed.connect(self.show_job)
        self.show_job()

    def show_job(self) -> None:
        """Show how it stands now."""
        job = self.job
        self.sign.show_icon(*_SIGNS[job.state])
        self.bar.setVisible(job.live)
        if job.progress is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, _PARTS)
            self.bar.setValue(round(job.progress * _PARTS))
        parts = [] if job.message else [job.state.capitalize()]
        parts += [job.message]
        if job.live and job.progress is not None:
            parts.append(f"{job.progress:.0%}")
        parts.append(time_left(job.seconds_left))
        self.message.setText(" · ".join(part for part in parts if part))
        set_kind(self.message, "bad" if job.state is JobState.FAILED else "caption")
        self.stop.setVisible(job.can_stop)
        self.remove.setVisible(not job.live)
        self.result.setVisible(job.open_result is not None and not job.live)
        self.setAccessibleDescription(f"{job.state}. {self.message.text()}")

    def _open(self) -> None:
        show = self.job.open_result
        self._panel.close()
        if show is not None:
            show()

    def _remove(self) -> None:
        self._jobs.remove(self.job)


class JobList(QDialog):
    """A popup with every job of the window, newest first.

    Args:
        jobs: what it lists.
        parent: the window.
        anchor: what it opens beside: the rail's ring or the status line.
    """

    def __init__(
        self, jobs: Jobs, parent: QWidget, anchor: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._jobs, self._anchor = jobs, anchor
        self._around = parent.window()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Jobs")
        self.setAccessibleName("Jobs")
        self.rows: dict[Job, JobRow] = {}
        panel = QFrame()
        set_kind(panel, "banner")
        self.clear = button(
            "Remove ended", jobs.clear_ended, kind="link", help="Keep what still runs."
        )
        self.close_button = tool_button("close", "Close", self.close, help="Close. Esc")
        self.empty = EmptyState(
            "progress_check",
            "Nothing runs",
            "Translations of folders, exports, training and checks are listed here with"
            " their progress.",
        )
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(size(8))
        self._box.addStretch()
        self.area = QScrollArea()
        self.area.setAccessibleName("Jobs")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        top = QHBoxLayout()
        top.addWidget(heading("Jobs"), 1)
        top.addWidget(self.clear)
        top.addWidget(self.close_button)
        within = QVBoxLayout(panel)
        within.setContentsMargins(size(12), size(8), size(12), size(12))
        within.setSpacing(size(8))
        within.addLayout(top)
        within.addWidget(self.empty, 1)
        within.addWidget(self.area, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(panel)
        jobs.changed.connect(self._show)
        self._show()

    def open(self) -> None:
        """Show it above the anchor, within the window."""
        around = self._around
        width = min(size(420), around.width() - size(32))
        height = min(size(440), around.height() - size(64))
        self.resize(width, height)
        left = size(72)
        if self._anchor is not None:
            middle = self._anchor.rect().center()
            at = self._anchor.mapTo(around, middle).x()
            left = at + size(32) if at < around.width() / 2 else around.width() - width
        left = min(left, around.width() - width - size(12))
        top = around.height() - height - size(40)
        self.move(around.mapToGlobal(QPoint(left, top)))
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """The first Stop, or Close, has the focus."""
        super().showEvent(event)
        stops = [row.stop for row in self.rows.values() if row.stop.isVisibleTo(self)]
        (stops[0] if stops else self.close_button).setFocus()

    def _show(self) -> None:
        jobs = self._jobs.all
        for job in [job for job in self.rows if job not in jobs]:
            row = self.rows.pop(job)
            row.hide()
            row.deleteLater()
        for number, job in enumerate(jobs):
            if job not in self.rows:
                self.rows[job] = JobRow(job, self._jobs, self)
                self._box.insertWidget(number, self.rows[job])
        self.area.setVisible(bool(jobs))
        self.empty.setVisible(not jobs)
        self.clear.setVisible(any(not job.live for job in jobs))
