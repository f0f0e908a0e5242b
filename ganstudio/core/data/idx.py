"""IDX files, as MNIST and its relatives come (LeCun, Cortes and Burges 1998)."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import DataError

_LARGEST = 8 << 30
"""Bytes of pixels above which an IDX file is refused: it is held in memory."""


@dataclass(frozen=True)
class IdxPart:
    """One of the two parts of an IDX data set."""

    images: Path
    labels: Path | None


def find_idx(folder: Path) -> dict[str, IdxPart]:
    """Find the parts "train" and "t10k" in a folder, or in raw/ or NAME/raw/ below it.

    Raises:
        DataError: a part is there twice.
    """
    for place in (folder, *sorted(folder.glob("raw")), *sorted(folder.glob("*/raw"))):
        parts = {}
        for part in ("train", "t10k"):
            images = _one(place, f"*{part}-images*ubyte*")
            if images:
                parts[part] = IdxPart(images, _one(place, f"*{part}-labels*ubyte*"))
        if parts:
            return parts
    return {}


def _one(folder: Path, pattern: str) -> Path | None:
    found = sorted(
        p for p in folder.glob(pattern) if p.is_file() and not p.name.startswith(".")
    )
    stems = {p.name.removesuffix(".gz") for p in found}
    if len(stems) > 1:
        raise DataError(
            f"{folder} holds several data sets ({', '.join(sorted(stems))}): move each"
            " into a folder of its own."
        )
    # Packed and unpacked side by side are the same; the unpacked one is faster.
    return found[0] if found else None


def read_idx(path: Path, dims: int) -> NDArray[np.uint8]:
    """Read one IDX file of unsigned bytes, gz or not.

    Args:
        path: the file.
        dims: 3 for pictures (N, H, W), 1 for labels (N,).

    Raises:
        DataError: unreadable, not IDX, cut off or too long.
    """
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path} cannot be read ({error}): copy or download it again."
        ) from error
    head = 4 + 4 * dims
    if len(data) < head or data[:4] != bytes((0, 0, 8, dims)):
        what = "pictures" if dims == 3 else "labels"
        begins = data[:4].hex() or "nothing"
        raise DataError(
            f"{path} is no IDX file of {what}: it begins with {begins} and should begin"
            f" with 000008{dims:02x}; download it again."
        )
    shape = struct.unpack_from(f">{dims}I", data, 4)
    wants, got = math.prod(shape), len(data) - head
    if wants != got or wants > _LARGEST:
        raise DataError(
            f"{path} announces {' x '.join(map(str, shape))} bytes and holds {got:,}:"
            " download it again."
        )
    # A copy, since torch warns of arrays that cannot be written.
    return np.frombuffer(data, np.uint8, offset=head).reshape(shape).copy()


def read_part(
    part: IdxPart, *, labelled: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Read pictures (N, H, W) and, where asked for, their labels (N,).

    Raises:
        DataError: a damaged file, no labels, or as many labels as not pictures.
    """
    images = read_idx(part.images, 3)
    if not labelled:
        return images, None
    if part.labels is None:
        raise DataError(
            f"{part.images} has no labels beside it: put"
            f" {part.images.name.replace('images-idx3', 'labels-idx1')} there."
        )
    labels = read_idx(part.labels, 1)
    if len(labels) != len(images):
        raise DataError(
            f"{part.labels} has {len(labels):,} labels for {len(images):,} pictures:"
            " take both files from one download."
        )
    return images, labels
