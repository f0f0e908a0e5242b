"""Generators of points: each point is shown on the cloud that the model draws."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Points
from ganstudio.core.images import CLOUD, fitting, marked, plane, scatter
from ganstudio.core.model_file import Card
from ganstudio.inference.model import Model
from ganstudio.inference.sampling import sample_points
from ganstudio.inference.stop import Stop


@dataclass(frozen=True, eq=False)
class _Ground:
    """What a model draws by itself, as a picture, and how far that reaches."""

    pixels: NDArray[np.uint8]
    extent: float


_grounds: WeakKeyDictionary[Model, _Ground] = WeakKeyDictionary()


def picture_of(card: Card, points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Draw points of a model as one scatter picture.

    Args:
        card: of the model; its port may say which square is shown.
        points: float32 (N, dims); of more than two dimensions the first two are shown.

    Returns:
        uint8 (H, W, 3).
    """
    places = plane(points)
    return scatter(places, extent=_extent(card, places))


def place_on_cloud(
    model: Model, points: NDArray[np.float32], *, stop: Stop | None = None
) -> NDArray[np.uint8]:
    """Draw a picture for each point: marked among those that the model draws.

    The cloud is that of seed 0, drawn once for an opened model.

    Args:
        model: a generator of points.
        points: float32 (N, dims), what it returned.
        stop: lets another thread stop the drawing of the cloud.

    Returns:
        uint8 (N, H, W, 3).

    Raises:
        InferenceError: the model cannot be run.
    """
    if model not in _grounds:
        cloud = plane(sample_points(model, count=CLOUD, stop=stop))
        extent = _extent(model.card, cloud)
        _grounds[model] = _Ground(scatter(cloud, extent=extent), extent)
    ground = _grounds[model]
    places = plane(points)
    return np.stack([marked(ground.pixels, p, ground.extent) for p in places])


def _extent(card: Card, places: NDArray[np.float32]) -> float:
    assert isinstance(card.output, Points)
    return card.output.extent or fitting(places)
