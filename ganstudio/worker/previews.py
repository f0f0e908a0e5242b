"""What a recipe offers for the sample sheet: kept as it is, drawn when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ganstudio.api import RunError, Scatter
from ganstudio.core.images import from_network, scatter

MOST = 8
"""Pictures in a row."""


def held(images: Any) -> Any:
    """Keep what was offered until the next sheet: no graph, not more than is shown."""
    if isinstance(images, torch.Tensor):
        return images.detach()[:MOST]
    return images


def pixels_of(name: str, images: Any) -> np.ndarray:
    """Draw what `ganstudio.api.Context.preview` was given.

    Args:
        name: row of the sheet.
        images: what was offered; a function is called.

    Returns:
        uint8 (N, H, W, C), N at most `MOST`.

    Raises:
        RunError: it is none of the things that the recipe may offer.
    """
    made = images() if callable(images) else images
    if isinstance(made, torch.Tensor) and made.dim() == 4 and len(made):
        return from_network(made[:MOST].detach().float().cpu().numpy())
    described = isinstance(made, Sequence) and all(isinstance(s, Scatter) for s in made)
    if not described or not made:
        got = (
            f"shape {tuple(made.shape)}"
            if isinstance(made, torch.Tensor)
            else type(made).__name__
        )
        raise RunError(
            f"ctx.preview({name!r}) takes pictures (N, C, H, W), a list of Scatter, or"
            f" a function that returns either, not {got}."
        )
    return np.stack([_drawn(one) for one in made[:MOST]])


def _drawn(one: Scatter) -> np.ndarray:
    return scatter(
        _array(one.generated),
        None if one.real is None else _array(one.real),
        field=None if one.field is None else _array(one.field),
        extent=one.extent,
        title=one.title,
    )


def _array(values: Any) -> np.ndarray:
    array: np.ndarray = torch.as_tensor(values).detach().float().cpu().numpy()
    return array
