"""Points of the plane: four sets, all of them within about 2 of the origin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from ganstudio.api import DataError
from ganstudio_gaussians.config import GaussiansConfig

EXTENT = 2.8
"""Pictures and histograms go from -EXTENT to EXTENT in both directions."""
_LONGEST = 512
"""A picture's longest side is scaled down to this, px."""


@dataclass(frozen=True)
class Mixture:
    """Equal Gaussians; `centres` is float32 (K, 2), `std` one number for all."""

    centres: Tensor
    std: float

    def draw(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw points, float32 (count, 2)."""
        K, device = len(self.centres), self.centres.device
        k = torch.randint(K, (count,), generator=generator, device=device)
        noise = torch.randn(count, 2, generator=generator, device=device)
        return self.centres[k] + self.std * noise


@dataclass(frozen=True)
class Roll:
    """One and a half turns of a spiral; the device is that of `origin`."""

    origin: Tensor

    def draw(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw points, float32 (count, 2)."""
        device = self.origin.device
        u = torch.rand(count, generator=generator, device=device)
        t = 1.5 * math.pi * (1 + 2 * u)
        line = torch.stack([t * t.cos(), t * t.sin()], 1)
        noise = torch.randn(count, 2, generator=generator, device=device)
        return (line + 0.25 * noise) / 7.5


@dataclass(frozen=True)
class Drawing:
    """Dark pixels, all alike: `corners` is float32 (K, 2), the lower left ones."""

    corners: Tensor
    pixel: float
    """Side of a pixel in the plane."""

    def draw(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw points, float32 (count, 2)."""
        K, device = len(self.corners), self.corners.device
        k = torch.randint(K, (count,), generator=generator, device=device)
        within = torch.rand(count, 2, generator=generator, device=device)
        return self.corners[k] + self.pixel * within


Data = Mixture | Roll | Drawing


def open_data(config: GaussiansConfig, device: torch.device) -> Data:
    """Make the set that the settings name.

    Ring and grid have the proportions of Srivastava et al. 2017 and Lin et al. 2018:
    a mode's standard deviation is 1/100 of the ring's radius, and 1/40 of the way
    between two modes of the grid.

    Raises:
        DataError: the picture is missing, is none, or has nothing dark.
    """
    if config.data == "ring":
        turn = torch.arange(8) * (2 * math.pi / 8)
        centres = 2 * torch.stack([turn.cos(), turn.sin()], 1)
        return Mixture(centres.to(device), 0.02)
    if config.data == "grid":
        side = torch.arange(-2.0, 3.0)
        return Mixture(torch.cartesian_prod(side, side).to(device), 0.025)
    if config.data == "swiss-roll":
        return Roll(torch.zeros(2, device=device))
    return _open_drawing(Path(config.picture), device)


def _open_drawing(path: Path, device: torch.device) -> Drawing:
    if not path.is_file():
        raise DataError(
            f"There is no picture at {path}: set picture to the path of a drawing, dark"
            " on light."
        )
    try:
        with Image.open(path) as file:
            upright = ImageOps.exif_transpose(file).convert("RGBA")
    except (OSError, Image.DecompressionBombError) as error:
        raise DataError(f"{path} cannot be read as a picture: {error}.") from error
    paper = Image.new("RGBA", upright.size, "white")
    grey = Image.alpha_composite(paper, upright).convert("L")
    grey.thumbnail((_LONGEST, _LONGEST))
    rows, columns = np.nonzero(np.asarray(grey) < 128)
    if not len(rows):
        raise DataError(
            f"{path} has no pixel darker than middle grey: choose a drawing, dark on"
            " light."
        )
    pixel = 4 / max(grey.size)
    x = (columns - grey.width / 2) * pixel
    y = (grey.height / 2 - 1 - rows) * pixel  # upwards
    corners = torch.from_numpy(np.stack([x, y], 1).astype(np.float32))
    return Drawing(corners.to(device), pixel)
