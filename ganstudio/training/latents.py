"""Latent vectors for training, from torch's global generator of the device.

The host seeds that generator and keeps its state in the checkpoint. Latents that a
person can ask for by seed are drawn elsewhere, with numpy, alike in every process.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor


def draw(
    count: int,
    size: int,
    prior: Literal["normal", "uniform", "sphere"] = "normal",
    *,
    like: Tensor,
) -> Tensor:
    """Draw latents, float32 (count, size), on the device of `like`.

    Args:
        count: how many.
        size: length of each.
        prior: normal: N(0, 1); uniform: U(-1, 1); sphere: normal, scaled to norm
            sqrt(size).
        like: any tensor on the wanted device.

    Raises:
        ValueError: no such prior.
    """
    shape = (count, size)
    if prior == "uniform":
        return torch.rand(shape, device=like.device) * 2 - 1
    z = torch.randn(shape, device=like.device)
    if prior == "sphere":
        return math.sqrt(size) * torch.nn.functional.normalize(z)
    if prior != "normal":
        raise ValueError(
            f"latents.draw: prior must be normal, uniform or sphere, not {prior!r}."
        )
    return z
