"""Translating a picture: padded to what the network takes, run, cropped, blended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, InferenceError, Role
from ganstudio.core.images import Picture, resize
from ganstudio.inference.memory import available_memory, estimate_memory
from ganstudio.inference.model import Model, OutOfMemoryError, Stop
from ganstudio.inference.sampling import LabelChoice, draw_inputs
from ganstudio.inference.streaming import Report, UnstreamableError, seam
from ganstudio.inference.streaming.pixels import Reader, Writer

if TYPE_CHECKING:
    from ganstudio.inference.streaming.plan import Plan

_LEAST_TILE = 16


def translate(
    model: Model,
    picture: Picture,
    *,
    strength: float = 1.0,
    tile: str | int = "auto",
    label: LabelChoice = None,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    memory_limit: int | None = None,
    stop: Stop | None = None,
    reported: Callable[[Report], None] | None = None,
) -> Picture:
    """Translate a whole picture.

    The picture is mirrored at its right and lower border up to the size that the
    network takes, and the result is cut back. Alpha and metadata are kept; bits stay
    8 or 16; channels become those of the model's output.

    Args:
        model: a translator.
        picture: any size.
        strength: 1 is the network's result, 0 the picture itself, in between a blend.
        tile: "auto" goes through the picture in tiles where it needs more memory than
            there is, "off" takes it in one piece, a number takes tiles of about so
            many px. Tiles give the same picture, see `ganstudio.inference.streaming`.
        label: class to translate to, for models with a label port.
        seed: of the latent, for models with a latent port.
        progress: called with the part done, in [0, 1].
        memory_limit: bytes that may be used; None takes what the machine has free,
            where the model runs on the CPU.
        stop: lets another thread stop it, between two operators of the graph.
        reported: called at the end with how it was done.

    Returns:
        A picture of the same size, or `scale` times larger.

    Raises:
        InferenceError: not a translator, wrong arguments, a size that the model does
            not take, more memory needed than there is, or tiles asked for of a model
            that cannot be run in tiles.
    """
    card = model.card
    source, output = card.inputs[0], card.output
    if (
        card.role is not Role.TRANSLATOR
        or not isinstance(source, Image)
        or not isinstance(output, Image)
    ):
        raise InferenceError(
            f"Model {card.name} is a {card.role} and cannot translate a picture:"
            " choose a translator."
        )
    if not 0 <= strength <= 1:
        raise InferenceError(f"Strength must be from 0 to 1, not {strength}.")
    _check_tile(tile)
    padded = _padded_size(model, source, *picture.size)
    work = _Work(
        model=model,
        padded=padded,
        inputs=draw_inputs(model, count=1, seed=seed, label=label),
        reader=Reader(picture, source, padded),
        writer=Writer(picture, output, strength),
        progress=progress,
        stop=stop,
    )
    if progress is not None:
        progress(0.0)
    report = _run(work, source, output, tile, picture.size, memory_limit)
    alpha = picture.alpha
    if alpha is not None and output.scale > 1:
        size = work.writer.pixels.shape[:2]
        alpha = resize(alpha[..., None], (size[0], size[1]))[..., 0]
    if progress is not None:
        progress(1.0)
    if reported is not None:
        reported(report)
    return replace(picture, pixels=work.writer.pixels, alpha=alpha)


@dataclass(frozen=True)
class _Work:
    """One picture, and what it goes through the network with."""

    model: Model
    padded: tuple[int, int]
    inputs: Mapping[str, NDArray[np.float32]]
    reader: Reader
    writer: Writer
    progress: Callable[[float], None] | None
    stop: Stop | None


def _run(
    work: _Work,
    source: Image,
    output: Image,
    tile: str | int,
    size: tuple[int, int],
    memory_limit: int | None,
) -> Report:
    """Choose the way, and go it."""
    if isinstance(tile, int):
        return _in_tiles(work, source, output, tile, "", memory_limit)
    refusal = _refusal(work.model, work.padded, size, memory_limit)
    if tile == "off":
        if refusal is not None:
            raise InferenceError(refusal)
        return _whole(work, source, output)
    if refusal is None:
        try:
            return _whole(work, source, output)
        except OutOfMemoryError as error:
            refusal = str(error)
    try:
        return _in_tiles(work, source, output, None, refusal, memory_limit)
    except UnstreamableError as error:
        raise InferenceError(
            f"{refusal} It cannot be run in tiles, because {error}."
        ) from error


def _whole(work: _Work, source: Image, output: Image) -> Report:
    """Run the network once."""
    height, width = work.padded
    batch = work.reader.region(0, height, 0, width)
    result = work.model.run({**work.inputs, source.name: batch}, stop=work.stop)
    del batch
    wanted = (height * output.scale, width * output.scale)
    if result.shape != (1, output.channels, *wanted):
        raise _wrong_size(work, result.shape[2:], wanted)
    work.writer.put(0, 0, result)
    return Report("whole", work.model.provider)


def _in_tiles(
    work: _Work,
    source: Image,
    output: Image,
    tile: int | None,
    reason: str,
    memory_limit: int | None,
) -> Report:
    """Go through the network's passes in tiles; None takes what fits in memory.

    Raises:
        UnstreamableError: the model cannot be run in tiles, where `tile` is None.
    """
    # They import onnx, which the window must not: it keeps models in a child process.
    from ganstudio.inference.streaming.plan import plan
    from ganstudio.inference.streaming.run import Streaming
    from ganstudio.inference.streaming.scratch import Scratch

    model = work.model
    try:
        way = plan(model.path, source.name, source.channels, *work.padded)
    except UnstreamableError as error:
        if tile is None:
            raise
        raise InferenceError(
            f"Model {model.card.name} cannot be run in tiles, because {error}: choose"
            " auto or off."
        ) from error
    wanted = (work.padded[0] * output.scale, work.padded[1] * output.scale)
    made = way.found.shapes[way.found.graph.output]
    if made != (output.channels, *wanted):
        raise _wrong_size(work, made[1:], wanted)
    if tile is None:
        free = available_memory() if memory_limit is None else memory_limit
        # The result's own memory is taken only when it is filled.
        tile = _fitting(model, way, free - work.writer.pixels.nbytes)
    with Scratch() as scratch:
        run = Streaming(
            model=model,
            plan=way,
            reader=work.reader,
            writer=work.writer,
            inputs=work.inputs,
            tile=tile,
            scratch=scratch,
            progress=work.progress,
            stop=work.stop,
        )
        run.run()
    provider = "cpu" if model.provider.startswith("openvino") else model.provider
    if provider != model.provider:
        reason += f" Tiles run on onnxruntime's cpu instead of {model.provider}."
    rows, columns = ([end * output.scale for end in ends[1:-1]] for ends in run.ends)
    before = work.reader.pixels_at(output.scale)
    return Report(
        "tiles",
        provider,
        reason=reason.strip(),
        tile=run.largest,
        tiles=run.tiles,
        passes=len(way.passes),
        seam=seam(work.writer.pixels, rows, columns, before),
        scratch=way.scratch,
    )


def _fitting(model: Model, way: Plan, free: int) -> int:
    tile = way.fitting(free)
    if tile is None:
        raise InferenceError(
            f"Model {model.card.name} needs about {way.memory(1) / 1e9:.1f} GB of"
            f" memory for {way.size[1]}x{way.size[0]} px even in the smallest tiles,"
            f" and {max(free, 0) / 1e9:.1f} GB are free: close other programs."
        )
    return tile


def _wrong_size(
    work: _Work, made: tuple[int, ...], wanted: tuple[int, int]
) -> InferenceError:
    return InferenceError(
        f"Model {work.model.card.name} made {made} px from {work.padded} px instead of"
        f" {wanted}: its ports (multiple_of, scale) are wrong; export it again."
    )


def _check_tile(tile: str | int) -> None:
    if isinstance(tile, int) and tile >= _LEAST_TILE and not isinstance(tile, bool):
        return
    if tile not in ("auto", "off"):
        raise InferenceError(
            f"Tiles must be auto, off, or at least {_LEAST_TILE} px, not {tile}."
        )


def _padded_size(
    model: Model, source: Image, height: int, width: int
) -> tuple[int, int]:
    if source.size is not None:
        if (height, width) != source.size:
            raise InferenceError(
                f"Model {model.card.name} takes pictures of {source.size[1]}x"
                f"{source.size[0]} px only, not {width}x{height} px: scale or crop the"
                " picture first."
            )
        return height, width
    step = source.multiple_of
    padded = [-(-max(side, source.minimum) // step) * step for side in (height, width)]
    return padded[0], padded[1]


def _refusal(
    model: Model,
    padded: tuple[int, int],
    size: tuple[int, int],
    memory_limit: int | None,
) -> str | None:
    """Say why a picture cannot go through in one piece; None where it can."""
    # OpenVINO works in main memory too, and was measured at 0.4 of the estimate.
    main = model.provider == "cpu" or model.provider.startswith("openvino")
    if not main and memory_limit is None:
        return None  # what counts is the device's memory, and it says so itself
    need = estimate_memory(model, *padded)
    free = available_memory() if memory_limit is None else memory_limit
    if need <= free:
        return None
    # Need grows with the area, save for what the weights take.
    fixed = estimate_memory(model, *_padded_size_of_one(model))
    factor = max(0.0, (free - fixed) / max(need - fixed, 1)) ** 0.5
    advice = (
        f"make the picture smaller (about {int(size[1] * factor)}x"
        f"{int(size[0] * factor)} px fits)"
        if factor * min(size) >= 1
        else "close other programs"
    )
    return (
        f"Model {model.card.name} needs about {need / 1e9:.1f} GB of memory for"
        f" {size[1]}x{size[0]} px, and {free / 1e9:.1f} GB are free: {advice}."
    )


def _padded_size_of_one(model: Model) -> tuple[int, int]:
    source = model.card.inputs[0]
    assert isinstance(source, Image)
    return _padded_size(model, source, *(source.size or (1, 1)))
