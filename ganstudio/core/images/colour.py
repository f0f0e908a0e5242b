"""Colour profiles: a file's own space to sRGB and back.

8-bit pixels go through LittleCMS (Pillow's ImageCms). It has no 16-bit door, so 16-bit
pixels go through the profile's matrix and tone curves, which is how camera and display
profiles (Adobe RGB, Display P3, ProPhoto) are defined: ICC.1:2022, sections 8.3, 10.6
and 10.18.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_BAND = 1 << 20
"""Pixels converted at a time in 16 bits, so that memory stays near 50 MB."""
_SRGB_TO_XYZ = np.array(
    [
        [0.4360747, 0.3850649, 0.1430804],
        [0.2225045, 0.7168786, 0.0606169],
        [0.0139322, 0.0971045, 0.7141733],
    ]
)
"""Linear sRGB to XYZ under D50, the profile connection space."""


class ProfileError(Exception):
    """A profile that is damaged, or of a kind that cannot be used here."""


def colour_space(icc: bytes) -> str:
    """Colour space of a profile's device side: "RGB ", "GRAY", "CMYK", ...

    Raises:
        ProfileError: not an ICC profile.
    """
    if len(icc) < 132 or icc[36:40] != b"acsp":
        raise ProfileError("it is not an ICC profile")
    return icc[16:20].decode("latin-1")


def convert8(
    image: Image.Image, icc: bytes, direction: Literal["to", "from"]
) -> Image.Image:
    """Convert an 8-bit image (L, RGB or CMYK) between a profile and sRGB.

    Args:
        image: pixels in the profile ("to") or in sRGB ("from").
        icc: the profile.
        direction: "to" sRGB or "from" sRGB into the profile.

    Returns:
        RGB, or L for a grey profile.

    Raises:
        ProfileError: the profile cannot be used on this image.
    """
    grey = colour_space(icc) == "GRAY"
    profile, srgb = io.BytesIO(icc), ImageCms.createProfile("sRGB")
    try:
        if direction == "to":
            transform = ImageCms.buildTransform(
                profile, srgb, image.mode, "RGB", _INTENT, _FLAGS
            )
        else:
            transform = ImageCms.buildTransform(
                srgb, profile, "RGB", "L" if grey else "RGB", _INTENT, _FLAGS
            )
            image = image.convert("RGB")
        if _changes_nothing(transform):
            return image.convert("L") if grey else image
        result = transform.apply(image)
    except (ImageCms.PyCMSError, ValueError, OSError) as error:
        raise ProfileError(str(error)) from error
    # A grey profile gives equal channels.
    return result.getchannel(0) if grey and result.mode == "RGB" else result


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Tell whether a transform is sRGB to sRGB, but for rounding."""
    if transform.inputMode != "RGB" or transform.outputMode != "RGB":
        return False
    steps = np.linspace(0, 255, 9).round().astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(27, 27, 3)
    result = np.asarray(transform.apply(Image.fromarray(cube)))
    return int(np.abs(result.astype(int) - cube).max()) <= 1


def convert16(
    pixels: NDArray[np.uint16], icc: bytes, direction: Literal["to", "from"]
) -> NDArray[np.uint16]:
    """Convert uint16 (H, W, 1 or 3) between a profile and sRGB.

    Raises:
        ProfileError: the profile has no matrix and tone curves.
    """
    space = colour_space(icc)
    if (pixels.shape[2], space) not in ((1, "GRAY"), (3, "RGB ")):
        raise ProfileError(f"its colour space is {space.strip()}")
    own, srgb = _shaper(icc), _srgb(pixels.shape[2])
    source, target = (own, srgb) if direction == "to" else (srgb, own)
    matrix = np.linalg.inv(target.matrix) @ source.matrix
    if np.allclose(matrix, np.eye(len(matrix)), atol=2e-3) and np.allclose(
        own.curves, srgb.curves, atol=2e-3
    ):
        return pixels
    flat = pixels.reshape(-1, pixels.shape[2])
    result = np.empty_like(flat)
    for start in range(0, len(flat), _BAND):
        band = flat[start : start + _BAND]
        linear = np.stack([c[band[:, i]] for i, c in enumerate(source.curves)], -1)
        linear = linear @ matrix.T.astype(np.float32)
        for i, curve in enumerate(target.curves):
            # np.interp clips to the curve's ends: colours outside the space.
            code = np.interp(linear[:, i], curve, _CODES)
            result[start : start + _BAND, i] = np.rint(code)
    return result.reshape(pixels.shape)


_CODES = np.arange(65536, dtype=np.float64)


@dataclass(frozen=True)
class _Shaper:
    matrix: NDArray[np.float64]
    """Linear device values to XYZ under D50, (3, 3); (1, 1) for grey."""
    curves: NDArray[np.float32]
    """Code 0..65535 to linear [0, 1], float32 (C, 65536), rising."""


@lru_cache(maxsize=2)
def _srgb(channels: int) -> _Shaper:
    code = _CODES / 65535
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    curves = np.repeat(linear[None].astype(np.float32), channels, 0)
    return _Shaper(_SRGB_TO_XYZ if channels == 3 else np.eye(1), curves)


@lru_cache(maxsize=4)
def _shaper(icc: bytes) -> _Shaper:
    tags = _tags(icc)
    try:
        if "kTRC" in tags:
            return _Shaper(np.eye(1), _curve(tags["kTRC"])[None])
        # A profile with tables means more than its matrix says.
        if "A2B0" in tags:
            raise ProfileError("it is made of tables")
        columns = [struct.unpack(">3i", tags[f"{c}XYZ"][8:20]) for c in "rgb"]
        curves = np.stack([_curve(tags[f"{c}TRC"]) for c in "rgb"])
        matrix = np.array(columns).T / 65536
        np.linalg.inv(matrix)
    except (KeyError, struct.error, np.linalg.LinAlgError) as error:
        raise ProfileError("it has no matrix and tone curves") from error
    return _Shaper(matrix, curves)


def _tags(icc: bytes) -> dict[str, bytes]:
    try:
        (count,) = struct.unpack_from(">I", icc, 128)
        entries = [struct.unpack_from(">4sII", icc, 132 + 12 * i) for i in range(count)]
    except struct.error as error:
        raise ProfileError("it is cut off") from error
    return {name.decode("latin-1"): icc[at : at + size] for name, at, size in entries}


def _curve(tag: bytes) -> NDArray[np.float32]:
    x = _CODES / 65535
    y: NDArray[np.float64]
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        values = np.frombuffer(tag, ">u2", count, 12).astype(np.float64)
        if count == 0:
            y = x
        elif count == 1:
            y = x ** (values[0] / 256)
        else:
            y = np.interp(x, np.linspace(0, 1, count), values / 65535)
    elif tag[:4] == b"para":
        y = _parametric(tag, x)
    else:
        raise ProfileError("its tone curve is of an unknown type")
    return np.maximum.accumulate(np.clip(y, 0, 1)).astype(np.float32)


def _parametric(tag: bytes, x: NDArray[np.float64]) -> NDArray[np.float64]:
    (kind,) = struct.unpack_from(">H", tag, 8)
    if kind > 4:
        raise ProfileError("its tone curve is of an unknown type")
    count = (1, 3, 4, 5, 7)[kind]
    p = [v / 65536 for v in struct.unpack_from(f">{count}i", tag, 12)]
    g, a, b, c, d, e, f = (p + [0.0] * 7)[:7]
    match kind:
        case 0:
            a, d = 1.0, 0.0
        case 1:
            d, e, f, c = -b / a, 0.0, 0.0, 0.0
        case 2:
            d, e, f, c = -b / a, c, c, 0.0
        case 3:
            e = f = 0.0
    upper: NDArray[np.float64] = np.maximum(a * x + b, 0) ** g + e
    return np.where(x >= d, upper, c * x + f)
