"""Settings of pix2pix."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from ganstudio.api import PictureConfig, knob


class Pix2PixConfig(PictureConfig):
    """The defaults are those of the paper; `ema` changes the samples, not the run."""

    batch_size: int = knob(
        1,
        "Pairs in one step; the paper takes one to ten.",
        unit="pairs",
        group="length",
        ge=1,
        le=256,
        log=True,
    )
    steps: int = knob(
        100_000,
        "How many steps to train; ignored when epochs is set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000_000,
    )
    image_size: int = knob(
        256,
        "Side of the squares cut from the pictures, a power of two; a finished model"
        " takes any size and works in multiples of this one.",
        unit="px",
        group="pictures",
        ge=32,
        le=1024,
    )
    load_size: int = knob(
        286,
        "Short side to which a picture is scaled before the random crop;"
        " 0: image_size.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
        advanced=True,
    )
    flip: bool = knob(
        True,
        "Mirror half of the pairs left to right; never for text.",
        group="pictures",
    )
    direction: Literal["a-to-b", "b-to-a"] = knob(
        "a-to-b",
        "Which side of a pair is given, and which one is made.",
        group="pictures",
    )
    width: int = knob(
        64,
        "Filters next to the picture, doubled at every halving of its side up to"
        " eightfold; half as many are about three times as fast.",
        unit="filters",
        ge=4,
        le=256,
    )
    norm: Literal["instance", "batch"] = knob(
        "instance",
        "What maps are normalised by: each picture by itself, which is the paper's"
        " batch norm for batches of one; or the batch, for larger ones.",
    )
    dropout: float = knob(
        0.5,
        "Part of the values dropped in G's first three enlargements, in training: the"
        " paper's noise.",
        ge=0,
        lt=1,
        advanced=True,
    )
    conditional: bool = knob(
        True,
        "Show D the given picture beside the made one; without, it judges looks alone.",
        advanced=True,
    )
    ema: float = knob(
        0.999,
        "How slowly the averaged generator, which makes the samples, follows the"
        " trained one; 0 samples from the trained one itself.",
        ge=0,
        lt=1,
        advanced=True,
    )
    lambda_gan: float = knob(
        1.0,
        "Weight of passing for real; 0 trains no D: right on average, and blurred.",
        group="losses",
        ge=0,
        le=1000,
        # Not live: whether it is 0 decides what a step reports.
    )
    lambda_L1: float = knob(  # noqa: N815, the name in the paper
        100.0,
        "Weight of the absolute difference from the true picture; lower is sharper and"
        " invents more.",
        group="losses",
        ge=0,
        le=10_000,
        live=True,
    )
    lr: float = knob(
        2e-4,
        "Learning rate of both optimisers; lower it when the losses jump.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    lr_decay: float = knob(
        0.0,
        "Part of the run, at its end, in which the learning rates fall to 0: calms the"
        " last pictures; 0 keeps the rates.",
        group="optimiser",
        ge=0,
        le=1,
        advanced=True,
    )
    beta1: float = knob(
        0.5,
        "Adam's first momentum; higher is smoother and easier to upset.",
        group="optimiser",
        ge=0,
        lt=1,
        advanced=True,
    )

    @field_validator("image_size")
    @classmethod
    def _size(cls, size: int) -> int:
        if size & (size - 1):
            raise ValueError("must be a power of two: 32, 64, 128, 256, 512 or 1024 px")
        return size
