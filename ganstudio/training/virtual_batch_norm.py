"""Batch norm by a reference batch that is chosen once."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class VirtualBatchNorm2d(nn.BatchNorm2d):
    """Normalises each picture by a fixed batch and itself, not by its neighbours.

    Salimans et al. 2016 (arXiv:1606.03498), section 3.4. In training the first
    `reference` rows of the input are the fixed batch on its way through the network,
    and are normalised by themselves; in eval mode there are no such rows, and the
    statistics that they had last are used, as with batch norm.
    """

    def __init__(self, channels: int, reference: int) -> None:
        """Normalise (N, channels, H, W) by its first `reference` rows."""
        super().__init__(channels)
        self.reference = reference

    def forward(self, x: Tensor) -> Tensor:
        """Return float (N, C, H, W) of the input's type.

        Raises:
            ValueError: in training, no row beside the reference.
        """
        if not self.training:
            return super().forward(x)
        if len(x) <= self.reference:
            raise ValueError(
                f"VirtualBatchNorm2d: the first {self.reference} rows are the"
                f" reference, and there are {len(x)}."
            )
        values = x.float()
        # Spreads about each mean, not E[x^2] - E[x]^2: of a map that is far from 0 that
        # difference is rounding, and may be negative.
        var, mean = torch.var_mean(values, (2, 3), correction=0)  # (N, C)
        mean_r = mean[: self.reference].mean(0)
        apart = (mean - mean_r).square()
        var_r = (var + apart)[: self.reference].mean(0)
        with torch.no_grad():
            assert self.running_mean is not None
            assert self.running_var is not None
            self.running_mean.copy_(mean_r)
            self.running_var.copy_(var_r)
        own = torch.full((len(x), 1), 1 / (self.reference + 1), device=x.device)
        own[: self.reference] = 0
        mean = own * mean + (1 - own) * mean_r
        var = own * var + (1 - own) * var_r + own * (1 - own) * apart
        scale = self.weight / (var + self.eps).sqrt()
        shift = self.bias - mean * scale
        made = values * scale[:, :, None, None] + shift[:, :, None, None]
        return made.to(x.dtype)
