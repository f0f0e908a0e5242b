"""Translating a picture: padded to what the network takes, run, cropped, blended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, InferenceError, Role
from ganstudio.core.images import Picture, from_network, resize, to_network
from ganstudio.inference.memory import available_memory, estimate_memory
from ganstudio.inference.model import Model, Stop
from ganstudio.inference.sampling import LabelChoice, draw_inputs


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
) -> Picture:
    """Translate a whole picture.

    The picture is mirrored at its right and lower border up to the size that the
    network takes, and the result is cut back. Alpha and metadata are kept; bits stay
    8 or 16; channels become those of the model's output.

    Args:
        model: a translator.
        picture: any size.
        strength: 1 is the network's result, 0 the picture itself, in between a blend.
        tile: "auto" or "off"; both translate the picture in one piece.
        label: class to translate to, for models with a label port.
        seed: of the latent, for models with a latent port.
        progress: called with the part done, in [0, 1].
        memory_limit: bytes that may be used; None takes what the machine has free,
            where the model runs on the CPU.
        stop: lets another thread stop it.

    Returns:
        A picture of the same size, or `scale` times larger.

    Raises:
        InferenceError: not a translator, wrong arguments, a size that the model does
            not take, or more memory needed than there is.
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
    if tile not in ("auto", "off"):
        raise InferenceError(
            f"Tiles of {tile} px are not available yet: pictures are translated in one"
            " piece; choose auto or off."
        )
    height, width = picture.size
    padded = _padded_size(model, source, height, width)
    _check_memory(model, padded, picture.size, memory_limit)
    if progress is not None:
        progress(0.0)
    inputs = draw_inputs(model, count=1, seed=seed, label=label)
    batch = to_network(picture.pixels, source.channels, source.range)
    if padded != (height, width):
        edges = ((0, 0), (0, 0), (0, padded[0] - height), (0, padded[1] - width))
        batch = np.pad(batch, edges, mode="reflect")
    result = model.run({**inputs, source.name: batch}, stop=stop)
    del batch
    scale = output.scale
    wanted = (padded[0] * scale, padded[1] * scale)
    if result.shape != (1, output.channels, *wanted):
        raise InferenceError(
            f"Model {card.name} made {result.shape[2:]} px from {padded} px instead of"
            f" {wanted}: its ports (multiple_of, scale) are wrong; export it again."
        )
    result = result[:, :, : height * scale, : width * scale]
    if strength < 1:
        result = _blend(picture, result, output, strength)
    alpha = picture.alpha
    if alpha is not None and scale > 1:
        alpha = resize(alpha[..., None], (height * scale, width * scale))[..., 0]
    pixels = from_network(result, output.range, picture.bits)[0]
    if progress is not None:
        progress(1.0)
    return replace(picture, pixels=pixels, alpha=alpha)


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


def _check_memory(
    model: Model,
    padded: tuple[int, int],
    size: tuple[int, int],
    memory_limit: int | None,
) -> None:
    # OpenVINO works in main memory too, and was measured at 0.4 of the estimate.
    if model.provider not in ("cpu", "openvino") and memory_limit is None:
        return  # what counts is the device's memory, and the device says so itself
    need = estimate_memory(model, *padded)
    free = available_memory() if memory_limit is None else memory_limit
    if need <= free:
        return
    # Need grows with the area, save for what the weights take.
    fixed = estimate_memory(model, *_padded_size_of_one(model))
    factor = max(0.0, (free - fixed) / max(need - fixed, 1)) ** 0.5
    advice = (
        f"make the picture smaller (about {int(size[1] * factor)}x"
        f"{int(size[0] * factor)} px fits)"
        if factor * min(size) >= 1
        else "close other programs"
    )
    raise InferenceError(
        f"Model {model.card.name} needs about {need / 1e9:.1f} GB of memory for"
        f" {size[1]}x{size[0]} px, and {free / 1e9:.1f} GB are free: {advice}."
    )


def _padded_size_of_one(model: Model) -> tuple[int, int]:
    source = model.card.inputs[0]
    assert isinstance(source, Image)
    return _padded_size(model, source, *(source.size or (1, 1)))


def _blend(
    picture: Picture, result: NDArray[np.float32], output: Image, strength: float
) -> NDArray[np.float32]:
    before = resize(picture.pixels, (result.shape[2], result.shape[3]))
    original = to_network(before, output.channels, output.range)
    blended: NDArray[np.float32] = original + np.float32(strength) * (result - original)
    return blended
