"""Looking at data, in a thread: opening it, a few pictures, copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from ganstudio.api import DataError, DataKind, Facts, PictureError
from ganstudio.app.data import DataReport, DataSet, Pictures, open_data, report_on
from ganstudio.gui.services import Task
from ganstudio.gui.train.new_run.words import count
from ganstudio.gui.widgets import to_image

_SHOWN = 40
_OF_A_CLASS = 8
_CLASSES = 12
"""Most classes of which pictures are shown."""
_EVERY = 64
"""Pictures between two reports of progress, where they go by fast."""


@dataclass(frozen=True)
class Thumbnail:
    """One picture of the data."""

    image: QImage
    name: str
    size: tuple[int, int]
    """Height and width of the whole picture, px."""


@dataclass(frozen=True)
class Block:
    """Pictures that belong together: a domain or a class."""

    title: str
    line: str
    pictures: tuple[Thumbnail, ...]
    part: bool
    """Whether there are more."""


@dataclass(frozen=True, eq=False)
class Look:
    """What was found in the data.

    Attributes:
        data: the open data set.
        report: its lint; without copies until they were looked for.
        compared: whether they were.
        blocks: some of its pictures.
    """

    data: DataSet
    report: DataReport
    compared: bool
    blocks: tuple[Block, ...]

    @property
    def facts(self) -> Facts:
        """Counts alone: what the length of a run depends on."""
        train = self.data.train.domains
        return Facts(
            count=self.data.train.count,
            count_b=len(train[1]) if len(train) == 2 else 0,
            held_out=self.data.kept_out,
        )


@dataclass(frozen=True)
class Progress:
    """How far it is."""

    what: str
    done: int
    total: int


def look(
    task: Task, kind: DataKind, path: Path | None, path_b: Path | None, side: int
) -> Look:
    """Open data and read some of its pictures.

    Args:
        task: stopped where a newer choice was made.
        kind: see `open_data`.
        path: see `open_data`.
        path_b: see `open_data`.
        side: of a thumbnail, px.

    Raises:
        DataError: it cannot be used.
    """
    tell = _teller(task, "Reading")
    data = open_data(kind, path, path_b, progress=tell)
    report = report_on(data, compare=False)
    blocks = tuple(_blocks(data, side, tell))
    return Look(data, report, False, blocks)


def compare(task: Task, found: Look) -> Look:
    """Look for copies among all pictures, which decodes each of them."""
    report = report_on(found.data, progress=_teller(task, "Looking for copies"))
    return Look(found.data, report, True, found.blocks)


def _teller(task: Task, what: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if task.stopped:
            # Nobody hears this: a task that was stopped has no result.
            raise DataError("Another choice was made.")
        if done % _EVERY == 0 or total < 20 * _EVERY or done == total:
            task.report(Progress(what, done, total))

    return tell


def _blocks(
    data: DataSet, side: int, tell: Callable[[int, int], None]
) -> Iterator[Block]:
    domains = data.train.domains
    if data.labels and len(domains) == 1:
        yield from _classes(domains[0], data.labels, side, tell)
        return
    share = _SHOWN // max(len(domains), 1)
    titles: tuple[str, ...] = ("Training pictures",)
    if len(domains) == 2:
        titles = ("A", "B")
    if data.kind is DataKind.STYLE:
        titles = ("Content", "Style")
    for title, pictures in zip(titles, domains, strict=False):
        chosen = _spread(len(pictures), share)
        line = count(len(pictures), "picture")
        read = _read(pictures, chosen, side, tell)
        yield Block(title, line, read, len(chosen) < len(pictures))


def _classes(
    pictures: Pictures,
    labels: tuple[str, ...],
    side: int,
    tell: Callable[[int, int], None],
) -> Iterator[Block]:
    numbers = pictures.labels
    assert numbers is not None
    share = max(_SHOWN // len(labels), _OF_A_CLASS)
    for number, label in list(enumerate(labels))[:_CLASSES]:
        inside = np.flatnonzero(numbers == number)
        chosen = inside[_spread(len(inside), share)]
        line = count(len(inside), "picture")
        read = _read(pictures, chosen, side, tell)
        yield Block(label, line, read, len(chosen) < len(inside))


def _spread(number: int, most: int) -> NDArray[np.int64]:
    """Choose evenly: folders are sorted, and neighbours look alike."""
    return np.unique(np.linspace(0, number - 1, min(number, most)).astype(np.int64))


def _read(
    pictures: Pictures,
    chosen: NDArray[np.int64],
    side: int,
    tell: Callable[[int, int], None],
) -> tuple[Thumbnail, ...]:
    tell(0, 0)
    with ThreadPoolExecutor(2, "thumbnails") as pool:
        read = pool.map(lambda n: _thumbnail(pictures, int(n), side), chosen)
        return tuple(one for one in read if one is not None)


def _thumbnail(pictures: Pictures, number: int, side: int) -> Thumbnail | None:
    """Read the middle square of a picture, no larger than it is shown."""
    try:
        pixels = pictures.read(number, short_side=side)
    except PictureError:
        return None  # gone since it was opened; the run's own sentence will name it
    height, width = pixels.shape[:2]
    short = min(height, width)
    top, left = (height - short) // 2, (width - short) // 2
    square = pixels[top : top + short, left : left + short]
    if short > side:
        picture = Image.fromarray(square[..., 0] if square.shape[2] == 1 else square)
        square = np.asarray(picture.resize((side, side), Image.Resampling.BOX))
        square = square if square.ndim == 3 else square[..., None]
    return Thumbnail(to_image(square), pictures.name(number), pictures.sizes[number])
