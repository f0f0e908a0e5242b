"""Sampling a generator: seeds, classes and codes in, pictures or points out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Code, Image, InferenceError, Label, Latent, Points, Role
from ganstudio.core import latents
from ganstudio.core.images import from_network
from ganstudio.core.model_file import Card
from ganstudio.inference.model import Model
from ganstudio.inference.stop import Stop

LabelChoice = int | str | Sequence[float] | None
"""A class's number, its name, a weight for each class (mixed), or None: in turn."""


class Carded(Protocol):
    """Whatever has a card: an opened `Model`, or a model file that was only read."""

    @property
    def card(self) -> Card:
        """What the model says of itself."""
        ...


def sample(
    model: Model,
    *,
    count: int,
    seed: int = 0,
    label: LabelChoice = None,
    truncation: float = 1.0,
    start: int = 0,
    batch: int = 64,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
) -> NDArray[np.uint8]:
    """Draw pictures from a generator. Picture i depends on (seed, start + i) alone.

    Args:
        model: a generator of pictures.
        count: how many.
        seed: any integer.
        label: see `LabelChoice`; only for models with a label port.
        truncation: 1 is the prior itself; less gives fewer surprises.
        start: index of the first picture.
        batch: pictures in one run of the network; bounds the memory.
        progress: called with the part done, in (0, 1], after each batch.
        stop: lets another thread stop it.

    Returns:
        uint8 (N, H, W, C).

    Raises:
        InferenceError: not a generator of pictures, or wrong arguments.
    """
    output = model.card.output
    if model.card.role is not Role.GENERATOR or not isinstance(output, Image):
        raise InferenceError(
            f"Model {model.card.name} is a {model.card.role} with {output.kind} for a"
            " result and draws no pictures: choose a generator of pictures."
        )
    parts = [
        from_network(values, output.range)
        for values in _run(
            model, count, seed, label, truncation, start, batch, progress, stop
        )
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def sample_points(
    model: Model,
    *,
    count: int,
    seed: int = 0,
    label: LabelChoice = None,
    truncation: float = 1.0,
    start: int = 0,
    batch: int = 4096,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
) -> NDArray[np.float32]:
    """Draw points from a generator of points; arguments as `sample`'s.

    Returns:
        float32 (N, dims).

    Raises:
        InferenceError: not a generator of points, or wrong arguments.
    """
    output = model.card.output
    if model.card.role is not Role.GENERATOR or not isinstance(output, Points):
        raise InferenceError(
            f"Model {model.card.name} is a {model.card.role} with {output.kind} for a"
            " result and draws no points: choose a generator of points."
        )
    return np.concatenate(
        [*_run(model, count, seed, label, truncation, start, batch, progress, stop)]
    )


def _run(
    model: Model,
    count: int,
    seed: int,
    label: LabelChoice,
    truncation: float,
    start: int,
    batch: int,
    progress: Callable[[float], None] | None,
    stop: Stop | None,
) -> Iterator[NDArray[np.float32]]:
    """Yield what the network returns, batch by batch; arguments as `sample`'s."""
    if count < 1 or batch < 1 or start < 0:
        raise InferenceError(
            "The number of samples and the batch must be at least 1 and the start at"
            f" least 0, not {count}, {batch} and {start}."
        )
    for done in range(0, count, batch):
        rows = min(batch, count - done)
        inputs = draw_inputs(
            model,
            count=rows,
            seed=seed,
            label=label,
            truncation=truncation,
            start=start + done,
        )
        yield model.run(inputs, stop=stop)
        if progress is not None:
            progress((done + rows) / count)


def draw_inputs(
    model: Carded,
    *,
    count: int,
    seed: int = 0,
    label: LabelChoice = None,
    truncation: float = 1.0,
    start: int = 0,
) -> dict[str, NDArray[np.float32]]:
    """Draw every input of a model but pictures; arguments as `sample`'s.

    It needs the card alone: the window draws without loading the model.

    Returns:
        Port's name -> float32 (count, ...).

    Raises:
        InferenceError: a label that the model does not have.
    """
    card = model.card
    inputs: dict[str, NDArray[np.float32]] = {}
    for port in card.inputs:
        if isinstance(port, Latent):
            z = latents.draw(seed, count, port, start)
            inputs[port.name] = latents.truncate(z, truncation, port)
        elif isinstance(port, Label):
            inputs[port.name] = _labels(model, port, label, count, start)
        elif isinstance(port, Code):
            inputs[port.name] = latents.code_rows(seed, count, port, start)
    if label is not None and not any(isinstance(p, Label) for p in card.inputs):
        raise InferenceError(
            f"Model {card.name} knows no classes, so label {label!r} means nothing to"
            " it: leave the label out."
        )
    return inputs


def _labels(
    model: Carded, port: Label, label: LabelChoice, count: int, start: int
) -> NDArray[np.float32]:
    if label is None:
        turn = [(start + i) % port.classes for i in range(count)]
        return latents.label_rows(turn, port.classes)
    if isinstance(label, str):
        names = model.card.labels
        if label in names:
            label = names.index(label)
        elif label.isascii() and label.isdigit():
            label = int(label)
        else:
            known = ", ".join(names) or f"0 to {port.classes - 1}"
            raise InferenceError(
                f"Model {model.card.name} has no class {label!r}: choose one of"
                f" {known}."
            )
    if isinstance(label, int):
        return latents.label_rows([label] * count, port.classes)
    weights = np.asarray(label, np.float32)
    if (
        weights.shape != (port.classes,)
        or not np.isfinite(weights).all()
        or weights.min() < 0
        or weights.sum() <= 0
    ):
        raise InferenceError(
            f"Label weights of model {model.card.name} must be {port.classes} numbers"
            f" of 0 or more, not all 0, and are {list(label)}."
        )
    return np.tile(weights / weights.sum(), (count, 1))
