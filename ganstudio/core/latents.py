"""Random inputs of generators: the same seed gives the same picture, anywhere.

Every row is a function of (seed, its index) alone: Philox is a counter, and a row owns
a fixed stretch of it. So rows 0 to 63 are the same whether 64 or 50,000 are drawn, in
one process or in ten. The raw 64-bit words of a bit generator are stable over numpy's
versions; its normal and uniform draws are not, and are made here.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ganstudio.api import Code, InferenceError, Latent


def key(*parts: object) -> int:
    """Hash a purpose, a seed and whatever else matters to a 128-bit Philox key."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")


def uniform(
    philox_key: int, count: int, size: int, start: int = 0
) -> NDArray[np.float64]:
    """Draw (count, size) numbers in [0, 1); row i depends on the key and start + i."""
    if count < 0 or start < 0:
        raise ValueError(f"count and start must not be negative: {count}, {start}")
    # One step of the counter gives four words.
    steps = -(-size // 4)
    words = np.random.Philox(key=philox_key, counter=start * steps).random_raw(
        count * steps * 4
    )
    rows = np.asarray(words, np.uint64).reshape(count, steps * 4)[:, :size]
    return (rows >> np.uint64(11)).astype(np.float64) * 2.0**-53


def draw(seed: int, count: int, latent: Latent, start: int = 0) -> NDArray[np.float32]:
    """Draw latents.

    Args:
        seed: any integer.
        count: how many rows.
        latent: size and prior.
        start: index of the first row.

    Returns:
        float32 (count, latent.size); row i depends on (seed, start + i) alone.
    """
    size, base = latent.size, key("latent", seed)
    if latent.prior == "uniform":
        values = 2 * uniform(base, count, size, start) - 1
        return values.astype(np.float32)
    # Box and Muller (1958): two uniform numbers make two normal ones.
    pairs = -(-size // 2)
    flat = uniform(base, count, 2 * pairs, start)
    radius = np.sqrt(-2 * np.log1p(-flat[:, :pairs]))
    angle = 2 * math.pi * flat[:, pairs:]
    values = np.concatenate((radius * np.cos(angle), radius * np.sin(angle)), axis=1)
    values = values[:, :size]
    if latent.prior == "sphere":
        values = values * (math.sqrt(size) / np.linalg.norm(values, axis=1)[:, None])
    return values.astype(np.float32)


def truncate(z: NDArray[np.float32], psi: float, latent: Latent) -> NDArray[np.float32]:
    """Pull latents towards the middle of their prior: fewer surprises, less variety.

    Args:
        z: float32 (N, size).
        psi: 0 gives the middle itself, 1 changes nothing, above 1 exaggerates.
        latent: the prior; a uniform one is kept within [-1, 1].
    """
    if psi < 0 or not math.isfinite(psi):
        raise InferenceError(f"Truncation must be 0 or more, not {psi}; 1 is none.")
    scaled: NDArray[np.float32] = np.asarray(z * np.float32(psi), np.float32)
    if latent.prior == "uniform":
        np.clip(scaled, -1, 1, out=scaled)
    return scaled


def interpolate(
    a: NDArray[np.float32], b: NDArray[np.float32], t: ArrayLike, latent: Latent
) -> NDArray[np.float32]:
    """Go from one latent to another along what the prior holds likely.

    Uniform: the straight line. Normal and sphere: along the great circle (Shoemake
    1985), while the length goes evenly from one to the other; the straight line would
    pass through short vectors that the network has hardly seen.

    Args:
        a: float32 (..., size).
        b: the same shape.
        t: 0 is a, 1 is b; a number, or (T,).
        latent: the prior.

    Returns:
        float32, the shape of a; (T, ..., size) for T values of t.
    """
    start, stop = np.asarray(a, np.float64), np.asarray(b, np.float64)
    times = np.asarray(t, np.float64)
    times = times.reshape(times.shape + (1,) * start.ndim)
    if latent.prior == "uniform":
        return (start + times * (stop - start)).astype(np.float32)
    long_a = np.linalg.norm(start, axis=-1, keepdims=True)
    long_b = np.linalg.norm(stop, axis=-1, keepdims=True)
    one, two = _unit(start, long_a), _unit(stop, long_b)
    angle = np.arccos(np.clip((one * two).sum(-1, keepdims=True), -1, 1))
    across = two - one * np.cos(angle)
    # Opposite vectors name no circle: any direction across the first one will do.
    width = np.linalg.norm(across, axis=-1, keepdims=True)
    across = np.where((width < 1e-6) & (angle > 1), _across(one), across)
    across = _unit(across, np.linalg.norm(across, axis=-1, keepdims=True))
    direction = np.cos(times * angle) * one + np.sin(times * angle) * across
    length = long_a + times * (long_b - long_a)
    path: NDArray[np.float64] = np.asarray(direction * length)
    return path.astype(np.float32)


def _unit(v: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    return v / np.maximum(length, 1e-12)


def _across(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    axis = np.zeros_like(unit)
    least = np.abs(unit).argmin(axis=-1, keepdims=True)
    np.put_along_axis(axis, least, 1.0, axis=-1)
    return axis - unit * np.take_along_axis(unit, least, axis=-1)


def label_rows(labels: Sequence[int], classes: int) -> NDArray[np.float32]:
    """Turn class numbers into one-hot rows, float32 (N, classes).

    Raises:
        InferenceError: a number that is no class.
    """
    numbers = np.asarray(labels, np.int64)
    wrong = numbers[(numbers < 0) | (numbers >= classes)]
    if len(wrong):
        raise InferenceError(
            f"Class {wrong[0]} does not exist: classes go from 0 to {classes - 1}."
        )
    rows = np.zeros((len(numbers), classes), np.float32)
    rows[np.arange(len(numbers)), numbers] = 1
    return rows


def code_rows(seed: int, count: int, code: Code, start: int = 0) -> NDArray[np.float32]:
    """Draw an interpretable code; row i depends on (seed, start + i) and its name.

    Returns:
        float32 (count, 1), even between low and high, or one-hot (count, choices).
    """
    values = uniform(key("code", code.name, seed), count, 1, start)
    if code.choices:
        choice = (values[:, 0] * code.choices).astype(np.int64)
        return label_rows(choice.tolist(), code.choices)
    return (code.low + (code.high - code.low) * values).astype(np.float32)
