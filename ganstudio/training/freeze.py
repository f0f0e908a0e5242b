"""Switching gradients off where a loss passes through a network unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


@contextmanager
def frozen(*nets: nn.Module) -> Iterator[None]:
    """Let gradients flow through `nets` without computing those of their weights.

    What counts is that the forward runs inside; backward may run outside. For D in
    G's step it saves a third of D's work. Parameters that were frozen before stay so.
    """
    switched = [p for net in nets for p in net.parameters() if p.requires_grad]
    for parameter in switched:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in switched:
            parameter.requires_grad_(True)
