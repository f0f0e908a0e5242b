"""Colours of one picture for another."""

from __future__ import annotations

import torch
from torch import Tensor


def recolour(picture: Tensor, like: Tensor) -> Tensor:
    """Give a picture the mean and covariance of another's colours.

    Gatys et al. 2016 (arXiv:1606.05897), section 5.1, by Cholesky factors.

    Args:
        picture: float32 (1, C, H, W) in [-1, 1].
        like: the same, of any size.

    Returns:
        float32 (1, C, H, W) in [-1, 1]; what falls outside is cut.
    """
    mean, root = _moments(picture)
    new_mean, new_root = _moments(like)
    centred = picture.double().flatten(2)[0] - mean
    white = torch.linalg.solve_triangular(root, centred, upper=False)
    coloured: Tensor = new_root @ white + new_mean
    return coloured.clamp(-1, 1).to(picture.dtype).view_as(picture)


def _moments(picture: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (C, 1) and a square root (C, C) of the covariance, float64."""
    flat = picture.double().flatten(2)[0]
    mean = flat.mean(1, keepdim=True)
    centred = flat - mean
    covariance = centred @ centred.T / flat.shape[1]
    # A grey picture in three channels has no covariance of full rank.
    small = 1e-5 * torch.eye(len(flat), dtype=flat.dtype, device=flat.device)
    return mean, torch.linalg.cholesky(covariance + small)
