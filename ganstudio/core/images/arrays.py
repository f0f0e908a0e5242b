"""Pixels as arrays: into a network and out of it, sheets, scaling, PNG bytes."""

from __future__ import annotations

import io
import math
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganstudio.core.images.picture import Pixels

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue in grey, ITU-R BT.601, as Pillow and JPEG use them."""
SHEET_GREY = 64
"""Value of the ground between the pictures of a sheet."""
_LANCZOS = Image.Resampling.LANCZOS


def to_eight_bit(pixels: Pixels) -> NDArray[np.uint8]:
    """Round uint16 of any shape to uint8 (65535 -> 255); uint8 comes back as it is."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)


def to_network(
    pixels: Pixels, channels: int, value_range: tuple[float, float] = (-1.0, 1.0)
) -> NDArray[np.float32]:
    """Turn one picture into a batch of one.

    Args:
        pixels: uint8 or uint16 (H, W, 1 or 3).
        channels: 1 or 3; colour becomes grey by BT.601 luma, grey is repeated.
        value_range: what black and white become.

    Returns:
        float32 (1, channels, H, W), contiguous.
    """
    low, high = value_range
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3) or channels not in (1, 3):
        raise ValueError(f"cannot turn {pixels.shape} into {channels} channels")
    top = np.iinfo(pixels.dtype).max
    planes = pixels.transpose(2, 0, 1).astype(np.float32, order="C")
    if channels == 1 and len(planes) == 3:
        planes = np.tensordot(LUMA, planes, 1)[None]
    planes *= (high - low) / top
    planes += low
    if channels == 3 and len(planes) == 1:
        planes = np.repeat(planes, 3, axis=0)
    return np.ascontiguousarray(planes[None], np.float32)


@overload
def from_network(
    array: NDArray[np.float32],
    value_range: tuple[float, float] = ...,
    bits: Literal[8] = ...,
) -> NDArray[np.uint8]: ...
@overload
def from_network(
    array: NDArray[np.float32], value_range: tuple[float, float], bits: Literal[16]
) -> NDArray[np.uint16]: ...
@overload
def from_network(
    array: NDArray[np.float32],
    value_range: tuple[float, float] = ...,
    bits: Literal[8, 16] = ...,
) -> Pixels: ...
def from_network(
    array: NDArray[np.float32],
    value_range: tuple[float, float] = (-1.0, 1.0),
    bits: Literal[8, 16] = 8,
) -> Any:
    """Turn a network's output into pixels: scaled, rounded to nearest, clipped.

    NaN becomes black, so that a broken model is seen and not a random picture.

    Args:
        array: float32 (N, C, H, W) in `value_range`; values outside are clipped.
        value_range: the values of black and white.
        bits: 8 or 16.

    Returns:
        uint8 or uint16 (N, H, W, C), contiguous.
    """
    low, high = value_range
    top = 2**bits - 1
    scaled = array.transpose(0, 2, 3, 1).astype(np.float32, order="C")
    scaled -= low
    scaled *= top / (high - low)
    # Half a step up, and the cast cuts: half the time of np.rint.
    scaled += 0.5
    # fmax, unlike clip, takes the number where the other is NaN.
    np.fmax(scaled, 0, out=scaled)
    np.minimum(scaled, top, out=scaled)
    return scaled.astype(np.uint8 if bits == 8 else np.uint16)


@overload
def resize(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]: ...
@overload
def resize(pixels: NDArray[np.uint16], size: tuple[int, int]) -> NDArray[np.uint16]: ...
def resize(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Scale a picture, antialiased (Lanczos).

    Args:
        pixels: uint8 or uint16 (H, W, 1 or 3).
        size: (H, W), px.

    Returns:
        The same dtype, (*size, C).
    """
    if pixels.shape[:2] == tuple(size):
        return pixels
    box = (size[1], size[0])
    if pixels.dtype == np.uint8:
        image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
        scaled = np.array(image.resize(box, _LANCZOS), np.uint8)
        return scaled.reshape(*size, pixels.shape[2])
    # Pillow has no 16-bit colour: each plane goes through its float mode.
    scaled16 = np.empty((*size, pixels.shape[2]), np.uint16)
    for channel in range(pixels.shape[2]):
        plane = Image.fromarray(pixels[..., channel].astype(np.float32))
        values = np.rint(np.asarray(plane.resize(box, _LANCZOS)))
        scaled16[..., channel] = np.clip(values, 0, 65535, out=values)
    return scaled16


def sheet(
    images: NDArray[np.uint8], columns: int | None = None, gap: int = 2
) -> NDArray[np.uint8]:
    """Lay pictures out row by row on dark grey.

    Args:
        images: uint8 (N, H, W, 1 or 3), N at least 1.
        columns: pictures in a row; None makes the sheet about square.
        gap: px between two pictures and around them.

    Returns:
        uint8 (rows * (H + gap) + gap, columns * (W + gap) + gap, 3).
    """
    if images.ndim != 4 or images.shape[3] not in (1, 3) or len(images) == 0:
        raise ValueError(f"images must be (N, H, W, 1 or 3), not {images.shape}")
    count, height, width, _ = images.shape
    columns = columns or math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    shape = (rows * (height + gap) + gap, columns * (width + gap) + gap, 3)
    whole = np.full(shape, SHEET_GREY, np.uint8)
    for index, image in enumerate(images):
        top = gap + (index // columns) * (height + gap)
        left = gap + (index % columns) * (width + gap)
        whole[top : top + height, left : left + width] = image
    return whole


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode a picture without metadata.

    Args:
        pixels: uint8 (H, W) or (H, W, C) with C = 1, 3 or 4.
    """
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
