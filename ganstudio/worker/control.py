"""The control thread: hears commands at once, though they act only between steps."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any

from ganstudio.core.runs import ControlInbox, OwnerClaim

POLL_SECONDS = 0.1
BEAT_SECONDS = 2.0


class Requests:
    """What users asked of this run and the loop has not done yet. Thread-safe."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self.stop = False
        self.pause = False
        self.todo: deque[tuple[str, dict[str, Any]]] = deque()
        """("checkpoint" | "sample" | "export" | "set", arguments) in order."""
        self.changed = threading.Event()

    def take(self, command: str, args: dict[str, Any]) -> None:
        """Note one command for the next end of a step."""
        match command:
            case "stop":
                self.stop = True
            case "pause":
                self.pause = True
            case "resume":
                self.pause = False
            case _:
                self.todo.append((command, args))
        self.changed.set()

    @property
    def waiting(self) -> bool:
        """Whether the end of this step has anything to look at."""
        return self.stop or self.pause or bool(self.todo)


class ControlThread(threading.Thread):
    """Polls the run's inbox and keeps its owner's heart beating."""

    def __init__(
        self, inbox: ControlInbox, claim: OwnerClaim, requests: Requests
    ) -> None:
        """Feed `requests` from `inbox`, and beat `claim`."""
        super().__init__(name="control", daemon=True)
        self._inbox, self._claim, self._requests = inbox, claim, requests
        self._ended = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Poll until `end`; a failure (a full disk) is kept and asks for a stop."""
        beat = 0.0
        while not self._ended.wait(POLL_SECONDS):
            try:
                for command in self._inbox.poll():
                    self._requests.take(command.command, command.args)
                if time.monotonic() - beat > BEAT_SECONDS:
                    self._claim.beat()
                    beat = time.monotonic()
            except Exception as error:
                self.failure = error
                self._requests.take("stop", {})
                return

    def end(self) -> None:
        """Stop polling and wait for the thread."""
        self._ended.set()
        self.join()
