"""Drawing with a generator: pictures into a sheet or a folder, points into one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import PictureError, Points
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path, is_picture_name
from ganstudio.core.files import write_bytes
from ganstudio.core.images import WRITABLE_SUFFIXES, Picture, sheet, write_picture

if TYPE_CHECKING:
    from ganstudio.inference import Model


@dataclass(frozen=True)
class SampleRequest:
    """What to draw.

    Attributes:
        model: path or name of a generator.
        out: a picture's name for one sheet; any other name is a folder for one file
            per picture. Of points, a picture shows all of them, and a name that ends
            in .csv gets one line for each; a folder gets both.
        count: how many pictures.
        seed: picture i depends on seed and i alone.
        label: a class's number or name, or a weight for each class; None takes the
            classes in turn.
        truncation: 1 is the whole prior, less gives fewer surprises.
        columns: pictures in a row of the sheet; 0 makes it about square.
        backend: "auto", or the one that must run: "cpu", "cuda", "openvino", ...
        overwrite: write over files that are there; otherwise another name is taken.
    """

    model: str
    out: Path
    count: int = 16
    seed: int = 0
    label: int | str | tuple[float, ...] | None = None
    truncation: float = 1.0
    columns: int = 0
    backend: str = "auto"
    overwrite: bool = False


@dataclass(frozen=True)
class Sampled:
    """What was drawn: the files, and the backend that really ran."""

    files: tuple[Path, ...]
    provider: str


def draw_samples(
    request: SampleRequest, progress: Callable[[float], None] | None = None
) -> Sampled:
    """Draw and write pictures or points. The same request, the same bytes.

    Args:
        request: what to draw.
        progress: called with the part done, in (0, 1].

    Raises:
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: not a generator, wrong arguments, or a backend that is not
            there.
        StudioError: a file could not be written.
    """
    out = request.out
    one_sheet = is_picture_name(out)
    if one_sheet and out.suffix.lower() not in WRITABLE_SUFFIXES:
        raise PictureError(
            f"{out} cannot be written: choose a name that ends in one of"
            f" {', '.join(WRITABLE_SUFFIXES)}, or a folder."
        )
    path = find_model(request.model)
    # onnxruntime takes a moment to import: not before it is needed.
    from ganstudio.inference import Model, sample

    model = Model.open(path, provider=request.backend)
    if isinstance(model.card.output, Points):
        return _draw_points(model, request, progress)
    images = sample(
        model,
        count=request.count,
        seed=request.seed,
        label=request.label,
        truncation=request.truncation,
        progress=progress,
    )
    if one_sheet:
        pictures = [(out, sheet(images, request.columns or None))]
    else:
        digits = max(4, len(str(request.count - 1)))
        pictures = [
            (out / f"{path.stem}-seed{request.seed}-{number:0{digits}d}.png", image)
            for number, image in enumerate(images)
        ]
    files = []
    for wanted, pixels in pictures:
        file = wanted if request.overwrite else free_path(wanted)
        write_picture(Picture(pixels), file)
        files.append(file)
    return Sampled(tuple(files), model.provider)


def _draw_points(
    model: Model, request: SampleRequest, progress: Callable[[float], None] | None
) -> Sampled:
    """Draw points as a picture, a table or both; see `SampleRequest.out`."""
    from ganstudio.inference import picture_of, sample_points

    points = sample_points(
        model,
        count=request.count,
        seed=request.seed,
        label=request.label,
        truncation=request.truncation,
        progress=progress,
    )
    wanted = [request.out]
    if not is_picture_name(request.out) and request.out.suffix.lower() != ".csv":
        stem = f"{model.path.stem}-seed{request.seed}"
        wanted = [request.out / f"{stem}.png", request.out / f"{stem}.csv"]
    files = []
    for name in wanted:
        file = name if request.overwrite else free_path(name)
        if file.suffix.lower() == ".csv":
            _write_table(points, file)
        else:
            write_picture(Picture(picture_of(model.card, points)), file)
        files.append(file)
    return Sampled(tuple(files), model.provider)


def _write_table(points: NDArray[np.float32], path: Path) -> None:
    """Write one line for each point under the names of its coordinates.

    Raises:
        StudioError: the disk refuses.
    """
    names = "xyz" if points.shape[1] <= 3 else range(1, points.shape[1] + 1)
    head = ",".join(str(name) for name, _ in zip(names, points[0], strict=False))
    # Nine digits give every float32 back.
    lines = [",".join(f"{value:.9g}" for value in row) for row in points.tolist()]
    write_bytes(path, "\n".join([head, *lines, ""]).encode())
