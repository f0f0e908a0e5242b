"""The status line: what models run on, a message that fades, the jobs."""

from __future__ import annotations

import psutil
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import button, label, set_kind, time_left, tool_button

_FADES_MS = 6000
_LOOKS_MS = 3000


class StatusLine(QFrame):
    """One line at the bottom of the window."""

    jobs_wanted = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        set_kind(self, "status")
        self.setAccessibleName("Status")
        # As high as it is with jobs: the canvas must not jump when one begins.
        self.setMinimumHeight(size(30))
        self._services = services
        self._provider = ""
        self._details = ""
        self.machine = label(kind="caption")
        self.message = label()
        self.message.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.copy = button("Copy", self._copy, kind="link", help="Copy the message.")
        self.close_message = tool_button("close", "Close message", self._clear)
        self.jobs = button("", self.jobs_wanted.emit, kind="link")
        self.jobs.setToolTip("Show the list of jobs.")
        box = QHBoxLayout(self)
        box.setContentsMargins(size(12), size(2), size(12), size(2))
        box.setSpacing(size(12))
        box.addWidget(self.machine)
        box.addWidget(self.message, 1)
        box.addWidget(self.copy)
        box.addWidget(self.close_message)
        box.addWidget(self.jobs)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.timeout.connect(self._clear)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOKS_MS)
        self._looking.timeout.connect(self._show_machine)
        self._looking.start()
        services.notices.said.connect(self.say)
        services.jobs.changed.connect(self._show_jobs)
        services.interactive.answered.connect(self._heard)
        services.heavy.answered.connect(self._heard)
        self._clear()
        self._show_jobs()
        self._show_machine()

    def say(self, sentence: str, level: str = "info", details: str = "") -> None:
        """Show a sentence; a bad one stays until it is closed."""
        self.message.setText(sentence)
        self.message.setToolTip(sentence)
        set_kind(self.message, level if level != "info" else "muted")
        self._details = details
        bad = level == "bad"
        self.copy.setVisible(bad)
        self.close_message.setVisible(bad)
        if bad:
            self._fading.stop()
        else:
            self._fading.start(_FADES_MS)

    def close_timers(self) -> None:
        """Look no more at the machine."""
        self._looking.stop()
        self._fading.stop()

    def _clear(self) -> None:
        self.message.clear()
        self.message.setToolTip("")
        self.copy.hide()
        self.close_message.hide()

    def _copy(self) -> None:
        text = "\n\n".join(t for t in (self.message.text(), self._details) if t)
        QGuiApplication.clipboard().setText(text)

    def _heard(self, answer: object) -> None:
        provider = getattr(answer, "provider", "")
        if provider and provider != self._provider:
            self._provider = provider
            self._show_machine()

    def _show_machine(self) -> None:
        free = psutil.virtual_memory().available / 1e9
        backend = self._provider or self._services.preferences.value.backend
        self.machine.setText(f"models on {backend} · {free:.1f} GB free")
        self.machine.setToolTip(
            "The backend that ran last, and the memory that programs may still take."
        )

    def _show_jobs(self) -> None:
        live = self._services.jobs.live
        self.jobs.setVisible(bool(live))
        if not live:
            return
        parts = [f"{len(live)} job{'s' if len(live) > 1 else ''}"]
        progress = self._services.jobs.progress
        if progress is not None:
            parts.append(f"{progress:.0%}")
        lefts = [s for job in live if (s := job.seconds_left) is not None]
        if lefts:
            parts.append(time_left(max(lefts)))
        self.jobs.setText(" · ".join(parts))
        self.jobs.setAccessibleName(self.jobs.text())
