"""Translating a picture: padded to what the network takes, run, cropped."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, InferenceError, Role
from ganstudio.core.images import Picture, resize, working_picture
from ganstudio.inference.fitting import Room, padded_size, picture_port
from ganstudio.inference.memory import available_memory
from ganstudio.inference.model import Model, OutOfMemoryError
from ganstudio.inference.pace import rising, told
from ganstudio.inference.sampling import LabelChoice, draw_inputs
from ganstudio.inference.stop import Stop
from ganstudio.inference.streaming import Report, UnstreamableError, seam
from ganstudio.inference.streaming.pixels import Reader, Writer

if TYPE_CHECKING:
    from ganstudio.inference.streaming.plan import Plan

_LEAST_TILE = 16
_TRIAL_SIDE = 64
"""px, at least, of the part of a picture that tells how long all of it will take."""
_TRIAL_SHARE = 40
"""A picture is so many times as large as that part: it costs a fortieth more, once."""


def translate(
    model: Model,
    picture: Picture,
    *,
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
        tile: "auto" goes through the picture in tiles where it needs more memory than
            there is, and takes it in a smaller size, the result scaled up, where the
            network cannot be run in tiles; "off" takes it in one piece; a number takes
            tiles of about so many px. Tiles give the same picture, see
            `ganstudio.inference.streaming`.
        label: class to translate to, for models with a label port.
        seed: of the latent, for models with a latent port.
        progress: called with the part done, in [0, 1], rising; while the network runs
            also from another thread, by what earlier pictures took.
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
    _check_tile(tile)
    work = _Work.of(
        model,
        picture,
        draw_inputs(model, count=1, seed=seed, label=label),
        None if progress is None else rising(progress),
        stop,
    )
    if work.progress is not None:
        work.progress(0.0)
    report = _run(work, tile, Room(model, memory_limit))
    alpha = picture.alpha
    if alpha is not None and output.scale > 1:
        size = work.writer.pixels.shape[:2]
        alpha = resize(alpha[..., None], (size[0], size[1]))[..., 0]
    if work.progress is not None:
        work.progress(1.0)
    if reported is not None:
        reported(report)
    return replace(picture, pixels=work.writer.pixels, alpha=alpha)


@dataclass(frozen=True)
class _Work:
    """One picture, and what it goes through the network with."""

    model: Model
    picture: Picture
    padded: tuple[int, int]
    inputs: Mapping[str, NDArray[np.float32]]
    reader: Reader
    writer: Writer
    progress: Callable[[float], None] | None
    stop: Stop | None

    @classmethod
    def of(
        cls,
        model: Model,
        picture: Picture,
        inputs: Mapping[str, NDArray[np.float32]],
        progress: Callable[[float], None] | None,
        stop: Stop | None,
    ) -> _Work:
        source = picture_port(model)
        padded = padded_size(model, *picture.size)
        reader = Reader(picture, source, padded)
        writer = Writer(picture, _output(model))
        return cls(model, picture, padded, inputs, reader, writer, progress, stop)

    def on(self, picture: Picture) -> _Work:
        """The same with another picture."""
        return _Work.of(self.model, picture, self.inputs, self.progress, self.stop)


def _output(model: Model) -> Image:
    port = model.card.output
    assert isinstance(port, Image)
    return port


def _run(work: _Work, tile: str | int, room: Room) -> Report:
    """Choose the way, and go it."""
    size = work.picture.size
    if isinstance(tile, int):
        return _in_tiles(work, tile, "", room)
    shortage = room.shortage(size)
    if shortage and tile == "off":
        raise InferenceError(f"{shortage}: {room.advice(size)}.")
    if not shortage:
        try:
            return _whole(work)
        except OutOfMemoryError:
            if tile == "off":
                raise
            height, width = size
            who = f"Model {work.model.card.name}"
            shortage = f"{who} ran out of memory with {width}x{height} px"
    try:
        return _in_tiles(work, None, f"{shortage}.", room)
    except UnstreamableError as error:
        why = f"{shortage}. It cannot be run in tiles, because {error}"
    return _smaller(work, why, room)


def _whole(work: _Work) -> Report:
    """Run the network once."""
    model, stop = work.model, work.stop
    height, width = work.padded
    expected = None if work.progress is None else _expected(work)
    batch = work.reader.region(0, height, 0, width)
    began = time.monotonic()
    with told(work.progress, expected):
        result = model.run({**work.inputs, picture_port(model).name: batch}, stop=stop)
    del batch
    model.pace.took(height * width, time.monotonic() - began)
    output = _output(model)
    wanted = (height * output.scale, width * output.scale)
    if result.shape != (1, output.channels, *wanted):
        raise _wrong_size(work, result.shape[2:], wanted)
    work.writer.put(0, 0, result)
    return Report("whole", model.provider)


def _expected(work: _Work) -> float | None:
    """Tell how long the network will take, s; None where that is not worth knowing.

    From what earlier pictures took, or from a small part of this one.
    """
    model, (height, width) = work.model, work.padded
    expected = model.pace.expected(height * width)
    port, side = picture_port(model), math.isqrt(height * width // _TRIAL_SHARE)
    if expected is not None or side < _TRIAL_SIDE or port.size is not None:
        return expected
    rows, columns = padded_size(model, min(side, height), min(side, width))
    part = work.reader.region(0, rows, 0, columns)
    began = time.monotonic()
    model.run({**work.inputs, port.name: part}, stop=work.stop)
    model.pace.took(rows * columns, time.monotonic() - began)
    return model.pace.expected(height * width)


def _smaller(work: _Work, why: str, room: Room) -> Report:
    """Take the picture in the largest size that fits, and scale the result up."""
    for side in room.sides(work.picture.size):
        part = work.on(working_picture(work.picture, side))
        try:
            report = _whole(part)
        except OutOfMemoryError:
            continue
        height, width = part.picture.size
        work.writer.scale_up(part.writer.pixels)
        return replace(
            report,
            way="smaller",
            reason=f"{why}. So it was made at {width}x{height} px and scaled up.",
            size=part.picture.size,
        )
    raise InferenceError(f"{why}: {room.advice(work.picture.size)}.")


def _in_tiles(work: _Work, tile: int | None, reason: str, room: Room) -> Report:
    """Go through the network's passes in tiles; None takes what fits in memory.

    Raises:
        UnstreamableError: the model cannot be run in tiles, where `tile` is None.
    """
    # They import onnx, which the window must not: it keeps models in a child process.
    from ganstudio.inference.streaming.plan import plan
    from ganstudio.inference.streaming.run import Streaming
    from ganstudio.inference.streaming.scratch import Scratch

    model, source, output = work.model, picture_port(work.model), _output(work.model)
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
        free = available_memory() if room.free is None else room.free
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
