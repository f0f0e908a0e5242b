"""The reporter: a step's numbers, fetched from the device in batches."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from ganstudio.api import RunError

FETCH_SECONDS = 0.5
FETCH_STEPS = 100


class NonFiniteError(RunError):
    """A reported term is NaN or infinite."""


@dataclass
class _Step:
    step: int
    time: float
    values: dict[str, Any]


class Reporter:
    """Collects 0-d tensors and writes one "metrics" event per step.

    Fetching waits for the device, so it happens once in `FETCH_SECONDS` or
    `FETCH_STEPS`, whichever is first, and before every checkpoint.
    """

    def __init__(self, write: Callable[[list[dict[str, Any]]], None]) -> None:
        """Hand every batch of events, in order, to `write`."""
        self._write = write
        self._waiting: list[_Step] = []
        self._fetched = time.monotonic()
        self.last: dict[str, float] = {}
        """The newest values fetched, by term."""

    def report(self, step: int, values: Mapping[str, Any]) -> None:
        """Keep a step's values, each a 0-d tensor or a number, for the next fetch.

        Raises:
            RunError: a value of another shape.
        """
        kept: dict[str, Any] = {}
        for name, value in values.items():
            if isinstance(value, torch.Tensor):
                if value.dim():
                    raise RunError(
                        f"ctx.report({name!r}) takes a number or a 0-d tensor, not"
                        f" shape {tuple(value.shape)}: report its mean."
                    )
                kept[name] = value.detach()
            else:
                kept[name] = float(value)
        if self._waiting and self._waiting[-1].step == step:
            self._waiting[-1].values.update(kept)
        else:
            self._waiting.append(_Step(step, time.time(), kept))

    def due(self) -> bool:
        """Tell whether it is time to fetch."""
        return bool(self._waiting) and (
            len(self._waiting) >= FETCH_STEPS
            or time.monotonic() - self._fetched > FETCH_SECONDS
        )

    def fetch(self) -> None:
        """Fetch and write what waits; the steps up to a bad term are written first.

        Raises:
            NonFiniteError: a term is NaN or infinite; term and step are named.
        """
        waiting, self._waiting = self._waiting, []
        self._fetched = time.monotonic()
        tensors = [
            value.float()
            for entry in waiting
            for value in entry.values.values()
            if isinstance(value, torch.Tensor)
        ]
        numbers = iter(torch.stack(tensors).tolist() if tensors else ())
        events, bad = [], None
        for entry in waiting:
            values = {
                name: next(numbers) if isinstance(value, torch.Tensor) else value
                for name, value in entry.values.items()
            }
            event = {"type": "metrics", "step": entry.step, "time": entry.time}
            events.append({**event, "values": values})
            self.last = values
            wrong = [n for n, v in values.items() if not math.isfinite(v)]
            if wrong:
                bad = (wrong, entry.step, values)
                break
        if events:
            self._write(events)
        if bad:
            names, step, values = bad
            terms = ", ".join(f"{name} is {values[name]}" for name in names)
            raise NonFiniteError(
                f"Training stopped at step {step}: {terms}. Resume from the last"
                " checkpoint with a lower learning rate (lr) or precision=fp32."
            )
