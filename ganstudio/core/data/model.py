"""What a data set is to the rest of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import DataKind
from ganstudio.core.images import read_pixels


class Pictures(Protocol):
    """Numbered pictures of one domain. Safe to read from several threads."""

    def __len__(self) -> int: ...

    def read(self, index: int, *, short_side: int = 0) -> NDArray[np.uint8]:
        """Read one picture, upright and in sRGB, transparency on white.

        Args:
            index: 0 to len - 1.
            short_side: where above 0, a JPEG may come back scaled by 1/2, 1/4 or 1/8
                with both sides at least this long, px; much faster.

        Returns:
            uint8 (H, W, 1 or 3), in its own size.

        Raises:
            PictureError: the file has gone or changed since it was checked.
        """
        ...

    def name(self, index: int) -> str:
        """Name of one picture: its path inside the folder, with forward slashes."""
        ...

    @property
    def labels(self) -> NDArray[np.int64] | None:
        """Class numbers (N,), or None where there are no classes."""
        ...

    @property
    def sizes(self) -> Sequence[tuple[int, int]]:
        """(H, W) of each picture, upright, px."""
        ...

    @property
    def modes(self) -> Sequence[str]:
        """Colour mode of each file in words: "RGB", "grey", "CMYK", ..."""
        ...

    @property
    def grey(self) -> bool:
        """Whether every picture is grey."""
        ...

    @property
    def array(self) -> NDArray[np.uint8] | None:
        """All pictures at once, uint8 (N, H, W), where the data is one such array."""
        ...


@dataclass(frozen=True, eq=False)
class ArrayPictures:
    """Pictures of an IDX file: grey, of one size, in memory."""

    array: NDArray[np.uint8]
    """uint8 (N, H, W)."""
    labels: NDArray[np.int64] | None
    prefix: str
    """Beginning of every name: "train" or "t10k"."""
    numbers: NDArray[np.int64]
    """Each picture's place in the file."""
    grey: bool = True

    def __len__(self) -> int:
        return len(self.array)

    def read(self, index: int, *, short_side: int = 0) -> NDArray[np.uint8]:
        pixels: NDArray[np.uint8] = self.array[index, :, :, None]
        return pixels

    def name(self, index: int) -> str:
        return f"{self.prefix}/{self.numbers[index]:05d}"

    @property
    def sizes(self) -> Sequence[tuple[int, int]]:
        return [(self.array.shape[1], self.array.shape[2])] * len(self.array)

    @property
    def modes(self) -> Sequence[str]:
        return ["grey"] * len(self.array)


Half = Literal["left", "right"]


@dataclass(frozen=True, eq=False)
class FilePictures:
    """Pictures in files, read when they are asked for."""

    root: Path
    names: tuple[str, ...]
    sizes: Sequence[tuple[int, int]]
    modes: Sequence[str]
    grey: bool
    labels: NDArray[np.int64] | None = None
    half: Half | None = None
    """Which half of a side-by-side pair this domain is; `sizes` are the halves'."""
    array: None = None

    def __len__(self) -> int:
        return len(self.names)

    def read(self, index: int, *, short_side: int = 0) -> NDArray[np.uint8]:
        file = self.root / self.names[index]
        if self.half is None:
            return read_pixels(file, short_side=short_side)
        height, width = self.sizes[index]
        # The whole is twice as wide, so a portrait half is safe at twice its side.
        pixels = read_pixels(
            file, short_side=short_side * (1 if width >= height else 2)
        )
        middle = pixels.shape[1] // 2
        return pixels[:, :middle] if self.half == "left" else pixels[:, -middle:]

    def name(self, index: int) -> str:
        return self.names[index]


@dataclass(frozen=True)
class Skipped:
    """One file that is not used."""

    path: Path
    reason: str
    """A sentence."""


@dataclass(frozen=True)
class Split:
    """One part of the data: for training, or held out."""

    domains: tuple[Pictures, ...]
    """One set of pictures; two for unpaired, paired and style data; none built in.
    Those of paired data are equally long, and pictures of one number belong together.
    """

    @property
    def count(self) -> int:
        """How many samples: pictures of the first domain; 0 without any."""
        return len(self.domains[0]) if self.domains else 0


@dataclass(frozen=True)
class DataSet:
    """What `open_data` found."""

    kind: DataKind
    train: Split
    held_out: Split
    """Pictures that training does not see; a domain of fewer than eight is not divided,
    and here the same object as in `train`."""
    labels: tuple[str, ...]
    """Names of the classes, in the order of their numbers."""
    skipped: tuple[Skipped, ...]
    fingerprint: str
    """Hash of names and contents, 64 hexadecimal digits: equal data, equal hash."""

    @property
    def kept_out(self) -> int:
        """How many samples training does not see, of the first domain."""
        first = zip(self.train.domains[:1], self.held_out.domains[:1], strict=True)
        return sum(len(held) for seen, held in first if seen is not held)
