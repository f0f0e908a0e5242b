"""How long the event loop stands still, idle and with everything going on at once."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from ganstudio.core.images import Picture, read_picture
from ganstudio.gui.main import delete, make_application, open_window
from ganstudio.gui.window import Window

_TICK_MS = 5
_SETTLE_MS = 4000
"""For lists, previews and imports after the first paint."""
_TURN_MS = 2500
"""How long each workspace is shown."""
_MOVE_MS = 16


class Pulse(QObject):
    """A timer of 5 ms that notes how much too late it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        """Seconds beyond the 5 ms, one for each tick."""
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to note."""
        self.late.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        """Stop, and return what was noted."""
        self._timer.stop()
        return list(self.late)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - _TICK_MS / 1e3))
        self._last = now


class Load(QObject):
    """Explores, translates and goes from workspace to workspace, without a pause.

    Args:
        window: where it does so.
        translator: model file.
        picture: what is translated over and over.
    """

    def __init__(self, window: Window, translator: Path, picture: Picture) -> None:
        super().__init__(window)
        self.drawn = self.translated = 0
        self._window, self._translator, self._picture = window, translator, picture
        self._places = ("explore", "translate", "train")
        self._turn = self._angle = 0
        self._moving, self._turning = QTimer(self), QTimer(self)
        self._moving.timeout.connect(self._move)
        self._turning.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin."""
        self._explorer: Any = self._window.place("explore").explorer  # type: ignore[attr-defined]
        self._explorer.picture_changed.connect(self._count)
        self._moving.start(_MOVE_MS)
        self._turning.start(_TURN_MS)
        self._translate()

    def stop(self) -> None:
        """End."""
        self._moving.stop()
        self._turning.stop()
        self._window.services.heavy.cancel("bench")

    def _count(self) -> None:
        self.drawn += 1

    def _move(self) -> None:
        """Drag the pad's point in a circle around its middle."""
        self._angle += 1
        parts = [
            1 + 0.6 * math.sin(self._angle / 20 + third * 2 * math.pi / 3)
            for third in range(3)
        ]
        weights = tuple(part / sum(parts) for part in parts)
        self._explorer.change("Move on the pad", dragging=True, weights=weights)

    def _go_on(self) -> None:
        self._turn += 1
        self._window.show_workspace(self._places[self._turn % len(self._places)])

    def _translate(self) -> None:
        from ganstudio.inference import TranslateRequest

        def again(answer: object) -> None:
            self.translated += 1
            self._translate()

        request = TranslateRequest(self._translator, self._picture)
        self._window.services.heavy.submit(request, again, "bench")


def stalls(
    seconds: float, run: Path, generator: Path, translator: Path, picture: Path
) -> dict[str, object]:
    """Measure a window at rest, then under load.

    Args:
        seconds: for each of the two.
        run: folder of a run that is being trained; it is shown in Train.
        generator: model file to explore.
        translator: model file to translate with.
        picture: to translate.

    Returns:
        "idle" and "busy": seconds that each 5-ms tick came late; "drawn" pictures
        explored and "translated" pictures.
    """
    app = make_application()
    window = open_window()
    pulse = Pulse()
    load = Load(window, translator, read_picture(picture))
    found: dict[str, object] = {}
    milliseconds = round(1e3 * seconds)

    def idle() -> None:
        pulse.start()
        QTimer.singleShot(milliseconds, window, busy)

    def busy() -> None:
        found["idle"] = pulse.stop()
        window.services.navigator.open_run(run)
        window.services.navigator.open([picture])
        window.services.navigator.open_model(generator)
        QTimer.singleShot(_SETTLE_MS, window, begin)

    def begin() -> None:
        load.start()
        pulse.start()
        QTimer.singleShot(milliseconds, window, end)

    def end() -> None:
        found["busy"] = pulse.stop()
        load.stop()
        window.close()

    QTimer.singleShot(_SETTLE_MS, window, idle)
    app.exec()
    delete(window)
    return found | {"drawn": load.drawn, "translated": load.translated}
