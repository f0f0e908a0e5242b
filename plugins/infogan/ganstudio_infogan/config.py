"""Settings of InfoGAN, and the codes that they ask for."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import field_validator, model_validator

from ganstudio.api import Code, PictureConfig, knob

SIZES = (28, 32, 64, 128)


class InfoGANConfig(PictureConfig):
    """The defaults are those of the paper for digits; `ema` and `lr_decay` are ours."""

    image_size: int = knob(
        28,
        "Side of the pictures: 28, 32, 64 or 128.",
        unit="px",
        group="pictures",
        ge=28,
        le=128,
    )
    categories: int = knob(
        1,
        "Codes that choose one of several kinds of picture.",
        unit="codes",
        group="codes",
        ge=0,
        le=16,
    )
    choices: int = knob(
        10,
        "Kinds that each of these codes chooses from; for digits 10.",
        unit="kinds",
        group="codes",
        ge=2,
        le=1000,
    )
    continuous: int = knob(
        2,
        "Codes between -1 and 1, for what changes little by little, such as a slant.",
        unit="codes",
        group="codes",
        ge=0,
        le=64,
    )
    lambda_cat: float = knob(
        1.0,
        "Weight of the information that pictures hold about the kinds.",
        group="codes",
        ge=0,
        le=100,
        live=True,
    )
    lambda_con: float = knob(
        0.1,
        "Weight of the information about the codes between -1 and 1; too high, and"
        " pictures are made to be read rather than to look real.",
        group="codes",
        ge=0,
        le=100,
        live=True,
    )
    z_dim: int = knob(
        62, "Length of the random vector beside the codes.", ge=1, le=4096
    )
    width: int = knob(
        64,
        "Filters next to the picture, doubled at every halving of its side;"
        " fewer are faster and coarser.",
        unit="filters",
        ge=4,
        le=512,
    )
    hidden: int = knob(
        1024,
        "Units of the layer without place, in both networks.",
        unit="units",
        ge=4,
        le=8192,
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
        "Learning rate of D and of Q, which reads the codes; lower it when D wins.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    lr_g: float = knob(
        1e-3,
        "Learning rate of G; lower it when the losses jump.",
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
    loss: Literal["minimax", "non-saturating"] = knob(
        "non-saturating",
        "What D and G minimise besides; minimax stops teaching G where D is sure.",
        group="losses",
        advanced=True,
    )

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes in the order in which G takes them: kinds, then continuous ones."""
        kinds = [
            Code(
                name=f"kind {number}" if self.categories > 1 else "kind",
                choices=self.choices,
            )
            for number in range(1, self.categories + 1)
        ]
        styles = [Code(name=f"style {n}") for n in range(1, self.continuous + 1)]
        return (*kinds, *styles)

    @field_validator("image_size")
    @classmethod
    def _size(cls, size: int) -> int:
        if size not in SIZES:
            raise ValueError("must be 28, 32, 64 or 128 px")
        return size

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.categories and not self.continuous:
            raise ValueError(
                "categories and continuous are both 0: there is no code to learn, take"
                " at least one"
            )
        return self
