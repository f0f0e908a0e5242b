"""The list of runs as a model: sorted, filtered, changed only where a run changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ganstudio.gui.services import Services
from ganstudio.gui.train.conditions import LOOKS, Condition
from ganstudio.gui.train.known_runs import KnownRuns, Run
from ganstudio.gui.train.sentences import step_of, title_of, when
from ganstudio.gui.widgets import time_left

RUN_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class RunRows(QAbstractListModel):
    """Runs: those that run, then paused, failed, and the rest; newest first in each.

    Args:
        services: of the window.
        runs: what the runs are doing.
    """

    arranged = Signal()
    """Rows came, went or moved."""

    def __init__(self, services: Services, runs: KnownRuns) -> None:
        super().__init__(runs)
        self._services, self._runs = services, runs
        self._filter = ""
        self.arranging = False
        """Whether rows move for another reason than a person's choice."""
        self.paths: list[Path] = self._wanted()
        """Their folders, as shown."""
        self._groups = self._grouping()
        runs.changed.connect(self._follow)
        services.plugins.changed.connect(self._all_changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many are shown."""
        return 0 if parent.isValid() else len(self.paths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for people and screen readers, and the run itself."""
        run = self._runs.at(self.paths[index.row()])
        if run is None:
            return None
        if role == RUN_ROLE:
            return run
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(run, self._services)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.describe(run)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.describe(run)}\n{run.path}"
        return None

    def describe(self, run: Run) -> str:
        """All that a row says, in one line."""
        word = LOOKS[run.condition].word
        parts = [title_of(run, self._services), word, progress(run), when(run)]
        return ", ".join(part for part in parts if part)

    def set_filter(self, text: str) -> None:
        """Show only runs whose title, name or state has all these words."""
        self._filter = text.strip().lower()
        self._arrange()

    def row_of(self, path: Path | None) -> int:
        """Its row; -1 where it is not shown."""
        try:
            return self.paths.index(path) if path is not None else -1
        except ValueError:
            return -1

    def _follow(self, changed: set[Path] | None) -> None:
        if changed is None or self._moved(changed):
            self._arrange()
        self._told(changed)

    def _all_changed(self) -> None:
        self._told(None)

    def _told(self, changed: set[Path] | None) -> None:
        if changed is None:
            if self.paths:
                self.dataChanged.emit(self.index(0), self.index(len(self.paths) - 1))
            return
        for path in changed:
            row = self.row_of(path)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _moved(self, changed: set[Path]) -> bool:
        words = self._filter.split()
        for path in changed:
            run = self._runs.at(path)
            if run is None or self._groups.get(path) != run.order:
                return True
            if words and self._matches(run, words) != (path in self.paths):
                return True
        return False

    def _grouping(self) -> dict[Path, tuple[int, str]]:
        return {path: run.order for path, run in self._runs.all.items()}

    def _wanted(self) -> list[Path]:
        words = self._filter.split()
        shown = [run for run in self._runs.all.values() if self._matches(run, words)]
        shown.sort(key=lambda run: run.order[1], reverse=True)
        shown.sort(key=lambda run: run.order[0])
        return [run.path for run in shown]

    def _matches(self, run: Run, words: list[str]) -> bool:
        if not words:
            return True
        text = " ".join(
            (
                title_of(run, self._services),
                run.entry.model,
                run.entry.folder.name,
                LOOKS[run.condition].word,
                when(run),
            )
        ).lower()
        return all(word in text for word in words)

    def _arrange(self) -> None:
        """Go to the new order by removing, moving, inserting: a selection stays."""
        wanted = self._wanted()
        self._groups = self._grouping()
        if wanted == self.paths:
            return
        self.arranging = True
        stays = set(wanted)
        for first, last in _stretches([path not in stays for path in self.paths]):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self.paths[first : last + 1]
            self.endRemoveRows()
        there = set(self.paths)
        self._move([path for path in wanted if path in there])
        new = [path not in there for path in wanted]
        for first, last in reversed(list(_stretches(new))):
            self.beginInsertRows(QModelIndex(), first, last)
            self.paths[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        self.arranging = False
        self.arranged.emit()

    def _move(self, order: list[Path]) -> None:
        if order == self.paths:
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        rows = {path: row for row, path in enumerate(order)}
        new = [self.index(rows[self.paths[index.row()]]) for index in old]
        self.paths = order
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()


def progress(run: Run) -> str:
    """How far a run is, and how long it takes: short, for a row."""
    if run.seconds_left is not None:
        return time_left(run.seconds_left)
    if run.condition in (Condition.NEW, Condition.DAMAGED):
        return ""
    return step_of(run) if run.condition is not Condition.FINISHED else _steps(run)


def _steps(run: Run) -> str:
    return f"{run.step:,} steps"


def _stretches(marks: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last row of each stretch of marks, last stretch first."""
    found = []
    row = 0
    for mark, stretch in groupby(marks):
        length = len(list(stretch))
        if mark:
            found.append((row, row + length - 1))
        row += length
    return reversed(found)
