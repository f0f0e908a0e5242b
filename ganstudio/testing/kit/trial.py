"""Trials: the worker's own driver on a tiny run, stopped and looked at on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from ganstudio.api import ModelSpec, parse_config
from ganstudio.core.runs import DataRecord, EventWriter, RunFolder, RunRecord
from ganstudio.host import Registered, Registry, load_reference
from ganstudio.testing.kit.tiny import tiny_config, tiny_data
from ganstudio.worker import tree
from ganstudio.worker.context import RunContext
from ganstudio.worker.control import Requests
from ganstudio.worker.driver import Driver
from ganstudio.worker.setup import Setup, assemble

STEPS = 6
"""Length of a trial; optimisers go wrong after a resume from the second step on."""
HALF = STEPS // 2


@dataclass
class Subject:
    """A model on trial: where its tiny data and its runs lie, and what was made.

    Attributes:
        registered: the model.
        registry: all models, for the worker.
        home: a temporary folder.
        device: where it is trained: "auto", "cpu", "cuda", "cuda:1" or "mps".
        made: what a promise leaves for those after it, by name.
    """

    registered: Registered
    registry: Registry
    home: Path
    device: str = "cpu"
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def spec(self) -> ModelSpec:
        """The model's card."""
        return self.registered.spec

    def record(self) -> RunRecord:
        """What a tiny run is; its data is written at the first call."""
        if "data" not in self.made:
            self.made["data"] = tiny_data(self.spec.data, self.home / "data")
        path, path_b = self.made["data"]
        config = parse_config(self.spec.config, tiny_config(self.spec, STEPS))
        return RunRecord(
            model=self.spec.id,
            plugin=self.registered.plugin,
            config=config.model_dump(mode="json"),
            data=DataRecord(kind=self.spec.data, path=path, path_b=path_b),
            seed=3,
            device=self.device,
            threads=1,  # tiny networks only wait for a second one
        )

    def run(self, name: str) -> Setup:
        """Make a run folder and everything that stands before its first step."""
        folder = RunFolder.create(self.home / name, self.record())
        setup = assemble(folder.record, self.registry)
        folder.complete(setup.record)
        return setup


class TrialDriver(Driver):
    """The worker's driver, which stops and looks where it is told to.

    Args:
        folder: the run.
        setup: what is trained.
        events: where everything is written.
        stop_after: step after which to ask for a stop; 0: never.
        look_after: step after which to make a sample sheet; 0: never.
    """

    def __init__(
        self,
        folder: RunFolder,
        setup: Setup,
        events: EventWriter,
        *,
        stop_after: int = 0,
        look_after: int = 0,
    ) -> None:
        super().__init__(folder, setup, events, Requests(), _no_export)
        self._stop_after, self._look_after = stop_after, look_after
        self.disturbed: list[str] = []
        """What making a sample sheet changed, by its path in the state."""

    def end_step(self, step: int) -> bool:
        """See `Driver.end_step`."""
        if step and step == self._look_after:
            before = bits(self.context)
            self.sample()
            self.disturbed = differences(before, bits(self.context))
        if step and step == self._stop_after:
            self.requests.take("stop", {})
        return super().end_step(step)


def _no_export(context: RunContext, args: dict[str, Any]) -> list[str]:
    raise AssertionError("nobody asks a trial to export")


def train(driver: Driver) -> None:
    """Run the model's recipe to the end of its loop."""
    load_reference(driver.context.setup.spec.train)(driver.context)
    driver.check_end()


def bits(context: RunContext) -> tuple[Any, dict[str, torch.Tensor]]:
    """Copy all that the same bits need, and the networks' modes besides."""
    value, tensors = tree.flatten(context.state())
    modes = {
        f"{name}.{part}": module.training
        for name, net in context.nets.items()
        for part, module in net.named_modules()
    }
    return {**value, "modes": modes}, {
        name.lstrip("/"): tensor.clone() for name, tensor in tensors.items()
    }


def differences(
    one: tuple[Any, dict[str, torch.Tensor]], other: tuple[Any, dict[str, torch.Tensor]]
) -> list[str]:
    """Name what differs by a single bit between two results of `bits`."""
    names = sorted(one[1].keys() | other[1].keys())
    wrong = [n for n in names if not _same(one[1].get(n), other[1].get(n))]
    wrong += [n for n in one[0] if one[0][n] != other[0].get(n) and n not in wrong]
    return wrong


def _same(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    if a is None or b is None or a.shape != b.shape or a.dtype != b.dtype:
        return False
    return torch.equal(_bytes(a), _bytes(b))


def _bytes(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
