"""Previews: read when they are first drawn, in the background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from ganstudio.api import StudioError
from ganstudio.core.model_file import read_model_file
from ganstudio.gui.services import Background

LARGEST = 480
"""Longest side of a preview that is kept, px."""
_KEPT = 200


class Pictures(QObject):
    """A store of small pictures.

    Args:
        read: called in the background with a key; a null image where there is none.
    """

    arrived = Signal(object)
    """The key whose picture has come."""

    def __init__(
        self,
        background: Background,
        read: Callable[[Hashable], QImage],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._read = background, read
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._asked: set[Hashable] = set()

    def get(self, key: Hashable) -> QPixmap | None:
        """Return a picture; None while it is being read, a null one without any."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            self._background.run(
                lambda _: self._read(key),
                lambda image: self._take(key, image),
                lambda _: self._take(key, QImage()),
                owner=self,
            )
        return None

    def _take(self, key: Hashable, image: QImage) -> None:
        self._asked.discard(key)
        self._kept[key] = QPixmap.fromImage(image)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(key)


def model_picture(key: Hashable) -> QImage:
    """Read the preview of a model file; `key` is (path, time of its last change)."""
    assert isinstance(key, tuple)
    try:
        data = read_model_file(Path(key[0])).preview
    except StudioError:
        return QImage()
    return _small(QImage.fromData(data)) if data else QImage()


def sheet_picture(key: Hashable) -> QImage:
    """Read a run's sample sheet; `key` is its path as text."""
    return _small(QImage(str(key)))


def _small(image: QImage) -> QImage:
    if max(image.width(), image.height()) <= LARGEST:
        return image
    return image.scaled(
        QSize(LARGEST, LARGEST),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
