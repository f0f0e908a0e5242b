"""`open_data`: from a kind and one or two paths to a data set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import DataError, DataKind
from ganstudio.core.data import files, idx, layout
from ganstudio.core.data.model import (
    ArrayPictures,
    DataSet,
    Pictures,
    Skipped,
    Split,
)
from ganstudio.core.data.split import held_out_mask
from ganstudio.core.data.verdicts import Progress, judge_one

_LABEL_FILES = ("labels.txt", "classes.txt")


def open_data(
    kind: DataKind,
    path: Path | None,
    path_b: Path | None = None,
    *,
    progress: Progress | None = None,
) -> DataSet:
    """Open a data set; each file is decoded once, and the verdicts are remembered.

    Args:
        kind: decides the layout:
            IMAGES: a folder of pictures at any depth, or IDX files.
            LABELLED: a folder for each class, or IDX files with labels.
            UNPAIRED: trainA and trainB, A and B, or any two subfolders; or two
                folders, the second of which may be a single picture's file.
            PAIRED: the same, with equal names; or pictures side by side in one folder.
            STYLE: a content and a style file. BUILT_IN: nothing.
        path: the folder; the content file of STYLE.
        path_b: the second folder; the style file of STYLE.
        progress: called with (files decoded, files to decode).

    Raises:
        DataError: missing, empty, damaged as a whole, or not of this kind. A single
            damaged file is not an error but in `skipped`.
    """
    kind = DataKind(kind)
    if kind is DataKind.BUILT_IN:
        return DataSet(kind, Split(()), Split(()), (), (), _fingerprint([]))
    if kind is DataKind.STYLE:
        return _style(path, path_b)
    root = layout.folder_of(path, "the pictures" if path_b is None else "domain A")
    if kind in (DataKind.IMAGES, DataKind.LABELLED):
        if path_b is not None:
            raise DataError(
                f"{kind.value.capitalize()} data is one folder, but a second one was"
                f" given: {path_b}; leave it out."
            )
        parts = idx.find_idx(root)
        if parts:
            return _idx(kind, root, parts)
        return (_images if kind is DataKind.IMAGES else _labelled)(root, progress)
    second = path_b
    if path_b is not None and not (kind is DataKind.UNPAIRED and path_b.is_file()):
        second = layout.folder_of(path_b, "domain B")
    if second is not None and second.resolve() == root.resolve():
        raise DataError(f"{root} was given as both domains: choose two folders.")
    return (_unpaired if kind is DataKind.UNPAIRED else _paired)(root, second, progress)


def _fingerprint(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode(errors="surrogateescape") + b"\n")
    return digest.hexdigest()


def _images(root: Path, progress: Progress | None) -> DataSet:
    sides = files.sides_of(*files.read_place(layout.parts(root), progress))
    return _data_set(DataKind.IMAGES, [sides.domains()], sides.skipped, sides.lines())


def _data_set(
    kind: DataKind,
    domains: Iterable[tuple[Pictures, Pictures]],
    skipped: tuple[Skipped, ...],
    lines: Iterable[str],
    labels: tuple[str, ...] = (),
) -> DataSet:
    train, held_out = (Split(pictures) for pictures in zip(*domains, strict=True))
    return DataSet(kind, train, held_out, labels, skipped, _fingerprint(lines))


def _labelled(root: Path, progress: Progress | None) -> DataSet:
    train, held_out = files.read_place(layout.parts(root), progress)
    train = train.without(
        (n for n in train.names if "/" not in n),
        "lies in no class folder: move it into the folder of its class.",
    )
    classes = tuple(sorted({_class(name) for name in train.names}))
    if len(classes) < 2:
        found = f"only {classes[0]}" if classes else "none"
        raise DataError(
            f"{train.root} should have a subfolder of pictures for each of two classes"
            f" or more, and has {found}."
        )
    if held_out is not None:
        held_out = held_out.without(
            (n for n in held_out.names if "/" not in n or _class(n) not in classes),
            "is of no class that the training part has.",
        )
    numbers = {name: number for number, name in enumerate(classes)}
    sides = files.sides_of(train, held_out)

    def numbered(names: Sequence[str]) -> NDArray[np.int64]:
        return np.array([numbers[_class(name)] for name in names], np.int64)

    return _data_set(
        DataKind.LABELLED,
        [sides.domains(numbered)],
        sides.skipped,
        sides.lines(),
        classes,
    )


def _class(name: str) -> str:
    return PurePosixPath(name).parts[0]


def _idx(kind: DataKind, root: Path, parts: dict[str, idx.IdxPart]) -> DataSet:
    labelled = kind is DataKind.LABELLED
    read = {p: idx.read_part(part, labelled=labelled) for p, part in parts.items()}
    digest = hashlib.sha256()
    for name, (images, numbers) in sorted(read.items()):
        digest.update(f"{name} {images.shape}".encode())
        digest.update(images.data)
        if numbers is not None:
            digest.update(numbers.data)
    main = "train" if "train" in read else "t10k"
    images, numbers = read[main]
    if not len(images) or not min(images.shape):
        raise DataError(f"{parts[main].images} holds no pictures: download it again.")
    present = [n for _, n in read.values() if n is not None]
    used = np.unique(np.concatenate(present)) if labelled else np.empty(0, np.uint8)
    if labelled and len(used) < 2:
        raise DataError(f"{parts[main].labels} names one class only: two are needed.")

    def domain(part: str, chosen: NDArray[np.int64] | None) -> Split:
        pixels, classes = read[part]
        where = np.arange(len(pixels)) if chosen is None else chosen
        if chosen is not None:
            pixels = pixels[chosen]
            classes = None if classes is None else classes[chosen]
        # Labels that begin at 1 or leave gaps become 0, 1, 2, ...
        ranks = None if classes is None else np.searchsorted(used, classes)
        pictures: Pictures = ArrayPictures(
            pixels, None if ranks is None else ranks.astype(np.int64), part, where
        )
        return Split((pictures,))

    if main == "train" and "t10k" in read and len(read["t10k"][0]):
        train, held_out = domain("train", None), domain("t10k", None)
    else:
        mask = held_out_mask([f"{main}/{i:05d}" for i in range(len(images))])
        train, held_out = (domain(main, np.flatnonzero(m)) for m in (~mask, mask))
        if not mask.any():
            held_out = train
    return DataSet(
        kind=kind,
        train=train,
        held_out=held_out,
        labels=_label_names(root, used.tolist()),
        skipped=(),
        fingerprint=digest.hexdigest(),
    )


def _label_names(root: Path, numbers: list[int]) -> tuple[str, ...]:
    """Names from labels.txt beside the data (one a line), else the numbers."""
    for name in _LABEL_FILES:
        try:
            lines = (root / name).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            continue
        names = [line.strip() for line in lines if line.strip()]
        if numbers and max(numbers) < len(names):
            return tuple(names[n] for n in numbers)
    return tuple(map(str, numbers))


def _unpaired(root: Path, second: Path | None, progress: Progress | None) -> DataSet:
    if second is not None and second.is_file():
        one = _one_picture(second, "second")
        a = files.sides_of(*files.read_place(layout.parts(root), progress))
        b = files.sides_of(one, None)
    else:
        places = layout.domains(root)
        if second is not None:
            places = layout.parts(root), layout.parts(second)
        if places is None:
            raise DataError(
                f"{root} should hold two folders, trainA and trainB, A and B, or any"
                " two; or give the folder of each domain."
            )
        a, b = (files.sides_of(*files.read_place(place, progress)) for place in places)
    return _data_set(
        DataKind.UNPAIRED,
        [a.domains(), b.domains()],
        a.skipped + b.skipped,
        [*a.lines(), "==", *b.lines()],
    )


def _paired(root: Path, second: Path | None, progress: Progress | None) -> DataSet:
    if second is not None:
        return _two_folders(layout.parts(root), layout.parts(second), progress)
    places = layout.domains(root)
    return _two_folders(*places, progress) if places else _halves(root, progress)


def _two_folders(
    place_a: layout.Place, place_b: layout.Place, progress: Progress | None
) -> DataSet:
    (a, test_a), (b, test_b) = (
        files.read_place(place, progress) for place in (place_a, place_b)
    )
    a, b = files.matched(a, b)
    if test_a is not None and test_b is not None and test_a.names and test_b.names:
        test_a, test_b = files.matched(test_a, test_b)
    else:
        test_a = test_b = None
    # Both sides go by A's names, so that a pair stays together.
    stems = [layout.stem(name) for name in a.names]
    one, two = files.sides_of(a, test_a, stems), files.sides_of(b, test_b, stems)
    return _data_set(
        DataKind.PAIRED,
        [one.domains(), two.domains()],
        one.skipped + two.skipped,
        [*one.lines(), "==", *two.lines()],
    )


def _halves(root: Path, progress: Progress | None) -> DataSet:
    train, held_out = files.read_place(layout.parts(root), progress)
    narrow = [n for n in train.names if train.verdicts[n].width < 16]
    train = train.without(narrow, "is too narrow to hold two pictures side by side.")
    files.require_some(train, "pictures side by side")
    sides = files.sides_of(train, held_out)
    return _data_set(
        DataKind.PAIRED,
        [sides.domains(half="left"), sides.domains(half="right")],
        sides.skipped,
        ["halves", *sides.lines()],
    )


def _one_picture(path: Path, what: str) -> files.Folder:
    verdict = judge_one(path)
    if verdict.reason:
        raise DataError(f"The {what} picture cannot be used: {verdict.reason}")
    return files.Folder(path.parent, (path.name,), {path.name: verdict}, ())


def _style(content: Path | None, style: Path | None) -> DataSet:
    domains: list[Pictures] = []
    lines: list[str] = []
    for path, what in ((content, "content"), (style, "style")):
        if path is None:
            raise DataError(f"No {what} picture was given: choose a picture file.")
        if path.is_dir():
            raise DataError(f"{path} is a folder: choose the {what} picture's file.")
        folder = _one_picture(path, what)
        domains.append(folder.pictures(folder.names))
        lines += folder.lines()
    split = Split(tuple(domains))
    return DataSet(DataKind.STYLE, split, split, (), (), _fingerprint(lines))
