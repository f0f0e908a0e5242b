"""From a photograph that is opened to its translation on the screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ganstudio.gui.main import delete, make_application, open_window
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.window import Window

_SETTLE_MS = 4000
"""For lists, previews and imports after the first paint."""
_REST_MS = 700
"""Between two photographs, so that what the one before left is done."""


class Openings(QObject):
    """Opens photograph after photograph, and notes when a preview was painted.

    Args:
        window: with a model chosen and nothing open.
        pictures: all different; the first one warms the model's process.
    """

    def __init__(self, window: Window, pictures: list[Path]) -> None:
        super().__init__(window)
        self._work: Any = window.workspace
        self._window, self._left = window, list(pictures)
        self.seconds: list[float] = []
        """From the drop to the paint, one for each picture."""
        self.network: list[float] = []
        """Of that within the network."""
        self._began, self._spent = 0.0, 0.0
        work: Any = self._work
        work.desk.shown_changed.connect(self._shown)
        window.services.interactive.answered.connect(self._answered)

    def go_on(self) -> None:
        """Open the next one; close the window after the last."""
        if not self._left:
            self._window.close()
            return
        self._began, self._spent = time.perf_counter(), 0.0
        self._window.services.navigator.open([self._left.pop(0)])

    def _answered(self, answer: Any) -> None:
        if answer.ticket.channel == "translate preview" and self._began:
            self._spent = answer.seconds_network

    def _shown(self) -> None:
        desk = self._work.desk
        if not self._began or desk.after is None or not self._spent:
            return
        self._work.view.view.repaint()
        self.seconds.append(time.perf_counter() - self._began)
        self.network.append(self._spent)
        self._began = 0.0
        desk.stop()
        QTimer.singleShot(_REST_MS, self, self.go_on)


def opening_times(translator: Path, pictures: list[Path]) -> dict[str, object]:
    """Open photographs in a window, one after the other.

    Args:
        translator: model file.
        pictures: the first one is not counted.

    Returns:
        "seconds" from opening to the painted preview, and "network" seconds of that.
    """
    app = make_application()
    window = open_window()
    window.show_workspace("translate")
    openings = Openings(window, pictures)

    def begin() -> None:
        window.workspace.history.choose(Recipe(translator))  # type: ignore[attr-defined]
        openings.go_on()

    QTimer.singleShot(_SETTLE_MS, window, begin)
    app.exec()
    delete(window)
    return {"seconds": openings.seconds[1:], "network": openings.network[1:]}
