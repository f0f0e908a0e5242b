"""Stopping what nobody waits for any more."""

from __future__ import annotations

import threading
from typing import Any

from ganstudio.api import InferenceError


class StoppedError(InferenceError):
    """The run was stopped because nobody waits for its result."""


class Stop:
    """Stops a run from another thread, between two operators of the graph.

    OpenVINO ends the present run first.
    """

    def __init__(self) -> None:
        """Begin unset."""
        self._lock = threading.Lock()
        self._set = False
        self._options: Any = None

    def set(self) -> None:
        """Stop the present run, and every later one that is given this object."""
        with self._lock:
            self._set = True
            if self._options is not None:
                self._options.terminate = True

    def watch(self, options: Any) -> None:
        """Let `set` reach a run through its onnxruntime.RunOptions, if it has any.

        Raises:
            StoppedError: already set.
        """
        with self._lock:
            if self._set:
                raise StoppedError("Stopped before it began: a newer request came in.")
            self._options = options

    @property
    def is_set(self) -> bool:
        """Whether `set` was called."""
        return self._set
