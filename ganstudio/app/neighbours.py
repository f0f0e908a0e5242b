"""The training pictures that lie nearest to generated ones: has a model copied?

The distance is that of pixels: the root of the mean squared difference over all pixels
and channels, from 0, the same, to 1, black against white, at `MOST_SIDE` px at most.
It finds copies. It does not know that two pictures show the same thing: a copy that is
moved, mirrored or brighter lies far away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import PictureError
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path
from ganstudio.app.training_pictures import (
    Progress,
    Source,
    TrainingPictures,
    cut_to,
    find_source,
    open_training,
)
from ganstudio.core.images import WRITABLE_SUFFIXES, Picture, sheet, write_picture

_CHUNK_BYTES = 32 * 2**20
_JUDGES = 64
"""Training pictures whose own neighbours say what is a usual distance."""


@dataclass(frozen=True, eq=False)
class Neighbour:
    """One training picture near a generated one.

    Attributes:
        name: its path inside the folder of data.
        distance: see above, in [0, 1].
        pixels: uint8 (H, W, C), as large as the model's.
    """

    name: str
    distance: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Neighbours:
    """What was found.

    Attributes:
        rows: for each generated picture its neighbours, the nearest first.
        searched: how many training pictures were compared.
        size: (H, W) at which they were, px.
        usual: median distance of a training picture from the nearest other one.
        changed: the folder holds other pictures than those the model has seen.
    """

    rows: tuple[tuple[Neighbour, ...], ...]
    searched: int
    size: tuple[int, int]
    usual: float
    changed: bool

    @property
    def protocol(self) -> str:
        """What the distances are, in a sentence."""
        height, width = self.size
        told = (
            f"Distance of pixels at {width} x {height} px, 0 the same, 1 black against"
            f" white; the nearest of {self.searched:,} training pictures."
        )
        if self.searched > 1:
            told += (
                f" Training pictures themselves lie {self.usual:.3f} from the nearest"
                " other (median)."
            )
        if self.changed:
            told += " The folder has changed since the model was trained."
        return told


def find_neighbours(
    images: Sequence[NDArray[np.uint8]],
    training: TrainingPictures,
    count: int = 1,
    progress: Progress | None = None,
) -> Neighbours:
    """Compare generated pictures with all training pictures.

    Args:
        images: each uint8 (H, W, C), of the model.
        training: what it learned from.
        count: neighbours of each, at least 1.
        progress: told how far it is.

    Raises:
        PictureError: a file has gone or changed since it was opened.
    """
    size, small = training.small.shape[1:3], training.small
    queries = np.stack([cut_to(one, size, training.channels) for one in images])
    judges = np.unique(np.linspace(0, len(small) - 1, _JUDGES).astype(np.int64))
    both = np.concatenate([queries, small[judges]])
    # One more than asked for: the nearest of a judge is the judge.
    distances, numbers = _nearest(both, small, max(count, 2), progress)
    others = distances[len(queries) :][numbers[len(queries) :] != judges[:, None]]
    others = others.reshape(len(judges), -1)
    usual = float(np.median(others[:, 0])) if others.size else 0.0
    rows = [
        tuple(
            Neighbour(training.name(int(i)), float(d), training.read(int(i)))
            for d, i in zip(far[:count], which[:count], strict=True)
        )
        for far, which in zip(distances, numbers[: len(queries)], strict=False)
    ]
    return Neighbours(
        tuple(rows), len(small), (size[0], size[1]), usual, training.changed
    )


def _nearest(
    queries: NDArray[np.uint8],
    among: NDArray[np.uint8],
    count: int,
    progress: Progress | None,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distances (Q, count) and row numbers, nearest first; of equal ones the first."""
    points = queries.reshape(len(queries), -1).astype(np.float32) / 255
    lengths = np.square(points).sum(1)[:, None]
    step = max(_CHUNK_BYTES // (4 * points.shape[1]), 1)
    best = np.empty((len(points), 0), np.float32)
    rows = np.empty((len(points), 0), np.int64)
    for begin in range(0, len(among), step):
        chunk = among[begin : begin + step]
        some = chunk.reshape(len(chunk), -1).astype(np.float32)
        some /= 255
        squared = lengths - 2 * points @ some.T + np.square(some).sum(1)
        # A few more than wanted: rounding may swap those that lie side by side.
        few = min(count + 3, len(some))
        near = np.argpartition(squared, few - 1, axis=1)[:, :few]
        best = np.concatenate([best, np.take_along_axis(squared, near, 1)], 1)
        rows = np.concatenate([rows, near + begin], 1)
        order = np.argsort(best, axis=1)[:, : count + 3]
        best = np.take_along_axis(best, order, 1)
        rows = np.take_along_axis(rows, order, 1)
        if progress is not None:
            progress("Comparing", begin + len(some), len(among))
    exact = np.stack([_exact(p, among[r]) for p, r in zip(points, rows, strict=True)])
    order = np.lexsort((rows, exact), axis=1)[:, :count]
    return np.take_along_axis(exact, order, 1), np.take_along_axis(rows, order, 1)


def _exact(
    point: NDArray[np.float32], pictures: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Measure again: differences of sums are not exactly 0 for a copy."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float32) / 255
    differences = flat - point
    means = np.square(differences, dtype=np.float64).mean(1)
    exact: NDArray[np.float64] = np.sqrt(means)
    return exact


@dataclass(frozen=True)
class NeighbourRequest:
    """What to draw, and what to compare it with.

    Attributes:
        model: path or name of a generator.
        out: the sheet's file.
        data: folder of training pictures; None takes those of the model's run.
        count: how many pictures are drawn.
        nearest: neighbours of each.
        seed: picture i depends on seed and i alone.
        label: see `SampleRequest`.
        truncation: see `SampleRequest`.
        backend: see `SampleRequest`.
        overwrite: write over a file that is there; otherwise another name is taken.
    """

    model: str
    out: Path
    data: Path | None = None
    count: int = 8
    nearest: int = 3
    seed: int = 0
    label: int | str | tuple[float, ...] | None = None
    truncation: float = 1.0
    backend: str = "auto"
    overwrite: bool = False


def draw_neighbours(
    request: NeighbourRequest, progress: Callable[[str, int, int], None] | None = None
) -> tuple[Path, Neighbours]:
    """Draw pictures and write each in a row with its nearest training pictures.

    Returns:
        The sheet's file, and what is on it.

    Raises:
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: not a generator of pictures, or wrong arguments.
        DataError: the training pictures are not at hand or cannot be used.
        PictureError: one cannot be read, or the sheet cannot be written.
    """
    out = request.out
    if out.suffix.lower() not in WRITABLE_SUFFIXES:
        raise PictureError(
            f"{out} cannot be written: choose a name that ends in one of"
            f" {', '.join(WRITABLE_SUFFIXES)}."
        )
    path = find_model(request.model)
    # onnxruntime takes a moment to import: not before it is needed.
    from ganstudio.inference import Model, sample

    model = Model.open(path, provider=request.backend)
    source = Source(request.data) if request.data else find_source(path, model.card)
    images = sample(
        model,
        count=request.count,
        seed=request.seed,
        label=request.label,
        truncation=request.truncation,
    )
    training = open_training(source, model.card, progress)
    found = find_neighbours(list(images), training, request.nearest, progress)
    file = out if request.overwrite else free_path(out)
    write_picture(Picture(neighbour_sheet(list(images), found)), file)
    return file, found


def neighbour_sheet(
    images: Sequence[NDArray[np.uint8]], found: Neighbours
) -> NDArray[np.uint8]:
    """Lay out each picture with its neighbours to the right, uint8 (H, W, 3)."""
    cells: list[NDArray[np.uint8]] = []
    for image, row in zip(images, found.rows, strict=True):
        cells += [image, *(one.pixels for one in row)]
    return sheet(np.stack(cells), columns=1 + len(found.rows[0]))
