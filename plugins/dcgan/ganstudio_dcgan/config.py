"""Settings of DCGAN."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import field_validator, model_validator

from ganstudio.api import PictureConfig, knob

SIZES = (28, 32, 64, 128)


class DCGANConfig(PictureConfig):
    """The defaults are those of the paper; `ema` changes the samples, not the run."""

    image_size: int = knob(
        64,
        "Side of the pictures: 28, 32, 64 or 128.",
        unit="px",
        group="pictures",
        ge=28,
        le=128,
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

    loss: Literal[
        "minimax", "non-saturating", "least-squares", "least-squares-chi2", "hinge"
    ] = knob(
        "non-saturating",
        "What D and G minimise; minimax stops teaching G where D is sure.",
        group="losses",
    )
    k_d: int = knob(
        1,
        "D's steps for each step of the run.",
        unit="steps",
        group="losses",
        ge=1,
        le=100,
        advanced=True,
    )
    k_g: int = knob(
        1,
        "G's steps for each step of the run.",
        unit="steps",
        group="losses",
        ge=1,
        le=100,
        advanced=True,
    )
    feature_matching: float = knob(
        0.0,
        "Weight of matching D's mean features, beside G's loss; steadies G.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
        advanced=True,
    )
    historical_averaging: float = knob(
        0.0,
        "Weight of staying near the mean of the weights so far, for D and G; damps"
        " circling.",
        group="losses",
        ge=0,
        le=1000,
        # Not live: whether it is 0 decides what a checkpoint holds.
        advanced=True,
    )
    augment: Literal["none", "translation", "translation+cutout", "all"] = knob(
        "none",
        "What D sees changed on real and generated pictures alike (DiffAugment); helps"
        " with fewer than some thousand pictures.",
        group="tricks",
    )
    prior: Literal["normal", "sphere"] = knob(
        "normal",
        "Where z is drawn: normal in all directions, or on the sphere around them.",
        group="tricks",
        advanced=True,
    )
    noisy_labels: bool = knob(
        False,
        "Tell D 0.7 to 1.2 of real and 0 to 0.3 of generated pictures, not 1 and 0.",
        group="tricks",
        advanced=True,
    )
    label_flips: float = knob(
        0.0,
        "Part of the pictures of which D is told the wrong side.",
        group="tricks",
        ge=0,
        lt=0.5,
        advanced=True,
    )
    instance_noise: float = knob(
        0.0,
        "Noise on all that D sees at the start, falling to 0 at the end; pictures"
        " reach from -1 to 1.",
        group="tricks",
        ge=0,
        le=2,
        advanced=True,
    )
    batches: Literal["separate", "mixed"] = knob(
        "separate",
        "Real and generated pictures in batches of their own, or in one: batch norm"
        " then sees both.",
        group="tricks",
        advanced=True,
    )
    packing: int = knob(
        1,
        "Pictures that D judges together (PacGAN); 2 or more finds out a G that"
        " repeats itself. batch_size must divide by it.",
        unit="pictures",
        group="tricks",
        ge=1,
        le=16,
        advanced=True,
    )
    minibatch_discrimination: bool = knob(
        False,
        "Tell D how near each picture is to the others of its batch.",
        group="tricks",
        advanced=True,
    )
    spectral_norm: bool = knob(
        False,
        "Bound the slope of D by the spectral norm of its weights, in place of batch"
        " norm.",
        group="tricks",
    )
    virtual_batch_norm: bool = knob(
        False,
        "Normalise G's maps by a batch that is fixed at the start, so that pictures of"
        " a step do not depend on each other; twice G's work.",
        group="tricks",
        advanced=True,
    )
    dropout: float = knob(
        0.0,
        "Part of G's maps that are dropped in training.",
        group="tricks",
        ge=0,
        lt=1,
        advanced=True,
    )
    replay: int = knob(
        0,
        "Earlier generated pictures that D is shown again; 0 shows only new ones.",
        unit="pictures",
        group="tricks",
        ge=0,
        le=100_000,
        advanced=True,
    )

    @field_validator("image_size")
    @classmethod
    def _size(cls, size: int) -> int:
        if size not in SIZES:
            raise ValueError("must be 28, 32, 64 or 128 px")
        return size

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.loss == "hinge" and (self.noisy_labels or self.label_flips):
            raise ValueError(
                "loss=hinge has no targets that noisy_labels or label_flips could"
                " soften: choose another loss, or switch them off"
            )
        if self.batch_size % self.packing:
            raise ValueError(
                f"batch_size must be a multiple of packing ({self.packing}), not"
                f" {self.batch_size}"
            )
        return self
