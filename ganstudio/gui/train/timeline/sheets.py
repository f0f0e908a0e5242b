"""Sample sheets as pictures: decoded in the background, newest wish first, kept few."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage

from ganstudio.api import RunError
from ganstudio.gui.services import Background, Task

_BYTES = 192 * 2**20
"""Memory that decoded sheets may take."""
_AT_ONCE = 2
_SEAM, _MARGIN = 6, 2
"""Rows of one grey between two blocks of a sheet, px; inside a block fewer."""


@dataclass(frozen=True)
class Wish:
    """A sheet, whole or as a thumbnail.

    Attributes:
        path: of the PNG.
        height: of the thumbnail, px; 0 for the whole sheet.
        blocks: what of the sheet the thumbnail shows; empty for all.
        rows: how many blocks the sheet should have.
    """

    path: Path
    height: int = 0
    blocks: tuple[int, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Picture:
    """A decoded sheet.

    Attributes:
        image: its pixels.
        blocks: place of each block of pictures, px; empty for a thumbnail.
    """

    image: QImage
    blocks: tuple[QRect, ...] = ()


class SheetPictures(QObject):
    """Decoded sheets of a run."""

    arrived = Signal(object)
    """A wish that was fulfilled, or has failed: see `failures`."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._kept: OrderedDict[Wish, Picture] = OrderedDict()
        self._wanted: list[Wish] = []
        self._tasks: dict[Wish, Task] = {}
        self.failures: dict[Wish, str] = {}
        """Why a sheet cannot be shown, a sentence."""

    def get(self, wish: Wish) -> Picture | None:
        """The picture; where it is not there yet, it is loaded before older wishes."""
        found = self._kept.get(wish)
        if found is not None:
            self._kept.move_to_end(wish)
            return found
        if wish not in self._tasks and wish not in self.failures:
            if wish in self._wanted:
                self._wanted.remove(wish)
            self._wanted.append(wish)
            self._next()
        return None

    def drop(self, path: Path) -> None:
        """Forget a sheet that was drawn again."""
        for wish in [wish for wish in self._kept if wish.path == path]:
            del self._kept[wish]
        for wish in [wish for wish in self.failures if wish.path == path]:
            del self.failures[wish]

    def clear(self) -> None:
        """Forget all sheets, and load none."""
        for task in self._tasks.values():
            task.stop()
        self._tasks.clear()
        self._wanted.clear()
        self._kept.clear()
        self.failures.clear()

    def _next(self) -> None:
        while self._wanted and len(self._tasks) < _AT_ONCE:
            wish = self._wanted.pop()
            self._tasks[wish] = self._background.run(
                partial(_decode, wish),
                partial(self._keep, wish),
                partial(self._fail, wish),
                owner=self,
                what=f"Reading the sheet {wish.path.name}",
            )

    def _keep(self, wish: Wish, picture: Picture) -> None:
        self._tasks.pop(wish, None)
        self._kept[wish] = picture
        total = sum(p.image.sizeInBytes() for p in self._kept.values())
        while total > _BYTES and len(self._kept) > 1:
            total -= self._kept.popitem(last=False)[1].image.sizeInBytes()
        self._next()
        self.arrived.emit(wish)

    def _fail(self, wish: Wish, sentence: str) -> None:
        self._tasks.pop(wish, None)
        self.failures[wish] = sentence
        self._next()
        self.arrived.emit(wish)


def _decode(wish: Wish, _: Task) -> Picture:
    image = QImage(str(wish.path))
    if image.isNull():
        there = "is damaged" if wish.path.exists() else "is gone"
        raise RunError(f"The sheet {wish.path.name} {there}.")
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    if not wish.height:
        return Picture(image, blocks_of(image))
    if wish.blocks:
        whole = Picture(image, blocks_of(image))
        image = image.copy(area(whole, Part("", wish.blocks), wish.rows))
    if image.height() > wish.height:
        image = image.scaled(
            QSize(8 * image.width(), wish.height),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return Picture(image)


def blocks_of(image: QImage) -> tuple[QRect, ...]:
    """Find the blocks of pictures on a sheet: bands between rows of one grey."""
    width, height = image.width(), image.height()
    view = np.frombuffer(image.constBits(), np.uint8, height * image.bytesPerLine())
    pixels = view.reshape(height, -1)[:, : 4 * width].reshape(height, width, 4)
    pixels = pixels[..., :3]
    plain = np.all(pixels == pixels[:, :1, :1], axis=(1, 2))
    edges = np.flatnonzero(np.diff(plain.astype(np.int8), prepend=0, append=0))
    seams = [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= _SEAM]
    blocks, top = [], 0
    for start, end in [*seams, (height, height)]:
        if start > top:
            right = _right_end(pixels[top:start])
            blocks.append(QRect(0, top, right, start - top))
        top = end
    return tuple(blocks)


def _right_end(block: NDArray[np.uint8]) -> int:
    """Where the pictures of a block end: what is right of them is plain ground."""
    # Borders above and below may have another grey than what is beside.
    inner = block[_MARGIN:-_MARGIN] if len(block) > 2 * _MARGIN else block
    ground = np.all(inner == inner[:1, :, :1], axis=(0, 2))
    drawn = np.flatnonzero(~ground)
    width = int(block.shape[1])
    return min(int(drawn[-1]) + 1 + _MARGIN, width) if len(drawn) else width


@dataclass(frozen=True)
class Part:
    """Some blocks of a sheet that belong together.

    Attributes:
        name: what they show; "All" for the whole sheet.
        blocks: their numbers; empty for all.
    """

    name: str
    blocks: tuple[int, ...] = ()


def parts_of(rows: tuple[str, ...]) -> list[Part]:
    """Sort the rows of a sheet: each graph together with the pictures it was given.

    A name that comes again ("picture") is of what graphs are given.
    """
    parts, waiting = [Part("All")], []
    for number, name in enumerate(rows):
        waiting.append(number)
        if rows.count(name) == 1 or number == len(rows) - 1:
            parts.append(Part(name, tuple(waiting)))
            waiting = []
    return parts if len(parts) > 2 else parts[:1]


def area(picture: Picture, part: Part, rows: int) -> QRect:
    """What of a sheet a part covers; the whole where its blocks were not found."""
    whole = picture.image.rect()
    if not part.blocks or len(picture.blocks) != rows:
        return whole
    united = QRect()
    for number in part.blocks:
        united = united.united(picture.blocks[number])
    return united
