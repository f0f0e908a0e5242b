"""Ctrl-C and SIGTERM close the window as its own button would."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier


class Signals(QObject):
    """Wakes Qt's loop when a signal comes; Python alone would notice it much later.

    Args:
        ask: called in the window's thread at the first signal.
    """

    def __init__(
        self, ask: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._old_wakeup = signal.set_wakeup_fd(self._writer.fileno())
        wanted = [signal.SIGINT]
        if sys.platform != "win32":
            wanted.append(signal.SIGTERM)
        self._old: dict[signal.Signals, Any] = {
            number: signal.signal(number, self._note) for number in wanted
        }
        self._notifier = QSocketNotifier(
            self._reader.fileno(), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._woken)

    def close(self) -> None:
        """Put everything back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_wakeup)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _note(self, number: int, _: object) -> None:
        # A second one ends the program at once.
        signal.signal(number, signal.SIG_DFL)

    def _woken(self) -> None:
        try:
            self._reader.recv(64)
        except BlockingIOError:
            return
        self._ask()
