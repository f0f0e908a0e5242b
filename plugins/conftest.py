"""A context small enough to read: what a recipe needs, and a record of what it did."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import torch

from ganstudio.api import Facts, ModelSpec, parse_config


class Rehearsal:
    """Runs a recipe for some steps on given batches, in float32 on the CPU."""

    def __init__(
        self, config: Any, facts: Facts, nets: Mapping[str, Any], batch: Callable
    ) -> None:
        self.config, self.facts, self.nets = config, facts, nets
        self.total_steps = config.steps
        self.last = config.steps
        self.state: dict[str, Any] = {}
        self.saved: dict[str, Any] | None = None
        self.at_start: Callable[[Rehearsal], None] = lambda ctx: None
        self.at_step: Callable[[int], None] = lambda step: None
        self.reports: list[dict[str, float]] = []
        self.rates: list[float] = []
        self.previews: dict[str, Any] = {}
        self.asked: list[str] = []
        """Names of the streams that were asked for a batch, in order."""
        self._batch, self._step = batch, 0

    def steps(self, **state: Any) -> Iterator[tuple[int, Any]]:
        self.state = state
        first = 1
        if self.saved is not None:
            first = self.saved["step"] + 1
            for name, net in self.nets.items():
                net.load_state_dict(self.saved["nets"][name])
            for name, thing in state.items():
                thing.load_state_dict(self.saved["state"][name])
            torch.set_rng_state(self.saved["random"])
        self.at_start(self)
        for step in range(first, self.last + 1):
            self._step = step
            yield step, self._batch(step)
            self.at_step(step)

    def checkpoint(self) -> dict[str, Any]:
        return copy.deepcopy(
            {
                "step": self._step,
                "nets": {k: v.state_dict() for k, v in self.nets.items()},
                "state": {k: v.state_dict() for k, v in self.state.items()},
                "random": torch.get_rng_state(),
            }
        )

    def batch(self, stream: str) -> Any:
        self.asked.append(stream)
        return self._batch(1000 + len(self.asked))

    def report(self, values: Mapping[str, Any]) -> None:
        assert not any(
            v.requires_grad for v in values.values() if isinstance(v, torch.Tensor)
        ), "a reported tensor keeps its whole graph alive"
        self.reports.append({name: float(value) for name, value in values.items()})

    def lr(self, optimiser: Any, base: float, schedule: Any = None) -> float:
        progress = (self._step - 1) / self.total_steps
        rate = base * (schedule(progress) if schedule else 1.0)
        for group in optimiser.param_groups:
            group["lr"] = rate
        self.rates.append(rate)
        return rate

    def preview(self, name: str, images: Any) -> None:
        tensor = isinstance(images, torch.Tensor)
        self.previews[name] = images.detach() if tensor else images


@pytest.fixture
def rehearse() -> Callable[..., Rehearsal]:
    """Make a rehearsal: (spec, build, values, batch, channels, labels) -> it."""

    def make(
        spec: ModelSpec,
        build: Callable[..., Mapping[str, Any]],
        values: Mapping[str, Any],
        batch: Callable[[int], Any],
        channels: int = 3,
        labels: tuple[str, ...] = (),
    ) -> Rehearsal:
        torch.manual_seed(0)
        config = parse_config(spec.config, values)
        facts = Facts(channels=channels, labels=labels)
        return Rehearsal(config, facts, build(config, facts), batch)

    return make
