"""Where results go: never over a file that is there."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from ganstudio.core.images import (
    HEIC_SUFFIXES,
    PICTURE_SUFFIXES,
    WRITABLE_SUFFIXES,
)


def free_path(path: Path, taken: set[Path] | None = None) -> Path:
    """Return `path`, or the first of name-2, name-3, ... that nothing lies at.

    Args:
        path: where the file should go.
        taken: paths that are promised already; the one returned is added.
    """
    promised = taken if taken is not None else set()
    for number in count(1):
        stem = path.stem if number == 1 else f"{path.stem}-{number}"
        candidate = path.with_name(stem + path.suffix)
        if candidate not in promised and not candidate.exists():
            promised.add(candidate)
            return candidate
    raise AssertionError("count() does not end")


def is_picture_name(path: Path) -> bool:
    """Whether a path names a picture file to be, and not a folder."""
    return path.suffix.lower() in PICTURE_SUFFIXES and not path.is_dir()


def result_suffix(source: Path) -> str:
    """Suffix for what was made of `source`: its own where it can be written.

    Else that of a photograph, where it is one, or PNG, which holds all there is.
    """
    suffix = source.suffix.lower()
    if suffix in WRITABLE_SUFFIXES:
        return source.suffix
    return ".jpg" if suffix in (*HEIC_SUFFIXES, ".mpo") else ".png"


def result_name(source: Path, ending: str = "") -> str:
    """File name for what was made of `source`.

    Args:
        source: the picture.
        ending: what the stem gets behind it: "-photo-to-print".
    """
    return f"{source.stem}{ending}{result_suffix(source)}"
