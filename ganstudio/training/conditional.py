"""Batch norm whose scale and shift depend on the class."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConditionalBatchNorm2d(nn.Module):
    """Batch norm with a scale and a shift of its own for each class.

    Dumoulin et al. 2017 (arXiv:1610.07629), section 2.2, for styles; Miyato and Koyama
    2018 (arXiv:1802.05637) for classes. A mixture of classes gets the mixture of their
    scales and shifts.
    """

    def __init__(self, channels: int, classes: int) -> None:
        """Begin as plain batch norm: every scale 1, every shift 0."""
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        # Plain parameters, which a network's rule for random starts leaves alone.
        self.scale = nn.Parameter(torch.ones(classes, channels))
        self.shift = nn.Parameter(torch.zeros(classes, channels))

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        """Normalise float (N, C, H, W) by labels, float32 (N, K), rows summing to 1."""
        scale, shift = label @ self.scale, label @ self.shift  # (N, C)
        normal: Tensor = self.norm(x)
        return normal * scale[:, :, None, None] + shift[:, :, None, None]
