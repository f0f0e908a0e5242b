"""Masks from one start to the next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.gui.picture import Mask
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.masks import Packed


class MaskMemory(QObject):
    """Packs the masks of the film, each only once, and puts them back."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: dict[Path, Packed] = {}
        """Masks of last time, until their pictures are on the film."""
        self._packed: dict[Path, tuple[Mask, Packed]] = {}
        desk.film.count_changed.connect(self._put_back)

    def all(self) -> tuple[tuple[Path, Packed], ...]:
        """Every picture that has a mask, and the mask."""
        packed: dict[Path, tuple[Mask, Packed]] = {}
        for frame in self._desk.film.frames:
            if frame.mask is None:
                continue
            known = self._packed.get(frame.path)
            if known is None or known[0] is not frame.mask:
                made = Packed.of(frame.mask)
                assert made is not None
                known = frame.mask, made
            packed[frame.path] = known
        self._packed = packed
        found = [(path, made) for path, (_, made) in packed.items()]
        return (*found, *self._waiting.items())

    def restore(self, masks: Iterable[tuple[Path, Packed]]) -> None:
        """Put these masks back once their pictures are on the film."""
        self._waiting = dict(masks)
        self._put_back()

    def _put_back(self) -> None:
        for frame in self._desk.film.frames if self._waiting else ():
            packed = self._waiting.pop(frame.path, None)
            if packed is not None:
                self._desk.set_mask(frame, packed.mask())
