"""Folders of pictures as domains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import DataError
from ganstudio.core.data.layout import Place, picture_names, stem
from ganstudio.core.data.model import FilePictures, Half, Skipped
from ganstudio.core.data.split import held_out_mask
from ganstudio.core.data.verdicts import Progress, Verdict, judge


@dataclass(frozen=True)
class Folder:
    """The pictures of one folder, checked."""

    root: Path
    names: tuple[str, ...]
    """Those that decode, sorted."""
    verdicts: dict[str, Verdict]
    skipped: tuple[Skipped, ...]

    def without(self, names: Iterable[str], reason: str) -> Folder:
        """Leave some pictures out; `reason` follows the file's name."""
        gone = set(names)
        return replace(
            self,
            names=tuple(n for n in self.names if n not in gone),
            skipped=self.skipped
            + tuple(
                Skipped(self.root / n, f"{self.root / n} {reason}")
                for n in sorted(gone)
            ),
        )

    def lines(self) -> list[str]:
        """State names and contents, for the fingerprint."""
        return [f"{name}\0{self.verdicts[name].digest}" for name in self.names]

    def pictures(
        self,
        names: Sequence[str],
        labels: NDArray[np.int64] | None = None,
        half: Half | None = None,
    ) -> FilePictures:
        """Make some of the pictures a domain."""
        known = [self.verdicts[name] for name in names]
        parts = 1 if half is None else 2
        return FilePictures(
            root=self.root,
            names=tuple(names),
            sizes=[(v.height, v.width // parts) for v in known],
            modes=[v.mode for v in known],
            grey=bool(known) and all(v.grey for v in known),
            labels=labels,
            half=half,
        )


def read_folder(root: Path, progress: Progress | None = None) -> Folder:
    """List and check the pictures below a folder."""
    names = picture_names(root)
    verdicts = judge(root, names, progress)
    return Folder(
        root=root,
        names=tuple(n for n in names if not verdicts[n].reason),
        verdicts=verdicts,
        skipped=tuple(
            Skipped(root / n, verdicts[n].reason) for n in names if verdicts[n].reason
        ),
    )


def require_some(folder: Folder, what: str = "pictures") -> None:
    """Check that a folder has a picture.

    Raises:
        DataError: it has none; the first file's reason is told.
    """
    if folder.names:
        return
    if folder.skipped:
        count = len(folder.skipped)
        raise DataError(
            f"{folder.root} holds no {what} that can be used: all {count} were skipped,"
            f" the first because {folder.skipped[0].reason}"
        )
    raise DataError(
        f"{folder.root} holds no {what}: choose a folder with JPEG, PNG, TIFF, WebP,"
        " AVIF, GIF or BMP files."
    )


@dataclass(frozen=True)
class Sides:
    """The training and the held-out pictures of one domain, by name."""

    train: Folder
    train_names: tuple[str, ...]
    held_out: Folder
    held_out_names: tuple[str, ...]

    def domains(
        self,
        labels: Callable[[Sequence[str]], NDArray[np.int64]] | None = None,
        half: Half | None = None,
    ) -> tuple[FilePictures, FilePictures]:
        """Make training and held-out pictures: one and the same where undivided.

        Args:
            labels: names -> class numbers.
            half: see `FilePictures`.
        """
        train = self.train.pictures(
            self.train_names, labels and labels(self.train_names), half
        )
        if self.held_out_names is self.train_names:
            return train, train
        held_out = self.held_out.pictures(
            self.held_out_names, labels and labels(self.held_out_names), half
        )
        return train, held_out

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out of either."""
        extra = () if self.held_out is self.train else self.held_out.skipped
        return self.train.skipped + extra

    def lines(self) -> list[str]:
        """State names and contents of both, for the fingerprint."""
        extra = [] if self.held_out is self.train else self.held_out.lines()
        return [*self.train.lines(), "--", *extra]


def sides_of(
    train: Folder, held_out: Folder | None, names: Sequence[str] | None = None
) -> Sides:
    """Take the data's own test part, or choose one.

    Args:
        train: the training folder.
        held_out: the data's own test folder.
        names: what the choice goes by where it is not the files' names.
    """
    if held_out is not None and held_out.names:
        return Sides(train, train.names, held_out, held_out.names)
    mask = held_out_mask(names or train.names)
    if not mask.any():
        return Sides(train, train.names, train, train.names)
    pairs = list(zip(train.names, mask, strict=True))
    return Sides(
        train,
        tuple(name for name, held in pairs if not held),
        train,
        tuple(name for name, held in pairs if held),
    )


def read_place(place: Place, progress: Progress | None) -> tuple[Folder, Folder | None]:
    """Read a domain's training folder and its test folder."""
    train = read_folder(place.train, progress)
    require_some(train)
    held_out = read_folder(place.held_out, progress) if place.held_out else None
    return train, held_out


def matched(a: Folder, b: Folder) -> tuple[Folder, Folder]:
    """Keep the pictures whose names, but for the suffix, are in both folders.

    Raises:
        DataError: there are none.
    """
    stems_a, stems_b = ({stem(n): n for n in f.names} for f in (a, b))
    common = stems_a.keys() & stems_b.keys()
    if not common:
        raise DataError(
            f"{a.root} and {b.root} have no two pictures of one name: the two pictures"
            " of a pair must be called alike, but for the suffix."
        )
    keep_a, keep_b = ({s[c] for c in common} for s in (stems_a, stems_b))
    a = a.without(set(a.names) - keep_a, f"has no partner in {b.root}.")
    b = b.without(set(b.names) - keep_b, f"has no partner in {a.root}.")
    return (
        replace(a, names=tuple(stems_a[s] for s in sorted(common))),
        replace(b, names=tuple(stems_b[s] for s in sorted(common))),
    )
