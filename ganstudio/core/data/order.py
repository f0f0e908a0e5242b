"""Order and augmentation as functions: nothing to save, so nothing to lose.

Which picture comes at which place of a stream, and how it is cut and turned there, is
a function of (seed, stream, epoch, sample id). A loader holds no state; a resumed run
needs the position alone.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ganstudio.core.latents import key


def order(seed: int, stream: str, epoch: int, count: int) -> NDArray[np.int64]:
    """Shuffle one epoch.

    Returns:
        int64 (count,), read-only: the sample ids 0..count-1 in their order.
    """
    return _order(seed, stream, epoch, count)


# The words of a bit generator are stable over numpy's versions, `permutation` is not;
# so the order is the one that sorts them.
@lru_cache(maxsize=8)
def _order(seed: int, stream: str, epoch: int, count: int) -> NDArray[np.int64]:
    philox = np.random.Philox(key=key("order", seed, stream, epoch))
    words = np.asarray(philox.random_raw(count), np.uint64).reshape(count)
    permutation = np.argsort(words, kind="stable").astype(np.int64)
    permutation.flags.writeable = False
    return permutation


def augmentation(seed: int, stream: str, epoch: int, count: int) -> NDArray[np.float32]:
    """Draw how each picture is cut and turned in one epoch.

    Returns:
        float32 (count, 4) in [0, 1), read-only, indexed by sample id; the columns are
        flip, zoom, top, left.
    """
    return _augmentation(seed, stream, epoch, count)


@lru_cache(maxsize=8)
def _augmentation(
    seed: int, stream: str, epoch: int, count: int
) -> NDArray[np.float32]:
    philox = np.random.Philox(key=key("augmentation", seed, stream, epoch))
    words = np.asarray(philox.random_raw(count * 4), np.uint64).reshape(count, 4)
    # 24 bits are what float32 holds below 1.
    values = (words >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
    values.flags.writeable = False
    return values


def batch_ids(
    seed: int, stream: str, position: int, batch_size: int, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the samples of one batch; a batch may take from two epochs or more.

    Args:
        seed: the run's seed.
        stream: name of the stream; each has an order of its own.
        position: how many samples the stream has given so far.
        batch_size: how many to give.
        count: how many samples the data has, at least 1.

    Returns:
        (epochs, ids), both int64 (batch_size,).
    """
    if count < 1 or batch_size < 1 or position < 0:
        raise ValueError(
            f"batch_ids needs count and batch_size of at least 1 and no negative"
            f" position, not {count}, {batch_size}, {position}"
        )
    places = position + np.arange(batch_size, dtype=np.int64)
    epochs, offsets = np.divmod(places, count)
    ids = np.empty_like(places)
    for epoch in np.unique(epochs):
        inside = epochs == epoch
        ids[inside] = order(seed, stream, int(epoch), count)[offsets[inside]]
    return epochs, ids


def batch_augmentation(
    seed: int,
    stream: str,
    epochs: NDArray[np.int64],
    ids: NDArray[np.int64],
    count: int,
) -> NDArray[np.float32]:
    """Pick the rows of `augmentation` for a batch of `batch_ids`, float32 (B, 4)."""
    rows = np.empty((len(ids), 4), np.float32)
    for epoch in np.unique(epochs):
        inside = epochs == epoch
        rows[inside] = augmentation(seed, stream, int(epoch), count)[ids[inside]]
    return rows
