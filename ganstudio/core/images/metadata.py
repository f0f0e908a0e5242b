"""EXIF, XMP, IPTC and orientation: kept, and made true for what is written."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from ganstudio.core.images import xmp
from ganstudio.core.images.picture import Picture

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
_EXIF_WIDTH, _EXIF_HEIGHT, _MAKER_NOTE = 0xA002, 0xA003, 0x927C
_IPTC_PLACES = frozenset((26, 27, 90, 92, 95, 100, 101))
"""Data sets of record 2 that name a place; IPTC knows no coordinates."""

_Sample = TypeVar("_Sample", np.uint8, np.uint16)


class KeepMetadata(StrEnum):
    """What of EXIF, XMP and IPTC goes into a written picture."""

    YES = "yes"
    NO = "no"
    NO_GPS = "no-gps"
    """All but where it was taken: coordinates, names of places, and the camera's own
    notes, which nobody can look into."""


@dataclass(frozen=True)
class Metadata:
    """Blocks for one file, each None where it has none."""

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None


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


def taken(image: ImageFile.ImageFile) -> Metadata:
    """Take the blocks off an open image, with orientation 1 in them.

    The thumbnail in the EXIF block is left out: it would show the old picture.
    """
    # A camera's broken block must not keep its picture from being read.
    found = image.info.get("xmp")
    packet = found.encode() if isinstance(found, str) else found
    if isinstance(packet, bytes):
        packet = _XMP_ORIENTATION.sub(rb"\g<1>1", packet)
    else:
        packet = None
    try:
        exif = _exif_of(image)
    except Exception:
        exif = None
    try:
        iptc = _iptc_of(image)
    except Exception:
        iptc = None
    return Metadata(exif, packet, iptc)


def _exif_of(image: Image.Image) -> bytes | None:
    # A copy: Pillow turns the picture by the block that it holds.
    exif = Image.Exif()
    exif.load(image.getexif().tobytes())
    for tag in _STRUCTURE & set(exif):
        del exif[tag]
    if not exif:
        return None
    exif[ORIENTATION] = 1
    return exif.tobytes()


def _iptc_of(image: ImageFile.ImageFile) -> bytes | None:
    """IPTC's data sets as they stand in a file, sorted by their numbers."""
    found = IptcImagePlugin.getiptcinfo(image) or {}
    made = b""
    for (record, number), value in sorted(found.items()):
        for one in value if isinstance(value, list) else [value]:
            if 0 <= record < 256 and 0 <= number < 256 and len(one) < 1 << 15:
                made += struct.pack(">BBBH", 0x1C, record, number, len(one)) + one
    return made or None


def for_file(picture: Picture, keep: KeepMetadata) -> Metadata:
    """What of a picture's blocks goes into the file that is written of it."""
    if keep is KeepMetadata.NO:
        return Metadata()
    place = keep is KeepMetadata.YES
    exif, packet, iptc = picture.exif, picture.xmp, picture.iptc
    if exif is not None:
        exif = _exif_for(exif, picture.size, place=place)
    if not place:
        packet = packet and xmp.without_place(packet)
        iptc = iptc and _without_places(iptc)
    return Metadata(exif, packet, iptc)


def _exif_for(block: bytes, size: tuple[int, int], *, place: bool) -> bytes:
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
    if not place:
        if ExifTags.IFD.GPSInfo in exif:
            del exif[ExifTags.IFD.GPSInfo]
        details.pop(_MAKER_NOTE, None)
    exif[ORIENTATION] = 1
    return exif.tobytes()


def _without_places(iptc: bytes) -> bytes | None:
    kept, at = b"", 0
    while at + 5 <= len(iptc):
        _, record, number, length = struct.unpack_from(">BBBH", iptc, at)
        end = at + 5 + length
        if (record, number in _IPTC_PLACES) != (2, True):
            kept += iptc[at:end]
        at = end
    return kept or None


def photoshop_segment(iptc: bytes) -> bytes:
    """JPEG's APP13 segment with IPTC inside: one image resource of Photoshop's."""
    padded = iptc + b"\0" * (len(iptc) % 2)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(iptc)) + padded
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
