"""Python's cyclic garbage, collected in the window's thread only."""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_PERIOD: Final = 500
"""How often it is looked whether there is garbage, ms."""


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection while there is a window.

    Python collects in whatever thread has just made an object. Where that is a thread
    of the background, widgets that lie in a cycle are deleted there: it holds the lock
    of the interpreter and waits for one of Qt's, the window's thread holds that one and
    waits for the interpreter's, and the window stands still for ever.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_PERIOD)

    def collect(self) -> None:
        """Collect the oldest generation that Python would collect by now."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Give collection back to Python; to be called in the window's thread."""
        self._timer.stop()
        gc.collect()
        gc.enable()
