"""Geometry, workspace and open work, kept from one start to the next."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ganstudio.api import StudioError
from ganstudio.core.files import write_json
from ganstudio.core.paths import state_dir
from ganstudio.gui.services import Services
from ganstudio.gui.window import Window

_FILE = "window.json"
_EVERY_MS = 10_000


def read_session() -> dict[str, Any]:
    """Return what the last window left; {} where that cannot be read."""
    try:
        state = json.loads((state_dir() / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_session(state: dict[str, Any]) -> None:
    """Keep a window's state.

    Raises:
        StudioError: the disk refuses.
    """
    write_json(state_dir() / _FILE, state)


class SessionKeeper(QObject):
    """Writes the window's state when it closes, and every few seconds before.

    A power cut or a kill leaves no time to write.

    Args:
        window: whose state it is; the keeper becomes its child.
        services: where it is written.
    """

    def __init__(self, window: Window, services: Services) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._written: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.keep_soon)
        window.closed.connect(self._keep_now)

    def start(self) -> None:
        """Begin to look now and then."""
        self._timer.start()

    def keep_soon(self) -> None:
        """Write the state in the background, if it is new."""
        state = self._window.state()
        if state != self._written:
            self._written = state
            self._services.background.run(lambda _: write_session(state))

    def _keep_now(self) -> None:
        self._timer.stop()
        with suppress(StudioError):
            write_session(self._window.state())
