"""The end of a run's log, read on while it grows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.gui.services import Background, Task

TAIL_BYTES = 256 * 1024
"""What is shown of a long log; the file itself has it all."""
_PERIOD_MS = 1000


class LogTail(QObject):
    """Reads worker.log in the background, while somebody looks.

    Args:
        background: where it is read.
    """

    began = Signal(str)
    """Another file, or the same one anew: its end so far."""
    grew = Signal(str)
    """What was added."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._path: Path | None = None
        self._offset: int | None = None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self._look)

    def open(self, path: Path | None) -> None:
        """Read this file from now on; None reads none."""
        if path == self._path:
            return
        self.close()
        self._path, self._offset = path, None
        if path is None:
            self.began.emit("")
            return
        self._timer.start()
        self._look()

    def close(self) -> None:
        """Read no more."""
        self._timer.stop()
        if self._task is not None:
            self._task.stop()
        self._task, self._path = None, None

    def _look(self) -> None:
        path, offset = self._path, self._offset
        if path is None or self._task is not None:
            return
        self._task = self._background.run(
            lambda _: _read(path, offset),
            self._show,
            self._failed,
            owner=self,
            what=f"Reading {path.name}",
        )

    def _show(self, found: tuple[str, int, bool]) -> None:
        self._task = None
        text, self._offset, anew = found
        if anew:
            self.began.emit(text)
        elif text:
            self.grew.emit(text)

    def _failed(self, _: str) -> None:
        self._task = None


def _read(path: Path, offset: int | None) -> tuple[str, int, bool]:
    """Text from `offset` on, the new offset, and whether the file is read anew."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            anew = offset is None or end < offset
            start = offset
            if start is None or anew or end - start > TAIL_BYTES:
                start, anew = max(end - TAIL_BYTES, 0), True
            file.seek(start)
            data = file.read(end - start)
    except OSError:
        return "", 0, offset is None or offset > 0
    if anew and start:
        data = data.partition(b"\n")[2]  # from the first whole line
    return data.decode(errors="replace"), end, anew
