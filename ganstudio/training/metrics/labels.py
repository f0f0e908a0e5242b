"""Whether a generator draws what it is asked for, and how much of it there is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

MODES = 1000
"""Kinds of stacked digits: one digit in each of three channels."""


@dataclass(frozen=True)
class Obedience:
    """Share of pictures in which a frozen classifier names the class asked for."""

    overall: float
    """In [0, 1]."""
    each: tuple[float, ...]
    """By class; NaN for one that was never asked for."""

    @property
    def worst(self) -> tuple[int, float]:
        """The class that obeys least, and its share."""
        asked = [(share, k) for k, share in enumerate(self.each) if share == share]
        share, k = min(asked)
        return k, share


def obedience(logits: Tensor, labels: Tensor) -> Obedience:
    """Compare what was asked for with what a classifier sees.

    Args:
        logits: float (N, K), the classifier's.
        labels: int64 (N,), the classes asked for.

    Raises:
        ValueError: a different number of logits and labels, or none.
    """
    if len(logits) != len(labels) or not len(labels):
        raise ValueError(
            f"Obedience takes one label for each picture, not {len(labels)} for"
            f" {len(logits)}."
        )
    right = (logits.argmax(1) == labels).double()
    each = tuple(right[labels == k].mean().item() for k in range(logits.shape[1]))
    return Obedience(right.mean().item(), each)


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """Share of pictures that a classifier names rightly, in [0, 1].

    Args:
        logits: float (N, K), the classifier's.
        labels: int64 (N,), the true classes.

    Raises:
        ValueError: a different number of logits and labels, or none.
    """
    if len(logits) != len(labels) or not len(labels):
        raise ValueError(
            f"Accuracy takes one label for each picture, not {len(labels)} for"
            f" {len(logits)}."
        )
    return (logits.argmax(1) == labels).double().mean().item()


@dataclass(frozen=True)
class Modes:
    """Which of the 1,000 kinds of stacked digits appear (Metz et al. 2017, 3.3.1)."""

    covered: int
    reverse_kl: float
    """KL(samples || data) in nats, the data's kinds being equally frequent."""


def modes(red: Tensor, green: Tensor, blue: Tensor) -> Modes:
    """Count kinds from a digit classifier's logits, float (N, 10), of each channel.

    The usual protocol draws 26,000 samples (Srivastava et al. 2017; Lin et al. 2018).
    """
    hundreds, tens, ones = (logits.argmax(1) for logits in (red, green, blue))
    counts = torch.bincount(100 * hundreds + 10 * tens + ones, minlength=MODES)
    share = counts[counts > 0].double() / counts.sum()
    divergence = (share * (share.log() + math.log(MODES))).sum().item()
    return Modes(int((counts > 0).sum()), divergence)
