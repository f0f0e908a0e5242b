"""Reading: any file that a person may drop, to upright sRGB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from ganstudio.api import PictureError
from ganstudio.core.images import colour, deep, metadata
from ganstudio.core.images.arrays import to_eight_bit
from ganstudio.core.images.opening import opened
from ganstudio.core.images.outside import outside_of
from ganstudio.core.images.picture import MAX_PIXELS, Outside, Picture, Pixels

_Read = tuple[tuple[Pixels, Pixels | None], bytes | None, Outside | None]
"""Colours and alpha, the profile where they can be put back, what sRGB cuts off."""


def read_picture(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read a picture as it was meant to be seen.

    The orientation is applied; CMYK, Lab and pictures with a colour profile become
    sRGB; palettes become RGB; 16-bit pictures keep 16 bits (a profile made of tables
    takes them to 8, which `notes` says); of an animation it is the first frame.

    Args:
        path: JPEG, PNG, TIFF, WebP, AVIF, GIF, BMP, JPEG 2000, PNM or QOI; HEIC where
            the extra `heic` is installed.
        max_pixels: larger pictures are refused before they are decoded.

    Raises:
        PictureError: missing, empty, no picture, damaged, cut off, too large, or of
            a sample type that cannot be shown (floating point).
    """
    path = Path(path)
    notes: list[str] = []
    with opened(path, max_pixels) as image:
        # In this order: a PNG's EXIF may stand behind the pixels, so that asking for
        # it decodes and forgets the depth; a TIFF, once decoded, is already turned.
        depth = deep.depth_of(image)
        orientation = metadata.orientation_of(image)
        frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        blocks = metadata.taken(image)
        icc: bytes | None = image.info.get("icc_profile") or None
        deeper = deep.read16(path, image) if depth == 16 else None
        samples: tuple[Pixels, Pixels | None]
        outside: Outside | None
        if deeper is None:
            if depth == 16:
                notes.append("The picture has 16 bits but was read with 8.")
            samples, icc, outside = _read8(image, icc, notes)
        else:
            words = metadata.upright(deeper[0], orientation)
            veil = (
                None if deeper[1] is None else metadata.upright(deeper[1], orientation)
            )
            samples, icc, outside = _to_srgb16(words, veil, icc, notes)
    return Picture(
        *samples,
        icc,
        blocks.exif,
        blocks.xmp,
        blocks.iptc,
        kind,
        frames,
        tuple(notes),
        outside,
    )


def read_pixels(
    path: Path | str, *, short_side: int = 0, max_pixels: int = MAX_PIXELS
) -> NDArray[np.uint8]:
    """Read a picture for training: upright, sRGB, 8 bits, transparency on white.

    Args:
        path: see `read_picture`.
        short_side: where above 0, a JPEG may come back scaled by 1/2, 1/4 or 1/8 (up
            to eight times faster) with both sides at least this long, px.
        max_pixels: larger pictures are refused.

    Returns:
        uint8 (H, W, 1 or 3).

    Raises:
        PictureError: see `read_picture`.
    """
    path = Path(path)
    with opened(path, max_pixels) as image:
        if short_side > 0:
            image.draft(None, (short_side, short_side))
        (pixels, alpha), *_ = _read8(image, image.info.get("icc_profile"), [])
    eight = to_eight_bit(pixels)
    return eight if alpha is None else on_white(eight, to_eight_bit(alpha))


def on_white(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay uint8 (H, W, C) over white by alpha (H, W)."""
    weight = alpha[..., None].astype(np.uint32)
    mixed = (pixels * weight + 255 * (255 - weight) + 127) // 255
    return mixed.astype(np.uint8)


def _read8(image: Image.Image, icc: bytes | None, notes: list[str]) -> _Read:
    """Decode with Pillow, upright and in sRGB."""
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    alpha = None
    if image.mode in ("PA", "La", "RGBa", "LA", "RGBA") or (
        "transparency" in image.info and image.mode in ("P", "1", "L", "RGB")
    ):
        full = image.convert("LA" if image.mode in ("1", "L", "La", "LA") else "RGBA")
        alpha = np.array(full.getchannel("A"))
        image = full.convert(full.mode[:-1])
    image = _base_mode(image)
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
        assert converted is not None
        image, icc = converted, None
    own = image
    if icc is not None:
        image, icc = _to_srgb8(image, icc, notes)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    pixels = _array(image)
    outside = None
    if icc is not None and own is not image:
        outside = outside_of(_array(own), pixels, icc)
    return (pixels, alpha), icc, outside


def _array(image: Image.Image) -> NDArray[np.uint8]:
    pixels = np.array(image)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _base_mode(image: Image.Image) -> Image.Image:
    """Bring an image to L, RGB, CMYK or LAB."""
    match image.mode:
        case "L" | "RGB" | "CMYK" | "LAB":
            return image
        case "1":
            return image.convert("L")
        case "P":
            # Straight to RGB, Pillow warns where the palette is transparent.
            return image.convert("RGBA").convert("RGB")
        case "F":
            raise PictureError(
                f"{_name(image)} has floating-point samples: save it with 8 or 16 bits."
            )
        case mode if mode.startswith("I"):
            values = np.asarray(image)
            if values.min() < 0 or values.max() > 65535:
                raise PictureError(
                    f"{_name(image)} has 32-bit samples: save it with 8 or 16 bits."
                )
            return Image.fromarray(to_eight_bit(values.astype(np.uint16)))
        case _:
            return image.convert("RGB")


def _name(image: Image.Image) -> str:
    return str(getattr(image, "filename", "")) or "The picture"


def _to_srgb8(
    image: Image.Image, icc: bytes, notes: list[str]
) -> tuple[Image.Image, bytes | None]:
    try:
        converted = colour.convert8(image, icc, "to")
    except colour.ProfileError as error:
        notes.append(f"Its colour profile was not used: {error}.")
        return image, None
    # A CMYK profile cannot describe the RGB file that will be written.
    return converted, None if image.mode == "CMYK" else icc


def _to_srgb16(
    pixels: NDArray[np.uint16],
    alpha: NDArray[np.uint16] | None,
    icc: bytes | None,
    notes: list[str],
) -> _Read:
    if icc is None:
        return (pixels, alpha), None, None
    try:
        converted = colour.convert16(pixels, icc, "to")
        return (converted, alpha), icc, outside_of(pixels, converted, icc)
    except colour.ProfileError:
        eight = to_eight_bit(pixels)
        image = Image.fromarray(eight[..., 0] if eight.shape[2] == 1 else eight)
        image, kept = _to_srgb8(image, icc, notes)
        if kept is None:
            return (pixels, alpha), None, None
        notes.append("Its colour profile is made of tables, so 16 bits became 8.")
        result = _array(image)
        veil = None if alpha is None else to_eight_bit(alpha)
        return (result, veil), kept, outside_of(eight, result, kept)


def examine(
    path: Path, max_pixels: int = MAX_PIXELS
) -> tuple[NDArray[np.uint8], tuple[int, int], str]:
    """Decode a picture as fast as may be, only to see that it is whole.

    Returns:
        Pixels uint8 (h, w, 1 or 3), a JPEG's scaled by 1/8; the true (H, W), upright,
        px; the colour mode in words.

    Raises:
        PictureError: see `read_picture`.
    """
    with opened(path, max_pixels) as image:
        mode = _MODES.get(image.mode, image.mode)
        if deep.depth_of(image) == 16:
            mode = f"16-bit {mode.removeprefix('16-bit ')}"
        width, height = image.size
        image.draft(None, (1, 1))
        image.load()
        # After decoding: a TIFF is then turned, and its size was upright all along.
        turned = metadata.orientation_of(image) >= 5
        small = _base_mode(image)
        pixels = np.array(small if small.mode in ("L", "RGB") else small.convert("RGB"))
    full = (width, height) if turned else (height, width)
    return (pixels[..., None] if pixels.ndim == 2 else pixels), full, mode


_MODES = {
    "1": "black and white",
    "L": "grey",
    "LA": "grey with alpha",
    "P": "palette",
    "RGBA": "RGB with alpha",
    "I;16": "16-bit grey",
    "I;16B": "16-bit grey",
}
