"""Exponential moving average of a network's weights."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn


class EMA:
    """A second copy of a network that follows the first one slowly.

    Name it in `ctx.steps(ema=...)`: it is saved, and samples and exports use `module`
    in place of `source`. Early on the decay is min(decay, (1 + n) / (10 + n)) after n
    updates, so that a short run is not an average with its own random start.

    Attributes:
        source: the network in training.
        module: the average, in eval mode and without gradients; buffers (batch norm's
            statistics) are copied, not averaged. With decay 0 it is `source` itself.
    """

    def __init__(self, net: nn.Module, decay: float) -> None:
        """Start the average at the network's present weights.

        Args:
            net: network to follow.
            decay: share of the old average in the new one, in [0, 1); 0 is off.

        Raises:
            ValueError: decay outside [0, 1).
        """
        if not 0 <= decay < 1:
            raise ValueError(f"EMA: decay must be in [0, 1), not {decay}.")
        self.source = net
        self.decay = decay
        self.updates = 0
        self.module = net
        if decay > 0:
            self.module = copy.deepcopy(net).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self) -> None:
        """Move the average one step; call it after the optimiser's step."""
        if self.module is self.source:
            return
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(
            list(self.module.parameters()), list(self.source.parameters()), 1 - decay
        )
        for mine, theirs in zip(
            self.module.buffers(), self.source.buffers(), strict=True
        ):
            mine.copy_(theirs)

    def state_dict(self) -> dict[str, Any]:
        """Return the count of updates and the averaged weights; {} with decay 0."""
        if self.module is self.source:
            return {}
        return {"updates": self.updates, "module": self.module.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict()`'s result."""
        if self.module is self.source:
            return
        self.updates = int(state["updates"])
        self.module.load_state_dict(state["module"])
