"""A walk from one point to another, in even steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.images import sheet
from ganstudio.gui.explore.batches import Batches
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.neighbours import NeighbourSearch
from ganstudio.gui.explore.places import between
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.explore.saving import Result, file_part
from ganstudio.gui.steps import Step

CHANNEL = "explore-walk"
LEAST_FRAMES, MOST_FRAMES = 3, 64
_PATIENCE_MS = 40
Ends = tuple[Point | None, Point | None]


class Walk(QObject):
    """Pictures on the way between two points, and their training neighbours.

    It draws while the canvas shows it. Without a choice it goes between the two samples
    that were kept last.

    Args:
        explorer: whose model draws; its steps include the choice of the ends.
        kept: samples to walk between.
        search: finds the neighbours of the frames.
    """

    changed = Signal()
    """The ends, the number of frames, or whether neighbours are wanted."""
    drawn = Signal()
    """Frames came in, or are gone."""

    def __init__(self, explorer: Explorer, kept: Kept, search: NeighbourSearch) -> None:
        super().__init__(explorer)
        self._explorer, self._kept, self.search = explorer, kept, search
        self.chosen: Ends = (None, None)
        self.count = 10
        """Frames, the two ends among them."""
        self.neighbours_on = False
        self.points: tuple[Point, ...] = ()
        """Of the frames that are shown."""
        self.frames: Pixels | None = None
        """uint8 (N, H, W, C)."""
        self.error = ""
        """One sentence: why there are no frames."""
        self._batches = Batches(explorer.services.interactive, CHANNEL)
        self._asked: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        explorer.subject_changed.connect(self._forget)
        explorer.mode_changed.connect(self._begin)
        kept.changed.connect(self._kept_changed)

    @property
    def ends(self) -> Ends:
        """The points that were chosen, else the samples kept last."""
        kept = [s.point for s in self._kept.all if s.point not in self.chosen]
        first, last = self.chosen
        if last is None and kept:
            last = kept.pop()
        if first is None and kept:
            first = kept.pop()
        return first, last

    @property
    def whole(self) -> bool:
        """Whether both ends are there."""
        return None not in self.ends

    @property
    def draws_pictures(self) -> bool:
        """Whether the model draws pictures of a size, which can be compared."""
        subject = self._explorer.subject
        return subject is not None and subject.size is not None

    def picture_of(self, end: int) -> Pixels | None:
        """The picture at the beginning (0) or the end (1), as far as it is there."""
        point = self.ends[end]
        if point is None:
            return None
        where = -1 if end else 0
        if self.frames is not None and self.points and self.points[where] == point:
            return np.asarray(self.frames[where], np.uint8)
        return self._kept.picture_of(point)

    def choose(self, end: int, point: Point) -> None:
        """Begin (0) or end (1) the walk at a point; it can be taken back."""
        ends = list(self.ends)
        ends[end] = point
        self._step("Choose an end of the walk", (ends[0], ends[1]))

    def swap(self) -> None:
        """Walk the other way."""
        first, last = self.ends
        self._step("Turn the walk round", (last, first))

    def set_count(self, count: int) -> None:
        """Draw this many frames."""
        if count != self.count:
            self.count = min(max(count, LEAST_FRAMES), MOST_FRAMES)
            self._changed()

    def want_neighbours(self, on: bool) -> None:
        """Look for the training picture nearest to each frame, or do not."""
        if on == self.neighbours_on:
            return
        self.neighbours_on = on
        if not on:
            self.search.clear()
        elif self.frames is not None and self.draws_pictures:
            self.search.look(list(self.frames))
        self.changed.emit()

    def take(self, index: int) -> None:
        """Go to the point of a frame, and show it alone."""
        self._explorer.take_point(self.points[index], f"Take frame {index + 1}")

    def again(self) -> None:
        """Try to draw the frames again."""
        self._asked = None
        self._ask()

    def result(self, enlarge: int) -> Result | None:
        """Frames in a row on one sheet, and their neighbours below; None without."""
        if self.frames is None:
            return None
        cells, found = list(self.frames), self.search.found
        if found is not None and len(found.rows) == len(cells):
            cells += [row[0].pixels for row in found.rows]
        return Result(sheet(np.stack(cells), len(self.frames)), self.name, enlarge)

    @property
    def name(self) -> str:
        """File name without suffix."""
        subject = self._explorer.subject
        stem = subject.path.stem if subject else "walk"
        ends = ["-".join(end.used) for end in self.ends if end is not None]
        return f"{stem}-walk-{'-to-'.join(map(file_part, ends))}"

    def state(self) -> dict[str, Any]:
        """What should come back at the next start."""
        return {"count": self.count, "neighbours": self.neighbours_on}

    def restore(self, state: object) -> None:
        """Take up what `state` returned."""
        if isinstance(state, dict):
            count = state.get("count")
            if isinstance(count, int):
                self.set_count(count)
            self.want_neighbours(state.get("neighbours") is True)

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._batches.cancel()

    def _step(self, text: str, ends: Ends) -> None:
        self._explorer.undo.push(Step(text, self._place, self.chosen, ends))

    def _place(self, ends: Ends) -> None:
        self.chosen = ends
        self._changed()

    def _changed(self) -> None:
        self.changed.emit()
        if self._explorer.mode == "walk":
            self._timer.start()

    def _kept_changed(self) -> None:
        if None in self.chosen:
            self._changed()

    def _forget(self) -> None:
        self._batches.cancel()
        self.chosen, self._asked, self.error = (None, None), None, ""
        self.points, self.frames = (), None
        self.drawn.emit()
        self._changed()

    def _begin(self) -> None:
        if self._explorer.mode == "walk":
            self._ask()

    def _ask(self) -> None:
        subject, inputs = self._explorer.subject, self._explorer.inputs
        first, last = self.ends
        if subject is None or inputs is None or first is None or last is None:
            return
        key = (subject, first, last, self.count)
        if key == self._asked:
            return
        self._asked = key
        points = between(subject, inputs, (first, last), self.count)

        def done(frames: Pixels) -> None:
            self.points, self.frames, self.error = points, frames, ""
            self.drawn.emit()
            if self.neighbours_on and self.draws_pictures:
                self.search.look(list(frames))

        def failed(sentence: str) -> None:
            self._asked, self.error = None, sentence
            self.drawn.emit()

        self._batches.draw(subject.path, inputs.batch(points), done, failed)
