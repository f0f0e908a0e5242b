"""The training pictures that lie nearest to a generated one: has it copied?"""

from __future__ import annotations

import torch
from torch import Tensor


def nearest(
    queries: Tensor, among: Tensor, count: int = 5, chunk: int = 8192
) -> tuple[Tensor, Tensor]:
    """Find the nearest rows by Euclidean distance.

    Args:
        queries: float32 (N, F), features of generated pictures.
        among: float32 (M, F), features of training pictures.
        count: how many for each, at most M.
        chunk: rows of `among` at a time; bounds the memory.

    Returns:
        Distances, float32 (N, count), nearest first, and row numbers, int64.
    """
    count = min(count, len(among))
    best = torch.empty(len(queries), 0)
    rows = torch.empty(len(queries), 0, dtype=torch.int64)
    for begin in range(0, len(among), chunk):
        some = among[begin : begin + chunk]
        distances = torch.cdist(queries, some)
        numbers = torch.arange(begin, begin + len(some)).expand(len(queries), -1)
        best, rows = torch.cat([best, distances], 1), torch.cat([rows, numbers], 1)
        best, order = best.topk(min(count, best.shape[1]), dim=1, largest=False)
        rows = rows.gather(1, order)
    return best, rows
