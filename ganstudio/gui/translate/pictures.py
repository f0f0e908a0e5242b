"""What is done to pixels off the window's thread: reading and scaling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ganstudio.core.images import (
    Picture,
    WrittenRecipe,
    picture_size,
    read_picture,
    read_pixels,
    read_recipe,
    resize,
    working_picture,
)
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.widgets import to_image

_PREVIEW_SECONDS = 0.8
"""How long a preview may take in the network."""
_SMALLEST, _USUAL, _LARGEST = 120_000, 300_000, 1_600_000
"""Pixels of a preview: at least, while nothing was measured, and as much as a screen
shows."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A frame's picture, read and ready to be shown.

    Attributes:
        recipe: what it was made with, where this program made it.
    """

    frame: Frame
    picture: Picture
    pyramid: Pyramid
    recipe: WrittenRecipe | None = None


@dataclass(frozen=True, eq=False)
class Sketch:
    """A frame's picture in the size of a preview, before all of it is read.

    Attributes:
        recipe: of the preview.
        sent: what the network gets.
    """

    frame: Frame
    recipe: Recipe
    picture: Picture
    sent: Picture


def read_photo(frame: Frame) -> Photo:
    """Read a frame's file.

    Raises:
        PictureError: it cannot be read.
    """
    picture = read_picture(frame.path)
    pyramid = Pyramid.build(picture.pixels, picture.alpha)
    return Photo(frame, picture, pyramid, read_recipe(frame.path))


def preview_area(rate: float | None) -> float:
    """How many pixels a preview may have.

    Args:
        rate: seconds a pixel takes in the network; None where nobody measured it.
    """
    area = _USUAL if rate is None else _PREVIEW_SECONDS / max(rate, 1e-12)
    return min(max(area, _SMALLEST), _LARGEST)


def network_area(size: tuple[int, int], recipe: Recipe) -> float:
    """How many pixels of a picture of a height and width the network gets."""
    height, width = size
    limit = recipe.working_size
    part = 1.0 if limit is None else min(limit / max(height, width), 1.0)
    return height * width * part * part


def preview_first(size: tuple[int, int], recipe: Recipe, rate: float | None) -> bool:
    """Whether a preview is that much quicker than a picture of a height and width."""
    return network_area(size, recipe) > 1.5 * preview_area(rate)


def read_sketch(frame: Frame, recipe: Recipe, rate: float | None) -> Sketch | None:
    """Read a JPEG in the size of a preview, several times faster than all of it.

    Returns:
        None where that is not quicker, or where no preview is wanted.

    Raises:
        PictureError: it cannot be read.
    """
    if frame.path.suffix.lower() not in (".jpg", ".jpeg"):
        return None
    height, width = picture_size(frame.path)
    scale = (preview_area(rate) / (height * width)) ** 0.5
    if scale > 0.5 or not preview_first((height, width), recipe, rate):
        return None
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    small = Picture(resize(read_pixels(frame.path, short_side=min(size)), size))
    return Sketch(frame, recipe, small, working_picture(small, recipe.working_size))


def scaled_down(photo: Photo, area: float) -> Picture:
    """Return the picture with about `area` px and 8 bits, or itself if it is smaller.

    A fixed size of the network's input is not looked at: the child says so.
    """
    picture = photo.picture
    height, width = picture.size
    scale = (area / (height * width)) ** 0.5
    if scale >= 1:
        return picture
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    pixels: NDArray[Any] = picture.pixels
    if picture.alpha is None:
        # The smallest level that is large enough looks as good, and is much less work.
        fitting = [level for level in photo.pyramid.levels if level.shape[0] >= size[0]]
        pixels = fitting[-1] if fitting else photo.pyramid.levels[0]
    alpha = picture.alpha
    if alpha is not None:
        alpha = resize(alpha[..., None], size)[..., 0]
    return replace(picture, pixels=resize(pixels, size), alpha=alpha)


def image_of(picture: Picture) -> QImage:
    """Turn a picture into an image of Qt, with its transparency."""
    pixels: Any = picture.pixels
    if picture.alpha is None:
        return to_image(pixels)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    return to_image(np.concatenate((pixels, picture.alpha[..., None]), axis=2))
