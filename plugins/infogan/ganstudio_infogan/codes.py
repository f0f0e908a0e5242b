"""Codes as torch sees them: drawn, read back, and what a reading tells of them.

A code is float32 (N, K), one-hot, where it chooses one of K kinds, and (N, 1) in
[low, high] where it is continuous. Q reads K logits of the one, and of the other a mean
and the logarithm of a standard deviation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import log_softmax, one_hot

from ganstudio.api import Code

SMALLEST = -5.0
"""Least logarithm of a deviation: a sure Q must not make gradients without bound."""


def draw(codes: Sequence[Code], count: int, like: Tensor) -> list[Tensor]:
    """Draw each code evenly, one float32 tensor (count, K or 1) for each.

    From torch's global generator of the device of `like`.
    """
    drawn = []
    for code in codes:
        if code.choices:
            chosen = torch.randint(code.choices, (count,), device=like.device)
            drawn.append(one_hot(chosen, code.choices).float())
        else:
            part = torch.rand(count, 1, device=like.device)
            drawn.append(code.low + (code.high - code.low) * part)
    return drawn


def readings(codes: Sequence[Code]) -> list[int]:
    """How many numbers Q gives for each code: K logits, or mean and log deviation."""
    return [code.choices or 2 for code in codes]


def information(
    codes: Sequence[Code], read: Tensor, values: Sequence[Tensor]
) -> list[Tensor]:
    """Least mutual information of each code with the picture, nats.

    Chen et al. 2016, equation 4: the code's entropy and the mean of log Q(c|x).

    Args:
        codes: what was drawn.
        read: float32 (N, sum of `readings(codes)`), what Q made of the pictures.
        values: the codes that the pictures were drawn from, as `draw` gives them.

    Returns:
        A 0-d tensor for each. Of a code with K kinds at most log K; below 0 while Q
        reads worse than a guess.
    """
    parts = read.float().split(readings(codes), dim=1)
    bounds = []
    for code, part, value in zip(codes, parts, values, strict=True):
        if code.choices:
            entropy = math.log(code.choices)
            log_q = (log_softmax(part, dim=1) * value).sum(1)
        else:
            entropy = math.log(code.high - code.low)
            mean, log_deviation = part[:, :1], part[:, 1:].clamp(min=SMALLEST)
            far = (value - mean) * (-log_deviation).exp()
            log_q = -(far.square() / 2 + log_deviation + math.log(2 * math.pi) / 2)
        bounds.append(entropy + log_q.mean())
    return bounds
