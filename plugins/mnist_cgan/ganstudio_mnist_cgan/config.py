"""Settings of the conditional sampler."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from ganstudio.api import PictureConfig, knob

SIZES = (28, 32, 64)


class ConditionalConfig(PictureConfig):
    """DCGAN's settings, and how D learns of the class."""

    image_size: int = knob(
        28,
        "Side of the pictures: 28, 32 or 64.",
        unit="px",
        group="pictures",
        ge=28,
        le=64,
    )
    conditioning: Literal["plain", "ac-gan", "projection", "both"] = knob(
        "plain",
        "How D uses the class: plain sees it beside the picture, ac-gan names it,"
        " projection compares it with what it saw, both compares and names it.",
    )
    class_in_g: Literal["input", "norm"] = knob(
        "input",
        "How G uses the class: input takes it beside z; norm also in every batch norm,"
        " with a scale and a shift of its own for each class.",
    )
    lambda_class: float = knob(
        1.0,
        "Weight of naming the class; only with ac-gan and both.",
        ge=0,
        le=100,
        live=True,
        advanced=True,
    )
    loss: Literal["non-saturating", "least-squares", "hinge"] = knob(
        "non-saturating",
        "What D and G minimise; hinge is usual with projection and both.",
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
        if size not in SIZES:
            raise ValueError("must be 28, 32 or 64 px")
        return size
