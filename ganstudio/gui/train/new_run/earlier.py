"""The search for an earlier run that tells how long this one will take."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.api import Config, ModelSpec
from ganstudio.gui.services import Services, Task
from ganstudio.gui.train.new_run.forecast import Earlier, cost_of, find_earlier
from ganstudio.gui.train.new_run.looking import Look

_PAUSE_MS = 250
"""Between the last change and the search."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What the earlier run must be like."""

    spec: ModelSpec
    config: Config
    look: Look
    device: str

    @property
    def key(self) -> object:
        """All that the time of a step depends on."""
        cost = cost_of(self.spec, self.config)
        return self.spec.id, cost, self.look.report.fingerprint, self.device


class EarlierRun(QObject):
    """Keeps the newest run of the same model and size at hand.

    Args:
        services: runs and the background.
        parent: owner.
    """

    changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._wanted: Wanted | None = None
        self._key: object = None
        self.found: Earlier | None = None
        """What it took; None while nothing is known for what is wanted now."""
        self._task: Task | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        services.runs.changed.connect(self._runs_changed)

    def want(self, wanted: Wanted | None) -> None:
        """Say what is wanted; where its steps cost the same, nothing is searched."""
        self._wanted = wanted
        key = wanted.key if wanted is not None else None
        if key == self._key:
            return
        self._key, self.found = key, None
        self._stop()
        if key is not None:
            self._pause.start()

    def close(self) -> None:
        """Search no more."""
        self._stop()

    def _stop(self) -> None:
        self._pause.stop()
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _runs_changed(self) -> None:
        if self.found is None and self._wanted is not None and self._task is None:
            self._pause.start()

    def _search(self) -> None:
        self._stop()
        wanted = self._wanted
        if wanted is None:
            return
        runs = [entry.folder for entry in self._services.runs.all]
        self._task = self._services.background.run(
            lambda _: find_earlier(
                wanted.spec, wanted.config, wanted.look.data, wanted.device, runs
            ),
            self._show,
            owner=self,
            what="Looking for an earlier run",
        )

    def _show(self, found: Earlier | None) -> None:
        self._task, self.found = None, found
        self.changed.emit()
