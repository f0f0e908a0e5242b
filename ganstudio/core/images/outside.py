"""Colours that sRGB does not hold: kept beside the pixels, and put back into the file.

A network sees sRGB. What a photograph in Adobe RGB or Display P3 has beyond it would be
lost on the way there and back, even where nothing is translated.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganstudio.core.images import colour
from ganstudio.core.images.picture import Outside, Picture, Pixels
from ganstudio.core.images.shaping import Shape, shape

_BAND = 1 << 20
"""Pixels looked at at a time."""
_ROUNDING = {1: 1, 2: 96}
"""Bytes of a sample -> by how much going to sRGB and back differs in any case."""


def outside_of(own: Pixels, srgb: Pixels, icc: bytes) -> Outside | None:
    """Find what the way to sRGB cut off.

    Args:
        own: (H, W, C) in the profile.
        srgb: the same picture, converted.
        icc: the profile.

    Returns:
        None where sRGB holds all of it.
    """
    flat: Any = srgb.reshape(-1, srgb.shape[2])
    places = _at_an_end(srgb)
    if not len(places):
        return None
    there: Any = own.reshape(-1, own.shape[2])[places]
    try:
        back = into_profile(flat[places][None], icc)[0]
    except colour.ProfileError:
        return None  # of tables that lead one way only
    apart = there.astype(np.int32) - back
    far = np.abs(apart).max(axis=1) > _ROUNDING[srgb.dtype.itemsize]
    if not far.any():
        return None
    return Outside(places[far].astype(np.uint32), apart[far], srgb.shape[:2])


def _at_an_end(srgb: Pixels) -> NDArray[np.intp]:
    """Find pixels with a sample at an end of the range: only they can have been cut."""
    samples: Any = srgb.reshape(-1)
    channels, top = srgb.shape[2], np.iinfo(srgb.dtype).max
    found = []
    for start in range(0, len(samples), _BAND * channels):
        band = samples[start : start + _BAND * channels]
        # 0 less 1 is the largest number there is.
        ends = np.flatnonzero(band - srgb.dtype.type(1) >= top - 1)
        ends += start
        ends //= channels
        # Sorted already: a pixel's samples lie side by side.
        found.append(ends[np.diff(ends, prepend=-1) > 0])
    return np.concatenate(found)


def into_profile(pixels: Pixels, icc: bytes) -> Pixels:
    """Convert sRGB or grey (H, W, C) into a profile of as many channels.

    Raises:
        ProfileError: the profile cannot be used on these pixels.
    """
    if pixels.dtype == np.uint16:
        return colour.convert16(pixels.astype(np.uint16, copy=False), icc, "from")
    grey = pixels.shape[2] == 1
    image = Image.fromarray(pixels[..., 0] if grey else pixels)
    converted: NDArray[np.uint8] = np.array(colour.convert8(image, icc, "from"))
    return converted.reshape(pixels.shape)


def put_back(pixels: Pixels, outside: Outside) -> Pixels:
    """Add what was cut off to (H, W, C) in the picture's own profile."""
    flat: Any = pixels.reshape(-1, pixels.shape[2]).copy()
    values = flat[outside.places].astype(np.int32) + outside.apart
    flat[outside.places] = np.clip(values, 0, np.iinfo(pixels.dtype).max)
    result: Pixels = flat.reshape(pixels.shape)
    return result


def finish(before: Picture, after: Picture, settings: Shape) -> Picture:
    """Shape a translation, and keep the colours of its photograph that sRGB cuts off.

    Args:
        before: the photograph.
        after: what the network made of it.
        settings: see `shape`.

    Returns:
        What is written: as `shape` makes it.
    """
    made = shape(before, after, settings)
    return replace(made, outside=_faded(before.outside, made, settings))


def _faded(found: Outside | None, made: Picture, settings: Shape) -> Outside | None:
    """As much of it as there is of the photograph in a picture."""
    if found is None or made.size != found.size:
        return None
    if made.pixels.shape[2] != found.apart.shape[1]:
        return None
    part: Any = np.float32(1 - settings.strength)
    if settings.mask is not None:
        height, width = found.size
        cover = Image.fromarray(settings.mask).resize(
            (width, height), Image.Resampling.BILINEAR
        )
        there = np.asarray(cover).reshape(-1)[found.places, None]
        part = 1 - np.float32(settings.strength) * (there / np.float32(255))
    apart = np.rint(found.apart * part).astype(np.int32)
    if not apart.any():
        return None
    return replace(found, apart=apart)
