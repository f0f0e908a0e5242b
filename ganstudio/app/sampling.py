"""Drawing pictures with a generator, into one sheet or a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ganstudio.api import PictureError
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path, is_picture_name
from ganstudio.core.images import WRITABLE_SUFFIXES, Picture, sheet, write_picture


@dataclass(frozen=True)
class SampleRequest:
    """What to draw.

    Attributes:
        model: path or name of a generator.
        out: a picture's name for one sheet; any other name is a folder for one file
            per picture.
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
    """Draw and write pictures. The same request, the same bytes.

    Args:
        request: what to draw.
        progress: called with the part done, in (0, 1].

    Raises:
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: not a generator of pictures, wrong arguments, or a backend that
            is not there.
        PictureError: a picture could not be written.
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
