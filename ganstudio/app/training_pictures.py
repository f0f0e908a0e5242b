"""The pictures a model learned from, found again and brought to one size."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import DataError, DataKind, Image, InferenceError
from ganstudio.core.data import DataSet, Pictures, open_data
from ganstudio.core.files import disk_errors
from ganstudio.core.images import resize, to_eight_bit, to_network
from ganstudio.core.model_file import Card
from ganstudio.core.paths import cache_dir, runs_dir
from ganstudio.core.runs import RunFolder

Progress = Callable[[str, int, int], None]
"""(what is done, how many are done, of how many); what it raises ends the work."""
MOST_SIDE = 64
"""Pictures are compared at this many px at most."""
_BATCH = 256
_KEPT_CACHES = 3


@dataclass(frozen=True)
class Source:
    """Where training pictures lie.

    Attributes:
        path: folder of pictures, or of IDX files.
        kind: IMAGES or LABELLED.
        fingerprint: of what the model has seen; "" where nobody knows.
    """

    path: Path
    kind: DataKind = DataKind.IMAGES
    fingerprint: str = ""


@dataclass(frozen=True, eq=False)
class TrainingPictures:
    """All training pictures, small enough to be compared.

    Attributes:
        small: uint8 (N, h, w, C), perhaps in a file that is read as it is needed.
        size: (H, W) of the model's pictures, px; `small` is no larger.
        channels: of the model's pictures, 1 or 3.
        changed: the folder holds other pictures than those the model has seen.
    """

    small: NDArray[np.uint8]
    size: tuple[int, int]
    channels: int
    changed: bool
    _pictures: Pictures

    def __len__(self) -> int:
        return len(self.small)

    def name(self, index: int) -> str:
        """Name of one picture: its path inside the folder."""
        return self._pictures.name(index)

    def read(self, index: int) -> NDArray[np.uint8]:
        """Read one picture as large as the model's, uint8 (H, W, C)."""
        return _cut(self._pictures, index, self.size, self.channels)


def find_source(model: Path, card: Card) -> Source:
    """Find what a model learned from, through the run that made it.

    Args:
        model: its file.
        card: what it says of itself.

    Raises:
        DataError: the run or its data is not at hand; choose the folder instead.
    """
    ask = "choose the folder of its training pictures."
    folders = [model.absolute().parent.parent]
    if card.run:
        folders.append(runs_dir() / card.run)
    runs = [RunFolder(f) for f in folders if (f / "run.json").exists()]
    runs = [run for run in runs if run.error is None]
    if not runs:
        if not card.run:
            raise DataError(f"{model.name} does not say which run made it: {ask}")
        raise DataError(
            f"{model.name} comes from run {card.run}, which is not here: {ask}"
        )
    data = runs[0].record.data
    if data.kind not in (DataKind.IMAGES, DataKind.LABELLED) or data.path is None:
        raise DataError(f"{model.name} learned from no folder of pictures: {ask}")
    if not data.path.exists():
        raise DataError(
            f"The training pictures of run {card.run} are gone from {data.path}: {ask}"
        )
    return Source(data.path, data.kind, data.fingerprint)


def open_training(
    source: Source, card: Card, progress: Progress | None = None
) -> TrainingPictures:
    """Open training pictures and bring each to the size at which they are compared.

    The middle of a picture is taken, in the shape of the model's. What was read from
    files is kept among the caches, so that the next time takes no time.

    Args:
        source: where they lie.
        card: of the model.
        progress: told how far it is.

    Raises:
        DataError: they cannot be used.
        PictureError: a file has gone or changed since it was checked.
        InferenceError: the model draws no pictures, or pictures of any size.
    """
    output = card.output
    if not isinstance(output, Image) or output.size is None:
        raise InferenceError(
            f"Model {card.name} draws no pictures of a fixed size, so that none can be"
            " compared with its training pictures."
        )

    def reading(done: int, total: int) -> None:
        if progress is not None:
            progress("Reading", done, total)

    data = open_data(source.kind, source.path, progress=reading)
    pictures = data.train.domains[0]
    small = _small(data, compared_size(output.size), output.channels, progress)
    changed = bool(source.fingerprint) and source.fingerprint != data.fingerprint
    return TrainingPictures(small, output.size, output.channels, changed, pictures)


def compared_size(size: tuple[int, int]) -> tuple[int, int]:
    """(H, W), px, at which pictures of a size are compared."""
    factor = min(MOST_SIDE / max(size), 1.0)
    return max(round(size[0] * factor), 1), max(round(size[1] * factor), 1)


def _small(
    data: DataSet, size: tuple[int, int], channels: int, progress: Progress | None
) -> NDArray[np.uint8]:
    pictures = data.train.domains[0]
    array = pictures.array
    if array is not None and array.shape[1:] == size and channels == 1:
        return array[..., None]
    name = f"{data.fingerprint[:32]}-{size[1]}x{size[0]}x{channels}.npy"
    folder = cache_dir() / "training"
    shape = (len(pictures), *size, channels)
    with suppress(OSError, ValueError):
        kept: NDArray[np.uint8] = np.load(folder / name, mmap_mode="r")
        if kept.shape == shape and kept.dtype == np.uint8:
            (folder / name).touch()
            return kept
    temporary = folder / f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        with disk_errors("write", folder / name):
            folder.mkdir(parents=True, exist_ok=True)
            memory = np.lib.format.open_memmap(temporary, "w+", np.uint8, shape)
            for begin, part in _parts(pictures, size, channels):
                memory[begin : begin + len(part)] = part
                if progress is not None:
                    progress("Reading", begin + len(part), len(pictures))
            memory.flush()
            del memory
            temporary.replace(folder / name)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _forget_old(folder)
    small: NDArray[np.uint8] = np.load(folder / name, mmap_mode="r")
    return small


def _parts(
    pictures: Pictures, size: tuple[int, int], channels: int
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    with ThreadPoolExecutor(2, "training-pictures") as pool:
        for begin in range(0, len(pictures), _BATCH):
            some = range(begin, min(begin + _BATCH, len(pictures)))
            cut = pool.map(lambda i: _cut(pictures, i, size, channels), some)
            yield begin, np.stack(list(cut))


def _cut(
    pictures: Pictures, index: int, size: tuple[int, int], channels: int
) -> NDArray[np.uint8]:
    # A JPEG that is decoded at twice the size is scaled cleanly and still fast.
    return cut_to(pictures.read(index, short_side=2 * max(size)), size, channels)


def cut_to(
    pixels: NDArray[np.uint8], size: tuple[int, int], channels: int
) -> NDArray[np.uint8]:
    """Take the middle of a picture, in the shape and the size of a network's.

    Args:
        pixels: uint8 (H, W, 1 or 3).
        size: (h, w), px.
        channels: 1 or 3; colour becomes grey by luma, grey is repeated.

    Returns:
        uint8 (h, w, channels).
    """
    height, width = pixels.shape[:2]
    factor = min(height / size[0], width / size[1])
    high = min(max(round(size[0] * factor), 1), height)
    wide = min(max(round(size[1] * factor), 1), width)
    top, left = (height - high) // 2, (width - wide) // 2
    middle = resize(pixels[top : top + high, left : left + wide], size)
    if middle.shape[2] == channels:
        return middle
    planes = to_network(middle, channels, (0.0, 255.0))[0]
    return to_eight_bit(np.rint(planes).astype(np.uint8).transpose(1, 2, 0))


def _forget_old(folder: Path) -> None:
    """Keep the newest caches alone."""

    def used(file: Path) -> float:
        with suppress(OSError):
            return file.stat().st_mtime
        return 0.0

    for file in sorted(folder.glob("*.npy"), key=used)[:-_KEPT_CACHES]:
        # Another process may hold it open (Windows): next time.
        with suppress(OSError):
            file.unlink()
