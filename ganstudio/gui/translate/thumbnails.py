"""Small pictures of files, made in the background, newest wish first."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ganstudio.core.images import read_pixels, resize
from ganstudio.gui.services import Background, Task
from ganstudio.gui.widgets import to_image

LONGEST = 256
"""Longer side of a thumbnail, px."""
_KEPT = 1000
_AT_ONCE = 2
"""The other threads stay free for the picture that somebody looks at."""


class Thumbnails(QObject):
    """Thumbnails of picture files.

    What was asked for last is made first: a person who scrolls sees what is on the
    screen, not what went by.
    """

    ready = Signal(Path)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._made: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: list[Path] = []
        self._running: set[Path] = set()

    def of(self, path: Path) -> QImage | None:
        """Return it; None while it is made; null where the file is no picture."""
        if path in self._made:
            self._made.move_to_end(path)
            return self._made[path]
        if path not in self._running:
            if path in self._wanted:
                self._wanted.remove(path)
            self._wanted.append(path)
            self._go_on()
        return None

    def close(self) -> None:
        """Make no more."""
        self._wanted.clear()

    def _go_on(self) -> None:
        while self._wanted and len(self._running) < _AT_ONCE:
            path = self._wanted.pop()
            self._running.add(path)
            self._background.run(
                partial(_made, path),
                partial(self._keep, path),
                partial(self._lost, path),
                owner=self,
                what=str(path),
            )

    def _lost(self, path: Path, _: str) -> None:
        # Its frame says why once somebody looks at it.
        self._keep(path, QImage())

    def _keep(self, path: Path, image: QImage) -> None:
        self._running.discard(path)
        self._made[path] = image
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        self.ready.emit(path)
        self._go_on()


def _made(path: Path, _: Task) -> QImage:
    return thumbnail(path)


def thumbnail(path: Path, longest: int = LONGEST) -> QImage:
    """Read a picture small.

    Raises:
        PictureError: it cannot be read.
    """
    pixels = read_pixels(path, short_side=longest)
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale < 1:
        pixels = resize(
            pixels, (max(round(height * scale), 1), max(round(width * scale), 1))
        )
    return to_image(pixels)
