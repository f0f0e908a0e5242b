"""The film: every opened picture, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from ganstudio.app.batch import pictures_below
from ganstudio.gui.services import Background
from ganstudio.gui.translate.frames import Frame, State
from ganstudio.gui.translate.thumbnails import Thumbnails

FRAME = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class Film(QAbstractListModel):
    """Frames in the order they were opened.

    Args:
        background: where folders are listed and thumbnails made.
        undo: what closing a picture can be taken back with.
    """

    current_changed = Signal()
    """Another frame is looked at, or none."""
    count_changed = Signal()

    def __init__(
        self,
        background: Background,
        undo: QUndoStack | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self.undo = undo if undo is not None else QUndoStack(self)
        self.frames: list[Frame] = []
        self.current: Frame | None = None
        self.thumbnails = Thumbnails(background, self)
        self.thumbnails.ready.connect(self._thumbnail_ready)
        self._rows: dict[Path, int] = {}

    # What a view asks.

    def rowCount(self, parent: Any = _NOWHERE) -> int:
        """How many frames there are."""
        return 0 if parent.isValid() else len(self.frames)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, tooltip, spoken text and thumbnail of a frame."""
        if not index.isValid() or not 0 <= index.row() < len(self.frames):
            return None
        frame = self.frames[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return frame.name
            case Qt.ItemDataRole.ToolTipRole:
                return frame.tip
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{frame.name}. {frame.mark}"
            case Qt.ItemDataRole.DecorationRole:
                return self.thumbnails.of(frame.path)
            case _ if role == FRAME:
                return frame
        return None

    # Opening and closing.

    def open(self, paths: Iterable[Path]) -> None:
        """Add pictures, and what lies in folders; the first new one becomes current."""
        paths = list(paths)
        folders = [path for path in paths if path.is_dir()]
        self.add([Frame(path) for path in paths if path not in folders])
        if folders:
            self._background.run(
                lambda _: _frames_of(folders),
                self.add,
                owner=self,
                what=f"Folder {folders[0]}",
            )

    def add(self, frames: list[Frame], show: Path | None = None) -> None:
        """Add frames at the end.

        Args:
            frames: those that are open already are not opened twice.
            show: becomes current; None takes the first of `frames`.
        """
        if not frames:
            return
        fresh = [f for f in _once(frames) if f.path not in self._rows]
        if fresh:
            first = len(self.frames)
            self.beginInsertRows(_NOWHERE, first, first + len(fresh) - 1)
            self.frames += fresh
            self._number()
            self.endInsertRows()
            self.count_changed.emit()
        row = self._rows.get(show if show is not None else frames[0].path, 0)
        self.go(self.frames[row])

    def restore(
        self, entries: list[tuple[Path, Path | None]], show: Path | None
    ) -> None:
        """Open what was open last time; files that are gone are left out."""

        def look(_: object) -> list[Frame]:
            return [Frame(path, root) for path, root in entries if path.is_file()]

        self._background.run(look, lambda found: self.add(found, show), owner=self)

    def close_current(self) -> None:
        """Take the current frame off the film; undo brings it back."""
        if self.current is not None:
            self.undo.push(_Closing(self, self.current))

    def take(self, frame: Frame) -> int:
        """Take a frame off; the next one becomes current. Returns where it was."""
        row = self._rows[frame.path]
        self.beginRemoveRows(_NOWHERE, row, row)
        del self.frames[row]
        self._number()
        self.endRemoveRows()
        if frame is self.current:
            row_after = min(row, len(self.frames) - 1)
            self.go(self.frames[row_after] if self.frames else None)
        self.count_changed.emit()
        return row

    def put_back(self, frame: Frame, row: int) -> None:
        """Put a frame back where it was, and look at it."""
        if frame.path in self._rows:
            self.go(self.frames[self._rows[frame.path]])
            return
        row = min(row, len(self.frames))
        self.beginInsertRows(_NOWHERE, row, row)
        self.frames.insert(row, frame)
        self._number()
        self.endInsertRows()
        self.count_changed.emit()
        self.go(frame)

    # Going through it.

    def go(self, frame: Frame | None) -> None:
        """Look at a frame."""
        if frame is not self.current:
            self.current = frame
            self.current_changed.emit()

    def step(self, by: int) -> None:
        """Go along the film, as far as it goes."""
        row = self.row
        if row is not None and 0 <= row + by < len(self.frames):
            self.go(self.frames[row + by])

    @property
    def row(self) -> int | None:
        """Where the current frame is."""
        return None if self.current is None else self._rows.get(self.current.path)

    def at(self, path: Path) -> Frame | None:
        """The frame of a file."""
        row = self._rows.get(path)
        return None if row is None else self.frames[row]

    @property
    def roots(self) -> tuple[Path, ...]:
        """Folders that were opened, each once."""
        return tuple(dict.fromkeys(f.root for f in self.frames if f.root is not None))

    def mark(
        self,
        frame: Frame,
        state: State,
        *,
        progress: float | None = None,
        sentence: str = "",
    ) -> None:
        """Change what a frame's mark says."""
        frame.state, frame.progress, frame.sentence = state, progress, sentence
        self._tell(frame.path)

    def _tell(self, path: Path) -> None:
        row = self._rows.get(path)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _thumbnail_ready(self, path: Path) -> None:
        self._tell(path)

    def _number(self) -> None:
        self._rows = {frame.path: row for row, frame in enumerate(self.frames)}

    def close(self) -> None:
        """Ask for no more thumbnails."""
        self.thumbnails.close()


class _Closing(QUndoCommand):
    def __init__(self, film: Film, frame: Frame) -> None:
        super().__init__(f"Close {frame.name}")
        self._film, self._frame, self._row = film, frame, 0

    def redo(self) -> None:
        if self._film.at(self._frame.path) is self._frame:
            self._row = self._film.take(self._frame)

    def undo(self) -> None:
        self._film.put_back(self._frame, self._row)


def _frames_of(folders: list[Path]) -> list[Frame]:
    return [Frame(root / n, root) for root in folders for n in pictures_below(root)]


def _once(frames: list[Frame]) -> list[Frame]:
    return list({frame.path: frame for frame in reversed(frames)}.values())[::-1]
