"""EXIF, XMP and orientation: kept, and made true for the picture that is written."""

from __future__ import annotations

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

ORIENTATION = int(ExifTags.Base.Orientation)
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation(?:=[\"']|>))[2-8]")
# Stored as tags of a TIFF's own structure, they would contradict the file written.
_STRUCTURE = frozenset(
    (
        *range(254, 260),
        262,
        266,
        273,
        *range(277, 280),
        282,
        283,
        284,
        296,
        317,
        320,
        *range(322, 326),
        330,
        338,
        339,
        347,
        *range(512, 522),
        *range(529, 533),
        700,
        33723,
        34377,
        34675,
    )
)
_EXIF_WIDTH, _EXIF_HEIGHT = 0xA002, 0xA003

_Sample = TypeVar("_Sample", np.uint8, np.uint16)


def upright(array: NDArray[_Sample], orientation: int) -> NDArray[_Sample]:
    """Apply an EXIF orientation (1 to 8) to (H, W, ...); others mean 1."""
    if orientation in (5, 6, 7, 8):
        array = array.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    return np.ascontiguousarray(array)


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation of an opened image, 1 to 8; 1 where it states none."""
    try:
        value = image.getexif().get(ORIENTATION)
    except Exception:
        # A camera's broken EXIF block must not keep its picture from being read.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken(image: Image.Image) -> tuple[bytes | None, bytes | None]:
    """Take (EXIF, XMP) off an open image, with orientation 1 in both.

    The thumbnail in the EXIF block is left out: it would show the old picture.
    """
    xmp = image.info.get("xmp")
    packet = xmp.encode() if isinstance(xmp, str) else xmp
    if isinstance(packet, bytes):
        packet = _XMP_ORIENTATION.sub(rb"\g<1>1", packet)
    else:
        packet = None
    try:
        # A copy: Pillow turns the picture by the block that it holds.
        exif = Image.Exif()
        exif.load(image.getexif().tobytes())
        for tag in _STRUCTURE & set(exif):
            del exif[tag]
        if not exif:
            return None, packet
        exif[ORIENTATION] = 1
        return exif.tobytes(), packet
    except Exception:
        # A camera's broken EXIF block must not keep its picture from being read.
        return None, packet


def exif_for(block: bytes, size: tuple[int, int]) -> bytes:
    """Write a picture's (H, W) into an EXIF block where it states another one."""
    exif = Image.Exif()
    exif.load(block)
    # Asking for a part that is not there would write an empty one.
    there = ExifTags.IFD.Exif in exif
    details = exif.get_ifd(ExifTags.IFD.Exif) if there else {}
    if _EXIF_WIDTH in details:
        details[_EXIF_WIDTH] = size[1]
    if _EXIF_HEIGHT in details:
        details[_EXIF_HEIGHT] = size[0]
    exif[ORIENTATION] = 1
    return exif.tobytes()
