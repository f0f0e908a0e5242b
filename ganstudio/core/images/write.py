"""Writing: beside, read back, renamed; with the picture's own profile and metadata."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ganstudio.api import PictureError, StudioError
from ganstudio.core.files import written_beside
from ganstudio.core.images import colour, deep, metadata, xmp
from ganstudio.core.images.arrays import to_eight_bit
from ganstudio.core.images.metadata import KeepMetadata, Metadata
from ganstudio.core.images.opening import decodes
from ganstudio.core.images.outside import into_profile, put_back
from ganstudio.core.images.picture import WRITABLE_SUFFIXES, Picture, Pixels
from ganstudio.core.images.read import on_white
from ganstudio.core.images.recipe import RECIPE_KEY, WrittenRecipe
from ganstudio.core.images.tiff import encode_tiff

_FORMATS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".bmp": "BMP",
    ".avif": "AVIF",
}
_PLACES: dict[str, tuple[str, ...]] = {
    "JPEG": ("exif", "xmp", "iptc"),
    "TIFF": ("exif", "xmp", "iptc"),
    "PNG": ("exif", "xmp"),
    "WEBP": ("exif", "xmp"),
    "AVIF": ("exif", "xmp"),
    "BMP": (),
}
"""Format -> which blocks it has a place for."""
_LONGEST_SEGMENT = 65_000
"""Bytes of a block that one segment of a JPEG takes, what goes around it left off."""
_LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383, "AVIF": 65_536}


def write_picture(
    picture: Picture,
    path: Path | str,
    *,
    quality: int = 95,
    keep_metadata: KeepMetadata = KeepMetadata.YES,
    recipe: WrittenRecipe | None = None,
) -> tuple[str, ...]:
    """Write a picture; `path` then holds the whole new file, or what it held before.

    The suffix chooses the format. PNG and TIFF keep 16 bits, the others get 8. JPEG and
    BMP cannot hold transparency: the picture is laid on white. The pixels are converted
    from sRGB to the picture's own profile, and the profile is put into the file.

    Args:
        picture: what to write.
        path: a file name ending in one of `WRITABLE_SUFFIXES`.
        quality: 1 to 100, for JPEG, WebP and AVIF; 90 and above keeps full colour
            resolution in JPEG.
        keep_metadata: what of EXIF, XMP and IPTC stays; the colour profile does in any
            case, since the colours need it.
        recipe: what the picture was made with, for `read_recipe`; BMP has no place for
            it. None also takes out one that the photograph brought along.

    Returns:
        What the format could not hold, as sentences.

    Raises:
        PictureError: a suffix or a size that no format here takes, a full disk, a
            folder that may not be written, or a file that did not read back.
    """
    path = Path(path)
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise PictureError(
            f"{path} cannot be written as {path.suffix or 'a file without a suffix'}:"
            f" choose one of {', '.join(WRITABLE_SUFFIXES)}."
        )
    longest, limit = max(picture.size), _LONGEST_SIDE.get(kind)
    if limit and longest > limit:
        raise PictureError(
            f"{path}: {kind} takes at most {limit:,} px a side and the picture has"
            f" {longest:,}: choose .png or .tif."
        )
    blocks = metadata.for_file(picture, keep_metadata)
    text = None if recipe is None else recipe.text()
    packet = xmp.with_recipe(blocks.xmp, None if kind == "PNG" else text)
    blocks, lost = _that_fit(replace(blocks, xmp=packet), kind)
    notes = (*_cannot_hold(picture, kind), *lost)
    data = _encode(picture, kind, path, quality, blocks, text)
    try:
        with written_beside(path) as temporary:
            temporary.write_bytes(data)
            problem = decodes(temporary.read_bytes(), picture.size)
            if problem:
                raise PictureError(f"{path} did not read back: {problem}; try again.")
    except StudioError as error:
        raise PictureError(str(error)) from error
    return notes


def _cannot_hold(picture: Picture, kind: str) -> list[str]:
    """Say what of the pixels a format changes."""
    notes = []
    if picture.bits == 16 and kind not in ("PNG", "TIFF"):
        notes.append(f"{kind} holds 8 bits, so its 16 became 8.")
    if picture.alpha is not None and kind in ("JPEG", "BMP"):
        notes.append(f"{kind} holds no transparency, so it was laid on white.")
    return notes


def _that_fit(blocks: Metadata, kind: str) -> tuple[Metadata, tuple[str, ...]]:
    """Leave out blocks that a format has no place for, or none of that length."""
    places = _PLACES[kind]
    lost = {
        name: None
        for name in ("exif", "xmp", "iptc")
        if (block := getattr(blocks, name)) is not None
        and (name not in places or (kind == "JPEG" and len(block) > _LONGEST_SEGMENT))
    }
    if not lost:
        return blocks, ()
    names = " and ".join(name.upper() for name in lost)
    note = f"{kind} has no room for its {names} metadata, which was left out."
    return replace(blocks, **lost), (note,)


def _encode(
    picture: Picture,
    kind: str,
    path: Path,
    quality: int,
    blocks: Metadata,
    recipe: str | None,
) -> bytes:
    pixels, alpha = picture.pixels, picture.alpha
    if kind not in ("PNG", "TIFF"):
        pixels = to_eight_bit(pixels)
        alpha = None if alpha is None else to_eight_bit(alpha)
    if alpha is not None and kind in ("JPEG", "BMP"):
        pixels, alpha = on_white(to_eight_bit(pixels), to_eight_bit(alpha)), None
    icc = None
    if kind != "BMP":
        pixels, icc = _to_profile(picture, pixels)
    samples: NDArray[Any] = pixels
    if alpha is not None:
        samples = np.concatenate((pixels, alpha[..., None]), 2)
    try:
        if kind == "TIFF":
            return encode_tiff(samples, icc, blocks)
        if samples.dtype == np.uint8:
            eight = to_eight_bit(samples)
            return _with_pillow(eight, kind, quality, icc, blocks, recipe)
        pixel = np.zeros((1, 1, 3 if pixels.shape[2] == 3 else 1), np.uint8)
        carrier = _with_pillow(pixel, "PNG", quality, icc, blocks, recipe)
        return deep.encode_png16(samples.astype(np.uint16, copy=False), carrier)
    except MemoryError as error:
        raise PictureError(
            f"{path} does not fit into memory while it is encoded: close other"
            " programs or scale it down."
        ) from error
    except (OSError, ValueError) as error:
        raise PictureError(
            f"{path} could not be encoded as {kind} ({error}): choose .png."
        ) from error


def _to_profile(picture: Picture, pixels: Pixels) -> tuple[Pixels, bytes | None]:
    """Convert into a picture's profile; (pixels, None) where it does not fit.

    A picture that gained or lost its colour stays sRGB: its old profile is of the
    other kind.
    """
    icc, outside = picture.icc, picture.outside
    if icc is None:
        return pixels, None
    try:
        if (colour.colour_space(icc) == "GRAY") != (pixels.shape[2] == 1):
            return pixels, None
        converted = into_profile(pixels, icc)
    except colour.ProfileError:
        return pixels, None
    # Laid on white, or with fewer bits, its numbers are others.
    if outside is not None and pixels is picture.pixels:
        converted = put_back(converted, outside)
    return converted, icc


def _with_pillow(
    samples: NDArray[np.uint8],
    kind: str,
    quality: int,
    icc: bytes | None,
    blocks: Metadata,
    recipe: str | None,
) -> bytes:
    image = Image.fromarray(samples[..., 0] if samples.shape[2] == 1 else samples)
    options: dict[str, Any] = {}
    if icc:
        options["icc_profile"] = icc
    if blocks.exif:
        options["exif"] = blocks.exif
    if kind == "PNG":
        info = PngInfo()
        if blocks.xmp:
            packet = blocks.xmp.decode("utf-8", "replace")
            info.add_itxt("XML:com.adobe.xmp", packet)
        if recipe is not None:
            info.add_itxt(RECIPE_KEY, recipe)
        options["pnginfo"] = info
    elif blocks.xmp:
        options["xmp"] = blocks.xmp
    if blocks.iptc:
        options["extra"] = metadata.photoshop_segment(blocks.iptc)
    if kind in ("JPEG", "WEBP", "AVIF"):
        options["quality"] = quality
    if kind == "JPEG":
        options |= {"subsampling": 0 if quality >= 90 else 2, "optimize": True}
    if kind != "JPEG":
        memory = io.BytesIO()
        image.save(memory, kind, **options)
        return memory.getvalue()
    # Into memory Pillow encodes a JPEG with the interpreter's lock held, 0.2 s for 24
    # megapixels, and a window in this process stands still; into a file it does not.
    with tempfile.TemporaryFile() as file:
        image.save(file, kind, **options)
        file.seek(0)
        return file.read()
