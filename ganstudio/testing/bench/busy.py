"""A model that does nothing but work: about 5 ms a step, with and without the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.optim import Adam

from ganstudio.api import Config, Context, Facts, Graph

BLOCK = 40
"""Steps in a turn."""
WIDTH, ROWS = 384, 128


class BusyConfig(Config):
    """Nothing of its own."""


class Busy(nn.Module):
    """A network with its input and its optimiser, so that both ways share all memory.

    Two copies would differ by where they lie, which is more than the host costs.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(4):
            layers += [nn.Linear(WIDTH, WIDTH), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.x = torch.randn(ROWS, WIDTH)
        self.optimiser = Adam(self.parameters(), lr=1e-4)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.layers(x))

    def work(self, call: Callable[[Tensor], Tensor]) -> Tensor:
        """Take one training step through `call`: the module, or its bare forward."""
        loss = call(self.x).square().mean()
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return loss.detach()


def build(config: BusyConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return one network of a size that takes about 5 ms for a step on one core."""
    return {"net": Busy()}


def graphs(
    config: BusyConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Nobody looks at it."""
    return []


def train(ctx: Context[BusyConfig]) -> None:
    """A recipe: learning rate set, one step, four numbers reported."""
    net = ctx.nets["net"]
    for _ in ctx.steps(optimiser=net.optimiser):
        ctx.lr(net.optimiser, 1e-4)
        loss = net.work(net)
        ctx.report({"loss/d": loss, "loss/g": loss, "d/real": loss, "d/fake": loss})
