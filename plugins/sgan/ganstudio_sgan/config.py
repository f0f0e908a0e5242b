"""Settings of the semi-supervised GAN."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from ganstudio.api import PictureConfig, knob

SIZES = (28, 32, 64)


class SGANConfig(PictureConfig):
    """How many labels there are, and what D and G learn from the other pictures."""

    image_size: int = knob(
        28,
        "Side of the pictures: 28, 32 or 64.",
        unit="px",
        group="pictures",
        ge=28,
        le=64,
    )
    labels: int = knob(
        1000,
        "How many labelled pictures are used in all, as many of each class; chosen by"
        " the run's seed. Every other picture enters without its label.",
        unit="pictures",
        group="labels",
        ge=1,
        le=1_000_000,
        log=True,
    )
    supervised_only: bool = knob(
        False,
        "Train the same classifier on the labelled pictures alone, without G: what the"
        " other pictures are worth is the difference.",
        group="labels",
    )
    g_loss: Literal["feature-matching", "non-saturating"] = knob(
        "feature-matching",
        "What G minimises: feature-matching makes the better classifier, non-saturating"
        " the better pictures.",
        group="losses",
    )
    lambda_unlabelled: float = knob(
        1.0,
        "Weight of telling real from drawn pictures beside naming the labelled ones.",
        group="losses",
        ge=0,
        le=100,
        live=True,
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
    dropout: float = knob(
        0.3,
        "Part of D's maps and features that are dropped in training: few labels are"
        " learnt by heart without it.",
        ge=0,
        lt=1,
        advanced=True,
    )
    ema: float = knob(
        0.999,
        "How slowly the averaged networks, which name and draw, follow the trained"
        " ones; 0 takes the trained ones themselves.",
        ge=0,
        lt=1,
        advanced=True,
    )
    lr: float = knob(
        3e-4,
        "Learning rate of both optimisers; lower it when the losses jump.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    lr_decay: float = knob(
        0.0,
        "Part of the run, at its end, in which the learning rates fall to 0; 0 keeps"
        " the rates.",
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
        if size not in SIZES:
            raise ValueError("must be 28, 32 or 64 px")
        return size
