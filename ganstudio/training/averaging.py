"""A pull of the weights towards their own past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn


class HistoricalAveraging:
    """Penalty on the distance of a network's weights from their mean so far.

    Salimans et al. 2016 (arXiv:1606.03498), section 3.3. Name it in `ctx.steps`.
    """

    def __init__(self, net: nn.Module) -> None:
        """Begin the mean at the present weights."""
        self._net, self._count = net, 1
        self._means = [p.detach().clone() for p in net.parameters()]

    def penalty(self) -> Tensor:
        """Squared distance from the mean, a 0-d float32 tensor with gradient."""
        pairs = zip(self._net.parameters(), self._means, strict=True)
        return torch.stack([(p - mean).square().sum() for p, mean in pairs]).sum()

    @torch.no_grad()
    def update(self) -> None:
        """Take the present weights into the mean; call it after the optimisers."""
        self._count += 1
        torch._foreach_lerp_(
            self._means, [p.detach() for p in self._net.parameters()], 1 / self._count
        )

    def state_dict(self) -> dict[str, Any]:
        """Return the count and the means, in the order of the parameters."""
        return {"count": self._count, "means": list(self._means)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict()`'s result."""
        self._count = int(state["count"])
        with torch.no_grad():
            for mean, saved in zip(self._means, state["means"], strict=True):
                mean.copy_(saved)
