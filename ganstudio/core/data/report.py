"""The lint of a data set: what is in it, and what will hurt training."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from ganstudio.api import DataKind, PictureError
from ganstudio.core.data.advice import warnings_for
from ganstudio.core.data.model import DataSet, Pictures
from ganstudio.core.data.opening import open_data
from ganstudio.core.data.verdicts import Progress, crew

_ROWS = 4096
"""Rows that are compared at once."""


class PartReport(BaseModel):
    """One domain of one split."""

    model_config = ConfigDict(frozen=True)

    name: str
    """"train", "held out"; "train A", "train B", ... where there are two domains."""
    count: int
    classes: dict[str, int]
    """Class name -> pictures; empty where there are no classes."""
    smallest: tuple[int, int]
    """(H, W) of the smallest picture by area, px; (0, 0) where there is none."""
    median: tuple[int, int]
    """Median height and median width, px."""
    largest: tuple[int, int]
    """(H, W) of the largest picture by area, px."""
    modes: dict[str, int]
    """Colour mode in words -> pictures."""


class SkippedFile(BaseModel):
    """One file that is not used."""

    model_config = ConfigDict(frozen=True)

    path: str
    reason: str


class DataReport(BaseModel):
    """All that `ganstudio data check` says."""

    model_config = ConfigDict(frozen=True)

    kind: DataKind
    parts: tuple[PartReport, ...]
    labels: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    duplicates: tuple[tuple[str, ...], ...]
    """Groups of pictures with equal pixels, as "part/name"."""
    warnings: tuple[str, ...]
    """Sentences, the gravest first."""
    fingerprint: str


def check_data(
    kind: DataKind,
    path: Path | None,
    path_b: Path | None = None,
    *,
    progress: Progress | None = None,
) -> DataReport:
    """Open a data set and report on it; every picture is decoded in full.

    Args:
        kind: see `open_data`.
        path: see `open_data`.
        path_b: see `open_data`.
        progress: called with (pictures done, pictures in all), for each of two passes.

    Raises:
        DataError: see `open_data`.
    """
    data = open_data(kind, path, path_b, progress=progress)
    return report_on(data, progress=progress)


def report_on(
    data: DataSet, *, compare: bool = True, progress: Progress | None = None
) -> DataReport:
    """Report on an open data set.

    Args:
        data: the data set.
        compare: look for pictures with equal pixels, which decodes every one in full;
            without it `duplicates` is empty.
        progress: called with (pictures compared, pictures in all).
    """
    named = list(named_parts(data))
    if data.kind is DataKind.STYLE:
        named = list(zip(("content", "style"), data.train.domains, strict=True))
    duplicates = _duplicates(named, progress) if compare else ()
    return DataReport(
        kind=data.kind,
        parts=tuple(_part(name, pictures, data.labels) for name, pictures in named),
        labels=data.labels,
        skipped=tuple(
            SkippedFile(path=str(s.path), reason=s.reason) for s in data.skipped
        ),
        duplicates=duplicates,
        warnings=tuple(warnings_for(data, duplicates)),
        fingerprint=data.fingerprint,
    )


def named_parts(data: DataSet) -> Iterator[tuple[str, Pictures]]:
    """Name every domain of every split; an undivided one comes once."""
    train = data.train.domains
    letters = ("",) if len(train) == 1 else (" A", " B")
    for letter, domain in zip(letters, train, strict=False):
        yield f"train{letter}", domain
    for letter, domain, whole in zip(
        letters, data.held_out.domains, train, strict=False
    ):
        if domain is not whole:
            yield f"held out{letter}", domain


def _part(name: str, pictures: Pictures, labels: tuple[str, ...]) -> PartReport:
    sizes = np.array(pictures.sizes, np.int64).reshape(-1, 2)
    smallest = median = largest = (0, 0)
    if len(sizes):
        areas = sizes.prod(axis=1)
        smallest = _pair(sizes[areas.argmin()])
        median = _pair(np.median(sizes, axis=0))
        largest = _pair(sizes[areas.argmax()])
    classes = {}
    if pictures.labels is not None:
        counts = np.bincount(pictures.labels, minlength=len(labels))
        classes = {label: int(n) for label, n in zip(labels, counts, strict=True)}
    return PartReport(
        name=name,
        count=len(pictures),
        classes=classes,
        smallest=smallest,
        median=median,
        largest=largest,
        modes=dict(Counter(pictures.modes).most_common()),
    )


def _pair(size: np.ndarray) -> tuple[int, int]:
    return int(size[0]), int(size[1])


def _duplicates(
    named: list[tuple[str, Pictures]], progress: Progress | None
) -> tuple[tuple[str, ...], ...]:
    """Group pictures with equal pixels, over all parts."""
    groups: dict[bytes, list[str]] = defaultdict(list)
    total = sum(len(pictures) for _, pictures in named)
    done = 0
    repeated = _repeated([pictures.array for _, pictures in named])
    with crew() as pool:
        for (part, pictures), numbers in zip(named, repeated, strict=True):
            if numbers is None:
                numbers = range(len(pictures))
            else:
                done += len(pictures) - len(numbers)
                if progress is not None:
                    progress(done, total)
            digests = pool.map(partial(_digest, pictures), numbers)
            for number, digest in zip(numbers, digests, strict=True):
                groups[digest].append(f"{part}/{pictures.name(number)}")
                done += 1
                if progress is not None:
                    progress(done, total)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)


def _repeated(
    arrays: Sequence[NDArray[np.uint8] | None],
) -> list[Sequence[int] | None]:
    """Number the pictures of each array that have an equal in any of them.

    Sorting tens of thousands of rows takes a twentieth of the time of hashing each, and
    leaves the interpreter to others meanwhile. None for what is no array.
    """
    found: list[Sequence[int] | None] = [None if a is None else [] for a in arrays]
    for shape in {a.shape[1:] for a in arrays if a is not None}:
        members = [
            (place, a)
            for place, a in enumerate(arrays)
            if a is not None and a.shape[1:] == shape
        ]
        whole = np.concatenate([a for _, a in members])
        flat = whole.reshape(len(whole), -1)
        order = flat.view(np.dtype((np.void, flat.shape[1])))[:, 0].argsort()
        equal = np.zeros(len(whole), np.bool_)
        for start in range(0, len(order) - 1, _ROWS):
            block = flat[order[start : start + _ROWS + 1]]
            same = np.flatnonzero((block[1:] == block[:-1]).all(axis=1)) + start
            equal[order[same]] = equal[order[same + 1]] = True
        begin = 0
        for place, array in members:
            found[place] = np.flatnonzero(equal[begin : begin + len(array)]).tolist()
            begin += len(array)
    return found


def _digest(pictures: Pictures, number: int) -> bytes:
    try:
        pixels = np.ascontiguousarray(pictures.read(number))
    except PictureError as error:
        # Gone since it was opened: equal to nothing else, as its sentence names it.
        return str(error).encode()
    hashed = hashlib.blake2b(pixels.data, digest_size=16)
    hashed.update(str(pixels.shape).encode())
    return hashed.digest()
