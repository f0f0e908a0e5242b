"""Writing: beside, read back, renamed; with the picture's own profile and metadata."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ganstudio.api import PictureError, StudioError
from ganstudio.core.files import written_beside
from ganstudio.core.images import colour, deep, metadata
from ganstudio.core.images.arrays import to_eight_bit
from ganstudio.core.images.opening import decodes
from ganstudio.core.images.picture import WRITABLE_SUFFIXES, Picture, Pixels
from ganstudio.core.images.read import on_white
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
_LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383, "AVIF": 65_536}


def write_picture(
    picture: Picture,
    path: Path | str,
    *,
    quality: int = 95,
    keep_metadata: bool = True,
) -> None:
    """Write a picture; `path` then holds the whole new file, or what it held before.

    The suffix chooses the format. PNG and TIFF keep 16 bits, the others get 8. JPEG and
    BMP cannot hold transparency: the picture is laid on white. The pixels are converted
    from sRGB to the picture's own profile, and the profile is put into the file.

    Args:
        picture: what to write.
        path: a file name ending in one of `WRITABLE_SUFFIXES`.
        quality: 1 to 100, for JPEG, WebP and AVIF; 90 and above keeps full colour
            resolution in JPEG.
        keep_metadata: False leaves out EXIF and XMP (place, time, camera); the colour
            profile stays, since the colours need it.

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
    data = _encode(picture, kind, path, quality, keep_metadata)
    try:
        with written_beside(path) as temporary:
            temporary.write_bytes(data)
            problem = decodes(temporary.read_bytes(), picture.size)
            if problem:
                raise PictureError(f"{path} did not read back: {problem}; try again.")
    except StudioError as error:
        raise PictureError(str(error)) from error


def _encode(
    picture: Picture, kind: str, path: Path, quality: int, keep_metadata: bool
) -> bytes:
    pixels, alpha = picture.pixels, picture.alpha
    if kind not in ("PNG", "TIFF"):
        pixels = to_eight_bit(pixels)
        alpha = None if alpha is None else to_eight_bit(alpha)
    if alpha is not None and kind in ("JPEG", "BMP"):
        pixels, alpha = on_white(to_eight_bit(pixels), to_eight_bit(alpha)), None
    pixels, icc = _to_profile(pixels, picture.icc if kind != "BMP" else None)
    exif = xmp = None
    if keep_metadata:
        exif = picture.exif and metadata.exif_for(picture.exif, picture.size)
        xmp = picture.xmp
    samples: NDArray[Any] = pixels
    if alpha is not None:
        samples = np.concatenate((pixels, alpha[..., None]), 2)
    try:
        if kind == "TIFF":
            return encode_tiff(samples, icc, exif, xmp)
        if samples.dtype == np.uint8:
            return _with_pillow(to_eight_bit(samples), kind, quality, icc, exif, xmp)
        pixel = np.zeros((1, 1, 3 if pixels.shape[2] == 3 else 1), np.uint8)
        carrier = _with_pillow(pixel, "PNG", quality, icc, exif, xmp)
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


def _to_profile(pixels: Pixels, icc: bytes | None) -> tuple[Pixels, bytes | None]:
    """Convert sRGB or grey pixels into a profile; (pixels, None) where it does not fit.

    A picture that gained or lost its colour stays sRGB: its old profile is of the
    other kind.
    """
    if icc is None:
        return pixels, None
    try:
        grey = colour.colour_space(icc) == "GRAY"
        if grey != (pixels.shape[2] == 1):
            return pixels, None
        if pixels.dtype == np.uint16:
            return colour.convert16(pixels.astype(np.uint16), icc, "from"), icc
        image = Image.fromarray(pixels[..., 0] if grey else pixels)
        converted: NDArray[np.uint8] = np.asarray(colour.convert8(image, icc, "from"))
        return converted.reshape(pixels.shape), icc
    except colour.ProfileError:
        return pixels, None


def _with_pillow(
    samples: NDArray[np.uint8],
    kind: str,
    quality: int,
    icc: bytes | None,
    exif: bytes | None,
    xmp: bytes | None,
) -> bytes:
    image = Image.fromarray(samples[..., 0] if samples.shape[2] == 1 else samples)
    options: dict[str, Any] = {}
    if icc:
        options["icc_profile"] = icc
    if exif and kind != "BMP":
        options["exif"] = exif
    if kind == "PNG" and xmp:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8", "replace"))
        options["pnginfo"] = info
    elif kind != "BMP" and xmp:
        options["xmp"] = xmp
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
