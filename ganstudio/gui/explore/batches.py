"""Drawing many pictures a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ganstudio.gui.explore.inputs import Arrays
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.services import ModelProcess
from ganstudio.inference import Answer, RunRequest

_BATCH = 16
"""Pictures in one run of the network; bounds its memory."""


class Batches:
    """Draws all rows of some inputs; what was asked before is dropped.

    Args:
        process: that runs the model.
        channel: what it is for.
    """

    def __init__(self, process: ModelProcess, channel: str) -> None:
        self._process, self._channel = process, channel
        self._turn = 0

    def cancel(self) -> None:
        """Drop what was asked."""
        self._turn += 1
        self._process.cancel(self._channel)

    def draw(
        self,
        model: Path,
        inputs: Arrays,
        done: Callable[[Pixels], None],
        failed: Callable[[str], None],
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Draw pictures.

        Args:
            model: a generator's file.
            inputs: port's name -> float32 (N, ...).
            done: called with uint8 (N, H, W, C).
            failed: called with one sentence.
            progress: called with the part done.
        """
        self.cancel()
        turn = self._turn
        count = len(next(iter(inputs.values())))
        parts: list[Pixels] = []

        def ask(begin: int) -> None:
            some = {n: rows[begin : begin + _BATCH] for n, rows in inputs.items()}
            self._process.submit(RunRequest(model, some), receive, self._channel)

        def receive(answer: Answer) -> None:
            if turn != self._turn:
                return
            if answer.images is None:
                failed(answer.error or f"{model.name} drew no pictures.")
                return
            parts.append(answer.images)
            come = sum(map(len, parts))
            progress(come / count)
            if come < count:
                ask(come)
            else:
                done(np.concatenate(parts))

        ask(0)
