"""A mixture of three latents that the prior holds likely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Latent
from ganstudio.core import latents

_ENOUGH = 1e-8
_ROUNDS = 60


def mix(
    corners: Sequence[NDArray[np.float32]], weights: Sequence[float], latent: Latent
) -> NDArray[np.float32]:
    """Mix three latents smoothly.

    At a corner it is that latent itself, bit for bit; between two corners it is
    `core.latents.interpolate`. Inside:

    * uniform: the weighted mean, which stays within the prior's cube.
    * normal and sphere: the direction is the spherical mean of the three directions
      (Buss and Fillmore 2001: the point of the unit sphere with the smallest weighted
      sum of squared angles to them), the length is the weighted mean of the lengths.
      A weighted mean of the vectors themselves would be short by up to a factor of
      1.7, where the network has hardly ever been.

    The corners may be given in any order. The spherical mean is unique and smooth
    where the three directions lie within a half sphere, as three vectors do that are
    drawn at random in three dimensions or more.

    Args:
        corners: three float32 (1, size).
        weights: three, each 0 or more, sum 1.
        latent: the prior.

    Returns:
        float32 (1, size).
    """
    parts = [(z, w) for z, w in zip(corners, weights, strict=True) if w > 0]
    if len(parts) == 1:
        return parts[0][0]
    if len(parts) == 2:
        (a, of_a), (b, of_b) = parts
        return latents.interpolate(a, b, of_b / (of_a + of_b), latent)
    points = np.concatenate(corners).astype(np.float64)
    shares = np.asarray(weights, np.float64) / sum(weights)
    if latent.prior == "uniform":
        return np.asarray(shares @ points, np.float32)[None]
    lengths = np.linalg.norm(points, axis=1)
    units = points / np.maximum(lengths, 1e-12)[:, None]
    direction = _spherical_mean(units, shares)
    return np.asarray(direction * (shares @ lengths), np.float32)[None]


def _spherical_mean(
    units: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Go downhill from the normalised mean; units (3, size), returns (size,)."""
    # Everything happens in the space that the three span: three numbers, not hundreds.
    basis, _ = np.linalg.qr(units.T)
    points = units @ basis
    mean = shares @ points
    length = np.linalg.norm(mean)
    mean = mean / length if length > 1e-6 else points[shares.argmax()]
    for _ in range(_ROUNDS):
        cosines = np.clip(points @ mean, -1, 1)
        sines = np.sqrt(1 - cosines * cosines)
        angles = np.arctan2(sines, cosines)
        pull = shares * np.where(sines > 1e-12, angles / np.maximum(sines, 1e-12), 1)
        step = pull @ points - (pull @ cosines) * mean
        far = float(np.sqrt(step @ step))
        if far < _ENOUGH:
            break
        mean = np.cos(far) * mean + (np.sin(far) / far) * step
        mean /= np.sqrt(mean @ mean)
    result: NDArray[np.float64] = basis @ mean
    return result
