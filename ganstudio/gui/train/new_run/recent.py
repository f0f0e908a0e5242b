"""Data that was learnt from before, or opened lately."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.api import DataKind, RunError
from ganstudio.core.runs import RunFolder
from ganstudio.gui.services import Services, Task
from ganstudio.gui.train.new_run.words import KINDS

_MOST = 10


class RecentData(QObject):
    """Pairs of paths, newest first; "" for no second one. Looked up in the background.

    Args:
        services: runs and preferences.
        parent: owner.
    """

    changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.all: list[tuple[str, str]] = []
        self._key: object = None
        self._task: Task | None = None

    def look(self, kind: DataKind | None) -> None:
        """Look up what was used for a kind of data."""
        if kind is None:
            return
        runs = [entry.folder for entry in self._services.runs.all]
        recent = self._services.preferences.value.recent
        key = (kind, recent, len(runs))
        if key == self._key:
            return
        self._key = key
        if self._task is not None:
            self._task.stop()
        self._task = self._services.background.run(
            lambda _: _used(kind, runs, recent), self._show, owner=self
        )

    def _show(self, found: list[tuple[str, str]]) -> None:
        self._task = None
        if found != self.all:
            self.all = found
            self.changed.emit()


def _used(
    kind: DataKind, runs: list[RunFolder], recent: tuple[Path, ...]
) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for folder in runs:
        try:
            data = folder.record.data
        except RunError:
            continue
        if data.kind is kind and data.path is not None and data.path.exists():
            found[str(data.path), str(data.path_b or "")] = None
    known = {path for pair in found for path in pair}
    for path in recent:
        usable = path.is_file() if KINDS[kind].files else path.is_dir()
        if usable and str(path) not in known and not (path / "run.json").exists():
            found[str(path), ""] = None
    return list(found)[:_MOST]
