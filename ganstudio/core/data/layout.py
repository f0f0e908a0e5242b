"""How data lies on the disk: which folder is which part and which domain."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ganstudio.api import DataError
from ganstudio.core.images.picture import FOREIGN_FORMATS, PICTURE_SUFFIXES

_TRAIN = "train"
_HELD_OUT = ("test", "val", "valid", "validation")
_LISTED = PICTURE_SUFFIXES | frozenset(FOREIGN_FORMATS)


@dataclass(frozen=True)
class Place:
    """Where one domain's pictures lie."""

    train: Path
    held_out: Path | None = None


def folder_of(path: Path | None, what: str) -> Path:
    """Check that a folder was given and is there; `what` says what it should hold.

    Raises:
        DataError: it is not.
    """
    if path is None:
        raise DataError(f"No folder was given for {what}: choose one.")
    if not path.exists():
        raise DataError(f"{path} does not exist: check the path of {what}.")
    if not path.is_dir():
        raise DataError(f"{path} is a file: choose the folder that holds {what}.")
    try:
        os.listdir(path)
    except OSError as error:
        raise DataError(
            f"{path} may not be read ({error.strerror}): change its rights."
        ) from error
    return path


def picture_names(root: Path) -> list[str]:
    """List picture files below a folder: relative, with forward slashes, sorted.

    Hidden files and folders are left out. Formats that people have but that cannot be
    read (HEIC, camera raw) are listed, so that they are named and not passed over.
    """
    found = []
    seen: set[tuple[int, int]] = set()
    for folder, subfolders, files in os.walk(root, followlinks=True):
        info = os.stat(folder)
        if (info.st_dev, info.st_ino) in seen:
            # A link leads back into a folder already visited.
            subfolders.clear()
            continue
        seen.add((info.st_dev, info.st_ino))
        subfolders[:] = sorted(name for name in subfolders if not _is_hidden(name))
        for name in files:
            if not _is_hidden(name) and Path(name).suffix.lower() in _LISTED:
                found.append(Path(folder, name).relative_to(root).as_posix())
    return sorted(found)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _subfolders(folder: Path) -> dict[str, Path]:
    return {
        p.name.casefold(): p
        for p in sorted(folder.iterdir())
        if p.is_dir() and not _is_hidden(p.name)
    }


def parts(folder: Path) -> Place:
    """Find the folder's own train and test (or val) part; else it is all training."""
    inside = _subfolders(folder)
    if _TRAIN in inside and set(inside) <= {_TRAIN, *_HELD_OUT}:
        held_out = next((inside[name] for name in _HELD_OUT if name in inside), None)
        return Place(inside[_TRAIN], held_out)
    return Place(folder)


def domains(folder: Path) -> tuple[Place, Place] | None:
    """Find two domains in one folder; None where it is not laid out so.

    Known are trainA, trainB (testA, testB); A, B; train/A, train/B (test/A, test/B);
    and any two subfolders, in the order of their names.
    """
    inside = _subfolders(folder)
    if {"traina", "trainb"} <= set(inside):
        tests = [
            next((inside[h + d] for h in _HELD_OUT if h + d in inside), None)
            for d in "ab"
        ]
        return Place(inside["traina"], tests[0]), Place(inside["trainb"], tests[1])
    if {"a", "b"} <= set(inside):
        return parts(inside["a"]), parts(inside["b"])
    whole = parts(folder)
    if whole.train != folder:
        return _domains_of_parts(whole)
    if len(inside) == 2 and not any(_pictures_directly_in(folder)):
        first, second = inside.values()
        return parts(first), parts(second)
    return None


def _domains_of_parts(whole: Place) -> tuple[Place, Place] | None:
    train = _subfolders(whole.train)
    if set(train) != {"a", "b"} and len(train) != 2:
        return None
    tests = _subfolders(whole.held_out) if whole.held_out else {}
    first, second = (Place(place, tests.get(name)) for name, place in train.items())
    return first, second


def _pictures_directly_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file():
            yield path


def stem(name: str) -> str:
    """Name without its suffix: what the two pictures of a pair have in common."""
    return str(PurePosixPath(name).with_suffix(""))
