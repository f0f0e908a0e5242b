"""A run's past, kept up to date, and the one time cursor."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.runs import RunFolder
from ganstudio.gui.services import Background, Task
from ganstudio.gui.train.timeline.reading import Batch, RunReader
from ganstudio.gui.train.timeline.series import Note, Series, Sheet

_LIVE_MS, _STILL_MS = 300, 1500


class RunHistory(QObject):
    """What the events of one run say: series, sheets, checkpoints, notes.

    The events are read in the background, piece by piece, and followed while the
    history is open; the window's thread only takes over finished arrays.

    Args:
        background: where files are read.
    """

    changed = Signal()
    """New points, sheets or events, another run, or `error`."""
    cursor_changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read)
        self._task: Task | None = None
        self._reader: RunReader | None = None
        self.folder: RunFolder | None = None
        self._clear()

    def _clear(self) -> None:
        self.series: dict[str, Series] = {}
        """Term -> its points, in the order in which the terms appeared."""
        self.samples: list[Sheet] = []
        self.checkpoints: list[int] = []
        """Steps of the checkpoints that were written, also of those gone since."""
        self.notes: list[Note] = []
        self.step = 0
        """Complete steps."""
        self.total: int | None = None
        """Length of the run, steps."""
        self.error = ""
        """Why the run cannot be read, a sentence."""
        self.cursor: float | None = None
        """Step under the time cursor; None follows the newest."""
        self.reading = False
        """Whether the past is still being read."""
        self.live = False
        """Whether somebody trains the run, here or on another machine."""
        self.sample_every: int | None = None
        """Steps between two sheets; 0 for none, None where it is not known."""

    def open(self, folder: RunFolder | None) -> None:
        """Show another run; None shows none. The run that is shown stays as it is."""
        if folder and self.folder and folder.path == self.folder.path:
            return
        self._stop()
        self._clear()
        self.folder = folder
        self._reader = RunReader(folder) if folder else None
        self.reading = folder is not None
        self.cursor_changed.emit()
        self.changed.emit()
        self._read()

    def close(self) -> None:
        """Follow nothing any more."""
        self.open(None)

    def refresh(self) -> None:
        """Look at the file now, instead of in some tenths of a second."""
        if self._task is None:
            self._read()

    @property
    def at(self) -> float:
        """Step that is looked at: under the cursor, or the newest."""
        return self.cursor if self.cursor is not None else float(self.step)

    @property
    def end(self) -> int:
        """Step at which the axis ends: the newest, at least 1."""
        return max(self.step, 1)

    @property
    def clock(self) -> Series | None:
        """The series with most points, which tells time of training from step."""
        return max(self.series.values(), key=len, default=None)

    def set_cursor(self, step: float | None) -> None:
        """Move the time cursor; None follows the newest."""
        if step is not None:
            step = min(max(float(step), 0.0), float(self.end))
        if step != self.cursor:
            self.cursor = step
            self.cursor_changed.emit()

    def sheet_at(self, step: float) -> Sheet | None:
        """The newest sheet at or before a step; None before the first."""
        index = self.index_at(step)
        return self.samples[index] if index >= 0 else None

    def index_at(self, step: float) -> int:
        """Number of that sheet in `samples`; -1 before the first."""
        return bisect_right(self.samples, step, key=lambda sheet: sheet.step) - 1

    def go(self, sheets: int) -> None:
        """Move the cursor by some sheets; without sheets by a hundredth of the run."""
        if not self.samples:
            self.set_cursor(self.at + sheets * max(1.0, self.end / 100))
            return
        index = self.index_at(self.at)
        inside = index >= 0 and self.samples[index].step < self.at
        if sheets < 0 and inside:
            index += 1  # between two sheets, one back is the sheet that is shown
        index = min(max(index + sheets, 0), len(self.samples) - 1)
        self.set_cursor(self.samples[index].step)

    def go_first(self) -> None:
        """Move the cursor to the first sheet, or the beginning."""
        self.set_cursor(self.samples[0].step if self.samples else 0.0)

    def _stop(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _read(self) -> None:
        reader = self._reader
        if reader is None or self._task is not None:
            return
        self._timer.stop()
        self._task = self.background.run(
            lambda task: reader.read(lambda: task.stopped),
            self._take,
            self._fail,
            owner=self,
            what="Reading the run's events",
        )

    def _fail(self, sentence: str) -> None:
        self._task = None
        self._timer.start(_STILL_MS)
        if sentence != self.error or self.reading or self.live:
            self.error, self.reading, self.live = sentence, False, False
            self.changed.emit()

    def _take(self, batch: Batch) -> None:
        self._task = None
        before = (self.error, self.reading, self.live, self.step, self.total)
        if batch.reset:
            cursor = self.cursor
            self._clear()
            self.cursor = cursor
        if batch.cut is not None:
            self._cut(batch.cut)
        for name, points in batch.points.items():
            self.series.setdefault(name, Series()).append(points)
        self._add_sheets(batch.sheets)
        self.checkpoints.extend(batch.checkpoints)
        self.notes.extend(batch.notes)
        self.step, self.total = batch.step, batch.total
        self.sample_every = batch.sample_every
        self.error, self.reading, self.live = "", batch.more, batch.live
        if self.cursor is not None and self.cursor > self.end and not self.reading:
            self.set_cursor(self.end)
        if not batch.empty or before != (
            self.error,
            self.reading,
            self.live,
            self.step,
            self.total,
        ):
            self.changed.emit()
        if batch.more:
            self._read()
        else:
            self._timer.start(_LIVE_MS if batch.live else _STILL_MS)

    def _cut(self, step: int) -> None:
        for series in self.series.values():
            series.cut(step)
        self.series = {name: s for name, s in self.series.items() if len(s)}
        self.samples = [sheet for sheet in self.samples if sheet.step <= step]
        self.checkpoints = [at for at in self.checkpoints if at <= step]

    def _add_sheets(self, sheets: list[Sheet]) -> None:
        for sheet in sheets:
            # "Sample now" draws a second sheet of the same step into the same file.
            if self.samples and self.samples[-1].step >= sheet.step:
                self.samples = [s for s in self.samples if s.step < sheet.step]
            self.samples.append(sheet)
