"""Ways for D to see more than one picture at once, against collapse."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def pack(images: Tensor, count: int) -> Tensor:
    """Put pictures on top of each other: (N, C, H, W) to (N/count, count*C, H, W).

    PacGAN, Lin et al. 2018 (arXiv:1712.04086): D judges several pictures of one source
    together, and a generator that repeats itself is found out.

    Raises:
        ValueError: N is no multiple of `count`.
    """
    if len(images) % count:
        raise ValueError(f"pack: {len(images)} pictures do not divide by {count}.")
    return images.reshape(len(images) // count, -1, *images.shape[2:])


def feature_matching(real: Tensor, fake: Tensor) -> Tensor:
    """Squared distance of the mean features, divided by their number; 0-d float32.

    Salimans et al. 2016 (arXiv:1606.03498), section 3.1: G's loss in place of D's
    verdict.

    Args:
        real: float (N, F), D's features of real pictures; no gradient flows into them.
        fake: float (M, F), of generated ones.
    """
    difference = real.detach().float().mean(0) - fake.float().mean(0)
    return difference.square().mean()


class MinibatchDiscrimination(nn.Module):
    """Features (N, F) -> how close each is to the others of its batch, (N, kernels).

    Salimans et al. 2016, section 3.2, equations 1 to 3: row i of kernel b is the sum
    over j of exp(-|M_ib - M_jb|_1).
    """

    precision = "fp32"

    def __init__(self, features: int, kernels: int = 16, size: int = 8) -> None:
        """Draw the projection from N(0, 1/features)."""
        super().__init__()
        self.shape = (kernels, size)
        start = torch.randn(features, kernels * size) / features**0.5
        self.projection = nn.Parameter(start)

    def forward(self, seen: Tensor) -> Tensor:
        # A product in low precision would blur what distances are made of.
        with torch.autocast(seen.device.type, enabled=False):
            M = (seen.float() @ self.projection).view(len(seen), *self.shape)
            distances = (M[:, None] - M[None]).abs().sum(3)  # (N, N, kernels)
            near: Tensor = (-distances).exp().sum(1) - 1  # without itself
            return near
