"""Settings of CycleGAN."""

from __future__ import annotations

from typing import Literal

from ganstudio.api import PictureConfig, knob


class CycleGANConfig(PictureConfig):
    """The defaults are those of the paper; `ema` changes the samples, not the run."""

    batch_size: int = knob(
        1,
        "Pictures of each side in one step; the paper takes one.",
        unit="pictures",
        group="length",
        ge=1,
        le=256,
        log=True,
    )
    steps: int = knob(
        100_000,
        "How many steps to train; the second half slows down to a stop. Ignored when"
        " epochs is set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000_000,
    )
    image_size: int = knob(
        256,
        "Side of the squares cut from the pictures; a finished model takes any size.",
        unit="px",
        group="pictures",
        ge=32,
        le=1024,
        multiple_of=4,
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
        "Mirror half of the pictures left to right; never for text.",
        group="pictures",
    )
    width: int = knob(
        64,
        "Filters next to the picture; half as many are about three times as fast.",
        unit="filters",
        ge=4,
        le=256,
    )
    blocks: int = knob(
        9,
        "Residual blocks in the middle of a generator; the paper takes 6 at 128 px"
        " and 9 from 256 px up.",
        unit="blocks",
        ge=1,
        le=32,
    )
    upsampling: Literal["transposed", "resize"] = knob(
        "transposed",
        "How a generator enlarges: transposed convolution as published, or resize and"
        " convolve, which leaves no checkerboards.",
    )
    residual: bool = knob(
        False,
        "Let a generator learn what to change, and begin with the picture itself: keeps"
        " fine detail, learns in fewer steps; leave it off where shapes must change.",
    )
    ema: float = knob(
        0.999,
        "How slowly the averaged generators, which make the samples, follow the"
        " trained ones; 0 samples from the trained ones themselves.",
        ge=0,
        lt=1,
        advanced=True,
    )
    lambda_cycle: float = knob(
        10.0,
        "Weight of coming back to the same picture; higher keeps more of it.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lambda_identity: float = knob(
        0.5,
        "Weight, relative to lambda_cycle, of leaving alone what is already right;"
        " higher keeps the colours.",
        group="losses",
        ge=0,
        le=100,
        live=True,
    )
    pool_size: int = knob(
        50,
        "Earlier pictures that the discriminators are shown again; 0 shows only new"
        " ones.",
        unit="pictures",
        group="losses",
        ge=0,
        le=10_000,
        advanced=True,
    )
    augment: Literal["none", "translation", "translation+cutout", "all"] = knob(
        "none",
        "What D sees changed on real and generated pictures alike (DiffAugment): helps"
        " with fewer than some hundred pictures; all changes colours too.",
        group="losses",
    )
    lr: float = knob(
        2e-4,
        "Learning rate of both optimisers in the first half of the run.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    beta1: float = knob(
        0.5,
        "Adam's first momentum; higher is smoother and easier to upset.",
        group="optimiser",
        ge=0,
        lt=1,
        advanced=True,
    )
