"""Which pictures are held out of training, where the data does not say it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SHARE = 0.05
_MOST = 1000
_FEWEST = 8


def held_out_mask(names: Sequence[str]) -> NDArray[np.bool_]:
    """Choose about 5 % by a hash of the name alone.

    So a picture keeps its side when others are added or removed; except that at least
    one is chosen (the lowest hash), and at most 1,000 (the lowest).

    Returns:
        bool (N,), True where held out; all False below eight names.
    """
    count = len(names)
    if count < _FEWEST:
        return np.zeros(count, np.bool_)
    draws = np.array([_draw(name) for name in names])
    ranks = draws.argsort(kind="stable").argsort(kind="stable")
    chosen: NDArray[np.bool_] = (draws < _SHARE) & (ranks < _MOST) | (ranks == 0)
    return chosen


def _draw(name: str) -> float:
    word = hashlib.blake2b(name.encode(errors="surrogateescape"), digest_size=8)
    return int.from_bytes(word.digest(), "big") / 2**64
