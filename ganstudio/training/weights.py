"""Weights of networks that are only looked through: read, checked, frozen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file
from torch import nn

Net = TypeVar("Net", bound=nn.Module)


def load_frozen(kind: Callable[[], Net], file: Path, device: torch.device) -> Net:
    """Build a network and give it the weights of a safetensors file.

    Args:
        kind: makes the network; what it draws does not move the global generator.
        file: weights in any floating type; they become float32.
        device: where the network shall lie.

    Returns:
        The network in eval mode, without gradients for its weights.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds other weights than the network has.
    """
    # Its random start must not move the generator of a run that measures itself.
    with torch.random.fork_rng(devices=[]):
        net = kind()
    weights = {key: value.float() for key, value in load_file(file).items()}
    # Counters of batches, which a rounded file need not hold, are never read here.
    missing, surplus = net.load_state_dict(weights, strict=False)
    missing = [key for key in missing if not key.endswith("num_batches_tracked")]
    if missing or surplus:
        raise ValueError(f"{file} does not fit its network: {(missing + surplus)[:3]}.")
    return net.to(device).eval().requires_grad_(False)
