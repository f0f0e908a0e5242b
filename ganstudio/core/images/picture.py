"""One picture in memory, and the file names that can hold one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8] | NDArray[np.uint16]

MAX_PIXELS = 300_000_000
"""Pictures above this many pixels are refused: decoding one needs over 1 GB."""

WRITABLE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".avif")
"""Suffixes that `write_picture` takes, lower case."""

HEIC_SUFFIXES = (".heic", ".heif")
"""Suffixes of pictures that are read where the extra `heic` is installed."""

PICTURE_SUFFIXES = frozenset(
    (
        *WRITABLE_SUFFIXES,
        *HEIC_SUFFIXES,
        *(".gif", ".jp2", ".mpo", ".pgm", ".pnm", ".ppm", ".qoi"),
    )
)
"""Suffixes of files that are taken for pictures, lower case."""

FOREIGN_FORMATS = {
    ".svg": "SVG",
    ".pdf": "PDF",
    ".psd": "Photoshop",
    ".xcf": "GIMP",
    ".exr": "OpenEXR",
    ".jxl": "JPEG XL",
    ".dng": "camera raw",
    ".cr2": "camera raw",
    ".cr3": "camera raw",
    ".nef": "camera raw",
    ".arw": "camera raw",
}
"""Suffixes of pictures that people have and that are not read -> their name."""


@dataclass(frozen=True, eq=False)
class Outside:
    """Colours of a photograph that sRGB does not hold.

    Attributes:
        places: uint32 (N,), pixels by their number, row by row.
        apart: int32 (N, C), what has to be added to their sRGB values, converted into
            the file's profile, to have the file's own.
        size: (H, W) of the picture, px.
    """

    places: NDArray[np.uint32]
    apart: NDArray[np.int32]
    size: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture: sRGB or grey, upright.

    Raises:
        ValueError: arrays whose shapes or dtypes do not belong together.
    """

    pixels: Pixels
    """uint8 or uint16 (H, W, 3), sRGB, or (H, W, 1), grey with sRGB's tone curve."""
    alpha: Pixels | None = None
    """(H, W) of the same dtype; 0 is transparent. Not premultiplied."""
    icc: bytes | None = None
    """The file's own RGB or grey profile, into which `write_picture` converts back."""
    exif: bytes | None = None
    """The file's EXIF block with orientation 1 and without the old thumbnail."""
    xmp: bytes | None = None
    """The file's XMP packet."""
    iptc: bytes | None = None
    """The file's IPTC data sets, one after the other."""
    format: str = ""
    """"JPEG", "PNG", ...; empty where the picture comes from no file."""
    frames: int = 1
    """How many frames or pages the file has; the pixels are the first one's."""
    notes: tuple[str, ...] = ()
    """What could not be kept, as sentences."""
    outside: Outside | None = None
    """What of the photograph's colours the pixels cannot hold; `finish` and
    `write_picture` put it back."""

    def __post_init__(self) -> None:
        shape, dtype = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] not in (1, 3) or not min(shape):
            raise ValueError(f"pixels must be (H, W, 1) or (H, W, 3), not {shape}")
        if dtype not in (np.uint8, np.uint16):
            raise ValueError(f"pixels must be uint8 or uint16, not {dtype}")
        alpha: NDArray[Any] | None = self.alpha
        if alpha is not None and (alpha.shape != shape[:2] or alpha.dtype != dtype):
            raise ValueError(
                f"alpha must be {dtype} {shape[:2]}, not {alpha.dtype} {alpha.shape}"
            )

    @property
    def bits(self) -> Literal[8, 16]:
        """Bits of one sample."""
        return 8 if self.pixels.dtype == np.uint8 else 16

    @property
    def size(self) -> tuple[int, int]:
        """(H, W), px."""
        return self.pixels.shape[0], self.pixels.shape[1]
