"""The runs at hand and what they are doing, kept up to date."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.app.runs import RunEntry, RunList
from ganstudio.gui.services.background import Background

LIVE_STATES = frozenset({"running", "paused"})
_BUSY_MS, _IDLE_MS = 1000, 4000


class Runs(QObject):
    """All runs, newest first; looked at in the background every second or so."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._list = RunList()
        self._reading = False
        self._began = 0.0
        self.looked = 0.0
        """When the look began that `all` is from, s of `time.monotonic`."""
        self.read = False
        """Whether the list was read at least once."""
        self.all: list[RunEntry] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)

    def refresh(self) -> None:
        """Look again now; `changed` says when something is new."""
        if self._reading:
            return
        self._reading = True
        self._began = time.monotonic()
        self._background.run(
            lambda _: self._list.read(),
            self._show,
            lambda _: self._show(None),
            owner=self,
        )

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    def at(self, path: Path) -> RunEntry | None:
        """The run in this folder, where it is listed."""
        return next((entry for entry in self.all if entry.folder.path == path), None)

    @property
    def live(self) -> list[RunEntry]:
        """Runs that a process trains, or holds paused, on this machine."""
        return [entry for entry in self.all if entry.status.state in LIVE_STATES]

    def _show(self, entries: list[RunEntry] | None) -> None:
        self._reading = False
        if entries is not None:
            self.looked = self._began
            new = [(e.folder.path, e.status, e.model) for e in entries]
            old = [(e.folder.path, e.status, e.model) for e in self.all]
            if new != old or not self.read:
                self.all, self.read = entries, True
                self.changed.emit()
        self._timer.start(_BUSY_MS if self.live else _IDLE_MS)
