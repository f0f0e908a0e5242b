"""A walk through the pictures of several seeds and back to the first, as a film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, InferenceError, Label, Latent, PictureError
from ganstudio.app.films import FILM_SUFFIXES, write_film, write_frames
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path, is_picture_name
from ganstudio.app.sampling import Sampled
from ganstudio.core import latents
from ganstudio.core.images import from_network

if TYPE_CHECKING:
    from ganstudio.inference import Model

_BATCH = 16


@dataclass(frozen=True)
class InterpolationRequest:
    """Where to walk.

    Attributes:
        model: path or name of a generator of pictures.
        out: a name that ends in one of `app.films.FILM_SUFFIXES`; any other is a folder
            for one PNG per frame.
        seeds: pictures on the way, at least two: those that `sample` draws first.
        frames: of the whole round.
        label: see `SampleRequest`; None gives the seeds the classes in turn.
        truncation: see `SampleRequest`.
        rate: frames a second.
        backend: see `SampleRequest`.
        overwrite: write over a film that is there; otherwise another name is taken.
    """

    model: str
    out: Path
    seeds: tuple[int, ...] = (1, 2, 3)
    frames: int = 90
    label: int | str | tuple[float, ...] | None = None
    truncation: float = 1.0
    rate: int = 24
    backend: str = "auto"
    overwrite: bool = False


def draw_interpolation(
    request: InterpolationRequest, progress: Callable[[float], None] | None = None
) -> Sampled:
    """Draw and write a round through the seeds, which can be repeated without a jump.

    Args:
        request: where to walk.
        progress: called with the part that is drawn, in (0, 1].

    Raises:
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: not a generator of pictures, wrong arguments, or a backend that
            is not there.
        PictureError: a file could not be written.
    """
    out, film = request.out, request.out.suffix.lower() in FILM_SUFFIXES
    if not film and is_picture_name(out):
        raise PictureError(
            f"{out} cannot hold a film: choose a name that ends in one of"
            f" {', '.join(FILM_SUFFIXES)}, or a folder."
        )
    if len(request.seeds) < 2 or request.frames < len(request.seeds):
        raise InferenceError(
            "A walk needs at least two seeds and a frame for each, not"
            f" {len(request.seeds)} and {request.frames}."
        )
    path = find_model(request.model)
    # onnxruntime takes a moment to import: not before it is needed.
    from ganstudio.inference import Model

    model = Model.open(path, provider=request.backend)
    frames = _draw(model, request, progress)
    if not film:
        stem = f"{path.stem}-{'-'.join(map(str, request.seeds))}"
        return Sampled(write_frames(frames, out, stem), model.provider)
    file = out if request.overwrite else free_path(out)
    write_film(frames, file, rate=request.rate)
    return Sampled((file,), model.provider)


def _draw(
    model: Model,
    request: InterpolationRequest,
    progress: Callable[[float], None] | None,
) -> NDArray[np.uint8]:
    output = model.card.output
    if not isinstance(output, Image):
        raise InferenceError(
            f"Model {model.card.name} draws {output.kind}: choose a generator of"
            " pictures."
        )
    inputs = _inputs(model, request)
    parts = []
    for begin in range(0, request.frames, _BATCH):
        some = {name: rows[begin : begin + _BATCH] for name, rows in inputs.items()}
        parts.append(from_network(model.run(some), output.range))
        if progress is not None:
            progress(min(begin + _BATCH, request.frames) / request.frames)
    return np.concatenate(parts)


def _inputs(
    model: Model, request: InterpolationRequest
) -> dict[str, NDArray[np.float32]]:
    """Inputs of every frame: evenly from seed to seed, and back to the first."""
    from ganstudio.inference import draw_inputs

    labels = [p for p in model.card.inputs if isinstance(p, Label)]
    keys = []
    for number, seed in enumerate(request.seeds):
        label = request.label
        if label is None and labels:
            label = number % labels[0].classes
        keys.append(
            draw_inputs(
                model,
                count=1,
                seed=seed,
                label=label,
                truncation=request.truncation,
            )
        )
    rows: dict[str, list[NDArray[np.float32]]] = {p.name: [] for p in model.card.inputs}
    for frame in range(request.frames):
        leg, part = divmod(frame * len(keys), request.frames)
        a, b, t = keys[leg], keys[(leg + 1) % len(keys)], part / request.frames
        for port in model.card.inputs:
            one, two = a[port.name], b[port.name]
            rows[port.name].append(
                latents.interpolate(one, two, t, port)
                if isinstance(port, Latent)
                else ((1 - t) * one + t * two).astype(np.float32)
            )
    return {name: np.concatenate(parts) for name, parts in rows.items()}
