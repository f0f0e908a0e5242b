"""Augmentation that D sees on real and generated pictures alike.

Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training"
(arXiv:2006.10738): gradients flow through it to G, so G need not learn to draw
augmented pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import torch
from torch import Tensor
from torch.nn.functional import pad

Augmentation = Literal["none", "translation", "translation+cutout", "all"]
"""all: colour, then translation, then cutout, the paper's strongest policy."""


def _draw(like: Tensor, low: float, high: float) -> Tensor:
    """One number in [low, high) for each picture, float32 (N, 1, 1, 1)."""
    count = len(like)
    return torch.rand(count, 1, 1, 1, device=like.device) * (high - low) + low


def colour(x: Tensor) -> Tensor:
    """Shift the brightness, scale the saturation by [0, 2) and the contrast by [½, 1½).

    Values may leave [-1, 1]; a grey picture has no saturation to change.
    """
    x = x + _draw(x, -0.5, 0.5)
    grey = x.mean(dim=1, keepdim=True)
    x = grey + (x - grey) * _draw(x, 0.0, 2.0)
    middle = x.mean(dim=(1, 2, 3), keepdim=True)
    return middle + (x - middle) * _draw(x, 0.5, 1.5)


def translation(x: Tensor, ratio: float = 0.125) -> Tensor:
    """Move each picture by up to `ratio` of its sides; what comes in is 0."""
    count, _, height, width = x.shape
    most_y, most_x = round(height * ratio), round(width * ratio)
    # One index for each row and column: a loop over the pictures would cost a kernel
    # each, and a grid_sample would blur.
    y = torch.randint(-most_y, most_y + 1, (count, 1, 1), device=x.device)
    left = torch.randint(-most_x, most_x + 1, (count, 1, 1), device=x.device)
    rows = torch.arange(height, device=x.device)[None, :, None] + y + 1
    columns = torch.arange(width, device=x.device)[None, None, :] + left + 1
    rows, columns = rows.clamp(0, height + 1), columns.clamp(0, width + 1)
    picture = torch.arange(count, device=x.device)[:, None, None]
    moved = pad(x, (1, 1, 1, 1)).permute(0, 2, 3, 1)[picture, rows, columns]
    return moved.permute(0, 3, 1, 2)


def cutout(x: Tensor, ratio: float = 0.5) -> Tensor:
    """Set one rectangle of each picture, `ratio` of its sides, to 0.

    Its middle lies anywhere in the picture, so a part of it may lie outside.
    """
    count, _, height, width = x.shape
    tall, wide = round(height * ratio), round(width * ratio)
    top = torch.randint(height + 1 - tall % 2, (count, 1, 1), device=x.device)
    left = torch.randint(width + 1 - wide % 2, (count, 1, 1), device=x.device)
    rows = torch.arange(height, device=x.device)[None, :, None] - top + tall // 2
    columns = torch.arange(width, device=x.device)[None, None, :] - left + wide // 2
    inside = (rows >= 0) & (rows < tall) & (columns >= 0) & (columns < wide)
    return x * (~inside)[:, None].to(x.dtype)


_POLICIES: dict[Augmentation, tuple[Callable[[Tensor], Tensor], ...]] = {
    "none": (),
    "translation": (translation,),
    "translation+cutout": (translation, cutout),
    "all": (colour, translation, cutout),
}


class DiffAugment:
    """Augments what D is shown, in D's step and in G's.

    Draws from torch's global generator of the device, which the host keeps in the
    checkpoint; without augmentation nothing is drawn.
    """

    def __init__(self, policy: Augmentation) -> None:
        """Take a policy by name.

        Raises:
            ValueError: no such policy.
        """
        if policy not in _POLICIES:
            known = ", ".join(get_args(Augmentation))
            raise ValueError(
                f"DiffAugment: policy must be one of {known}, not {policy!r}."
            )
        self._changes = _POLICIES[policy]

    def __call__(self, images: Tensor) -> Tensor:
        """Change each picture on its own; float32 (N, C, H, W), the same shape back."""
        for change in self._changes:
            images = change(images)
        return images
