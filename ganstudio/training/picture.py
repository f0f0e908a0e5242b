"""A picture that is itself what a run trains."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Picture(nn.Module):
    """Pixels as a parameter, float32 (1, C, H, W) in [-1, 1].

    For models of `kind="optimise"`: a recipe makes it from its data, since a picture's
    size is known only there, and names it in `ctx.steps(...)`. It is the run's result:
    the host keeps it in checkpoints and writes it as a file.
    """

    def __init__(self, start: Tensor) -> None:
        """Begin with a copy of `start`, float32 (1, C, H, W)."""
        super().__init__()
        # L-BFGS sees the gradient as one flat vector.
        self.pixels = nn.Parameter(
            start.detach().clone(memory_format=torch.contiguous_format)
        )
