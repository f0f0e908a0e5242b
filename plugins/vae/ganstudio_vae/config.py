"""Settings of the autoencoders."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from ganstudio.api import PictureConfig, knob

SIZES = (28, 32, 64, 128)


class VAEConfig(PictureConfig):
    """A convolutional variational autoencoder; `kind` makes it a plain one."""

    image_size: int = knob(
        64,
        "Side of the pictures: 28, 32, 64 or 128.",
        unit="px",
        group="pictures",
        ge=28,
        le=128,
    )
    kind: Literal["variational", "autoencoder"] = knob(
        "variational",
        "variational makes random numbers into new pictures too; autoencoder only"
        " reconstructs, more sharply.",
    )
    z_dim: int = knob(
        32,
        "How many numbers a picture becomes; more keep more of it.",
        ge=1,
        le=4096,
    )
    width: int = knob(
        64,
        "Filters next to the picture, doubled at every halving of its side;"
        " fewer are faster and coarser.",
        unit="filters",
        ge=4,
        le=512,
    )
    likelihood: Literal["bernoulli", "gaussian"] = knob(
        "bernoulli",
        "What a pixel is taken for: bernoulli, black or white, for digits and drawings;"
        " gaussian, a grey value with noise, for photographs.",
        group="losses",
    )
    beta: float = knob(
        1.0,
        "Weight of the KL divergence; higher orders the numbers and blurs the pictures,"
        " lower the reverse. Only with variational.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lr: float = knob(
        1e-3,
        "Learning rate; lower it when the losses jump.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    lr_decay: float = knob(
        0.0,
        "Part of the run, at its end, in which the learning rate falls to 0: sharpens"
        " the last pictures; 0 keeps the rate.",
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
