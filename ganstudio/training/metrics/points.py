"""What two sets of points say of each other: modes, earth mover's distance, JS, KL.

For laboratories in the plane, where everything can be counted and seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

GOOD_WITHIN = 3.0
"""A sample is good within this many standard deviations of its nearest mode."""


@dataclass(frozen=True)
class Coverage:
    """How much of a mixture of Gaussians is drawn, and how well."""

    covered: int
    """Modes with at least one good sample."""
    good: float
    """Share of good samples, in [0, 1]."""
    each: tuple[int, ...]
    """Good samples of each mode."""


def coverage(points: Tensor, centres: Tensor, std: float) -> Coverage:
    """Count the modes that samples cover.

    Lin et al. 2018 (PacGAN, arXiv:1712.04086), section 4.1, after Srivastava et al.
    2017 (VEEGAN): a sample is good when it lies within three standard deviations of
    the nearest centre, and a mode is covered when one good sample or more belongs to
    it. They count 2,500 samples; fewer find fewer modes.

    Args:
        points: float (N, dims).
        centres: float (K, dims), of the modes.
        std: standard deviation of every mode in every direction, in the same unit.

    Raises:
        ValueError: no points, no centres, or other dimensions.
    """
    if not len(points) or not len(centres) or points.shape[1:] != centres.shape[1:]:
        raise ValueError(
            "coverage takes points and centres of the same dimensions, not"
            f" {tuple(points.shape)} and {tuple(centres.shape)}."
        )
    distance, mode = torch.cdist(points.double(), centres.double()).min(1)
    good = distance <= GOOD_WITHIN * std
    counts = torch.bincount(mode[good], minlength=len(centres))
    return Coverage(
        int((counts > 0).sum()), good.double().mean().item(), tuple(counts.tolist())
    )


def earth_mover(one: Tensor, other: Tensor) -> float:
    """Earth mover's distance (Wasserstein-1, Euclidean ground) of two sets of points.

    Exact for the two sets: the best of all pairings. Of two samples of one
    distribution it is not 0 and falls slowly with N, so a value is read beside that of
    real points against real ones. Time grows with N^3: 512 take some hundredths of a
    second.

    Args:
        one: float (N, dims).
        other: the same shape.

    Returns:
        Mean length of the way, in the points' unit.

    Raises:
        ValueError: the shapes differ, or there are no points.
    """
    if one.shape != other.shape or not len(one):
        raise ValueError(
            "earth_mover takes two sets of as many points, not"
            f" {tuple(one.shape)} and {tuple(other.shape)}."
        )
    cost = torch.cdist(one.double(), other.double()).cpu().numpy()
    rows, columns = linear_sum_assignment(cost)
    return float(cost[rows, columns].mean())


def divergences(
    points: Tensor, data: Tensor, extent: float, bins: int = 64, smooth: float = 0.0
) -> tuple[float, float]:
    """Jensen-Shannon and Kullback-Leibler divergence of two histograms, in nats.

    Cells divide the cube from -extent to extent; all that lies outside shares one cell
    more. What is nearer than a cell is the same.

    Args:
        points: float (N, dims), samples.
        data: float (M, dims), real points.
        extent: half the side of the cube, in the points' unit.
        bins: cells in each direction.
        smooth: points added to every cell of both sets for KL alone, to keep it finite.

    Returns:
        JS, in [0, log 2], and KL(samples || data), infinite where samples lie in a
        cell without data and `smooth` is 0.

    Raises:
        ValueError: no points, or other dimensions.
    """
    if not len(points) or not len(data) or points.shape[1:] != data.shape[1:]:
        raise ValueError(
            "divergences takes two sets of points of the same dimensions, not"
            f" {tuple(points.shape)} and {tuple(data.shape)}."
        )
    p, q = (_counts(side, extent, bins) for side in (points, data))
    kl = _kl(_shares(p + smooth), _shares(q + smooth))
    p, q = _shares(p), _shares(q)
    middle = (p + q) / 2
    js = (_kl(p, middle) + _kl(q, middle)) / 2
    return min(max(js, 0.0), math.log(2)), kl


def _counts(points: Tensor, extent: float, bins: int) -> Tensor:
    """Count the points of each cell, float64 (bins^dims + 1,)."""
    dims = points.shape[1]
    cells = torch.floor((points.double() + extent) / (2 * extent) * bins)
    inside = ((cells >= 0) & (cells < bins)).all(1)
    place = torch.zeros(len(points), dtype=torch.int64, device=points.device)
    for axis in range(dims):
        place = place * bins + cells[:, axis].nan_to_num().clamp(0, bins - 1).long()
    place = torch.where(inside, place, bins**dims)
    return torch.bincount(place, minlength=bins**dims + 1).double()


def _shares(counts: Tensor) -> Tensor:
    return counts / counts.sum()


def _kl(p: Tensor, q: Tensor) -> float:
    """KL(p || q) of two histograms; 0 log 0 is 0."""
    drawn = p > 0
    return float((p[drawn] * (p[drawn] / q[drawn]).log()).sum())
