"""Settings of WGAN."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from ganstudio.api import PictureConfig, knob

SIZES = (28, 32, 64, 128)


class WGANConfig(PictureConfig):
    """The defaults are those of the gradient penalty's paper; `ema` is ours."""

    image_size: int = knob(
        64,
        "Side of the pictures: 28, 32, 64 or 128.",
        unit="px",
        group="pictures",
        ge=28,
        le=128,
    )
    lipschitz: Literal["penalty", "clipping"] = knob(
        "penalty",
        "What keeps the critic's slope bounded: penalty (WGAN-GP, Adam), or clipping"
        " of its weights (the first WGAN, RMSprop; lr 5e-5).",
    )
    lambda_gp: float = knob(
        10.0,
        "Weight of the gradient penalty; only with penalty.",
        gt=0,
        le=1000,
        live=True,
    )
    clip: float = knob(
        0.01,
        "Largest size of a critic's weight; only with clipping.",
        gt=0,
        le=1,
        advanced=True,
    )
    n_critic: int = knob(
        5, "Critic's steps for each step of G.", unit="steps", ge=1, le=100
    )
    warm_up: int = knob(
        100,
        "Critic's steps in place of n_critic in each of the first 25 steps and in every"
        " 500th; only with clipping.",
        unit="steps",
        ge=1,
        le=1000,
        advanced=True,
    )
    z_dim: int = knob(
        100, "Length of the random vector that becomes a picture.", ge=1, le=4096
    )
    width: int = knob(
        64,
        "Filters next to the picture, doubled at every halving of its side;"
        " fewer are faster and coarser.",
        unit="filters",
        ge=4,
        le=512,
    )
    ema: float = knob(
        0.999,
        "How slowly the averaged generator, which makes the samples, follows the"
        " trained one; 0 samples from the trained one itself.",
        ge=0,
        lt=1,
        advanced=True,
    )
    lr: float = knob(
        1e-4,
        "Learning rate of both optimisers; 5e-5 is usual with clipping.",
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

    @field_validator("image_size")
    @classmethod
    def _size(cls, size: int) -> int:
        if size not in SIZES:
            raise ValueError("must be 28, 32, 64 or 128 px")
        return size
