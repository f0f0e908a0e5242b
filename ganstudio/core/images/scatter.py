"""Points of the plane as a picture: real ones, generated ones, what D says of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SIDE = 384
"""Side of a picture, px."""
CLOUD = 1000
"""Points in a picture of a generator that is shown alone."""
_FINE = 3
"""Drawn so many times larger and scaled down, which smooths the edges."""
_PAPER = np.array([247, 247, 244], np.float32)
# Teal and orange differ in light and hue, for every kind of colour vision.
_REAL, _GENERATED = (0, 104, 96), (214, 84, 0)
_SAYS_REAL = np.array([150, 205, 198], np.float32)
_SAYS_GENERATED = np.array([250, 196, 150], np.float32)
_MARK, _INK = (30, 30, 30), (40, 40, 40)


def plane(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take points to the plane: the first two of their dimensions, or one and 0.

    Args:
        points: float32 (N, dims).

    Returns:
        float32 (N, 2).
    """
    if points.shape[1] == 1:
        points = np.pad(points, ((0, 0), (0, 1)))
    return np.ascontiguousarray(points[:, :2], np.float32)


def fitting(points: NDArray[np.float32]) -> float:
    """Half the side of a square around 0 that shows nearly all points, float (N, 2)."""
    inside = np.abs(points[np.isfinite(points).all(1)])
    if not inside.size:
        return 1.0
    return max(1.15 * float(np.quantile(inside.max(1), 0.995)), 1e-6)


def scatter(
    generated: NDArray[np.float32],
    real: NDArray[np.float32] | None = None,
    *,
    extent: float,
    field: NDArray[np.float32] | None = None,
    title: str = "",
    side: int = SIDE,
) -> NDArray[np.uint8]:
    """Draw points: real ones teal, generated ones orange, above the field.

    Args:
        generated: float (N, 2); points that are not finite are left out.
        real: float (M, 2), or None.
        extent: the square goes from -extent to extent, y upwards.
        field: float (R, R) in [-1, 1], first row at the top: 1 is teal, -1 orange, 0
            the paper's white; or None.
        title: a few words in the upper left corner.
        side: px.

    Returns:
        uint8 (side, side, 3).
    """
    image = Image.fromarray(_ground(field, side))
    for points, colour in ((real, _REAL), (generated, _GENERATED)):
        if points is not None:
            image.paste(colour, mask=_discs(points, extent, side))
    if title:
        draw = ImageDraw.Draw(image)
        font = ImageFont.load_default(max(10, side // 24))
        draw.text((side // 48, side // 64), title, _INK, font)
    return np.array(image)


def marked(
    ground: NDArray[np.uint8], point: NDArray[np.float32], extent: float
) -> NDArray[np.uint8]:
    """Copy a scatter picture and mark one point on it.

    Args:
        ground: uint8 (side, side, 3), what `scatter` drew with this `extent`.
        point: float (2,); outside of the square it is marked at its edge.
        extent: see `scatter`.
    """
    side = len(ground)
    radius = side / 48
    if not np.isfinite(point).all():
        return ground.copy()
    edge = extent * (1 - 2 * radius / side)
    x, y = _place(np.clip(point, -edge, edge)[None], extent, side)[0]
    left, top = (max(0, int(c - 2 * radius)) for c in (x, y))
    size = math.ceil(4 * radius)
    box = (left, top, min(side, left + size), min(side, top + size))
    image = Image.fromarray(ground)
    patch = image.crop(box)
    fine = patch.resize((patch.width * _FINE, patch.height * _FINE))
    draw = ImageDraw.Draw(fine)
    centre = ((x - left) * _FINE, (y - top) * _FINE)
    draw.circle(centre, radius * _FINE, (255, 255, 255))
    draw.circle(centre, 0.75 * radius * _FINE, _MARK)
    image.paste(fine.resize(patch.size, Image.Resampling.BOX), box)
    return np.array(image)


def _ground(field: NDArray[np.float32] | None, side: int) -> NDArray[np.uint8]:
    """Paint the paper, tinted by the field; uint8 (side, side, 3)."""
    if field is None:
        return np.broadcast_to(_PAPER, (side, side, 3)).astype(np.uint8)
    says = Image.fromarray(np.nan_to_num(field).clip(-1, 1).astype(np.float32))
    smooth = says.resize((side, side), Image.Resampling.BICUBIC)
    value = np.asarray(smooth).clip(-1, 1)[..., None]
    end = np.where(value > 0, _SAYS_REAL, _SAYS_GENERATED)
    tinted: NDArray[np.float32] = _PAPER + np.abs(value) * (end - _PAPER)
    return np.rint(tinted).astype(np.uint8)


def _place(
    points: NDArray[np.float32], extent: float, side: int
) -> NDArray[np.float32]:
    """Find where points lie, px from the upper left corner, float32 (N, 2) as x, y."""
    x, y = points[:, 0], points[:, 1]
    there = np.stack([x + extent, extent - y], axis=1) * (side / (2 * extent))
    return there.astype(np.float32)


def _discs(points: NDArray[np.float32], extent: float, side: int) -> Image.Image:
    """Draw a disc for each point; returns how much of a pixel they cover."""
    kept = points[(np.abs(points) <= extent).all(1)]
    mask = Image.new("L", (side * _FINE, side * _FINE))
    draw = ImageDraw.Draw(mask)
    radius = side * _FINE / 220
    for x, y in (_place(kept, extent, side) * _FINE).tolist():
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), 205)
    return mask.resize((side, side), Image.Resampling.BOX)
