"""Settings of the laboratory."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import field_validator, model_validator

from ganstudio.api import Config, knob

MODELS = ("gan", "lsgan", "wgan", "wgan-gp")


class GaussiansConfig(Config):
    """The defaults are those of the toy sets in WGAN-GP's code."""

    data: Literal["ring", "grid", "swiss-roll", "picture"] = knob(
        "ring",
        "What is learnt: 8 Gaussians on a ring, 25 on a grid, a spiral, or the dark"
        " pixels of a picture.",
        group="data",
    )
    picture: str = knob(
        "",
        "Path of the picture whose pixels darker than middle grey are learnt; only with"
        " data=picture.",
        group="data",
    )
    model: Literal["gan", "lsgan", "wgan", "wgan-gp"] = knob(
        "wgan-gp", "Which model learns; see the README for what each minimises."
    )
    compare: Literal["none", "gan", "lsgan", "wgan", "wgan-gp", "all"] = knob(
        "none",
        "Another model, or all four, trained beside it on the same points; each is as"
        " slow as alone.",
    )
    z_dim: int = knob(
        2, "Length of the random vector that becomes a point.", ge=1, le=256
    )
    z_scale: float = knob(
        1.0,
        "What G multiplies the random vector by; more lets it tear the plane apart"
        " sooner, so that fewer points lie between modes.",
        gt=0,
        le=100,
        advanced=True,
    )
    width: int = knob(
        512,
        "Units of each hidden layer; fewer are faster.",
        unit="units",
        ge=4,
        le=2048,
    )
    layers: int = knob(
        3, "Hidden layers of G and of D.", unit="layers", ge=1, le=8, advanced=True
    )
    packing: int = knob(
        1,
        "Points that D judges together (PacGAN); 2 or more finds out a G that lost"
        " modes. batch_size must divide by it.",
        unit="points",
        ge=1,
        le=16,
    )
    ema: float = knob(
        0.0,
        "How slowly the averaged generator, which is measured and drawn, follows the"
        " trained one; 0 takes the trained one itself.",
        ge=0,
        lt=1,
        advanced=True,
    )
    n_critic: int = knob(
        5,
        "D's steps for each step of G, in wgan and wgan-gp; the others take 1.",
        unit="steps",
        ge=1,
        le=100,
    )
    lambda_gp: float = knob(
        0.1, "Weight of wgan-gp's gradient penalty.", gt=0, le=1000, live=True
    )
    clip: float = knob(
        0.01,
        "Largest size of a weight of wgan's critic.",
        gt=0,
        le=1,
        advanced=True,
    )
    lr: float = knob(
        1e-4,
        "Learning rate of every optimiser.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    beta1: float = knob(
        0.5,
        "Adam's first momentum; wgan's RMSprop has none.",
        group="optimiser",
        ge=0,
        lt=1,
        advanced=True,
    )
    beta2: float = knob(
        0.9,
        "Adam's memory of the sizes of gradients.",
        group="optimiser",
        ge=0,
        lt=1,
        advanced=True,
    )
    lr_decay: float = knob(
        0.0,
        "Part of the run, at its end, in which the learning rates fall to 0: draws the"
        " points together; 0 keeps the rates.",
        group="optimiser",
        ge=0,
        le=1,
        advanced=True,
    )
    measure_every: int = knob(
        100,
        "Steps between two measurements of modes, earth mover's distance and"
        " divergences; 0 makes none.",
        unit="steps",
        group="run",
        ge=0,
        live=True,
    )
    batch_size: int = knob(
        256,
        "Points in one step.",
        unit="points",
        group="length",
        ge=1,
        le=65_536,
        log=True,
    )

    @property
    def models(self) -> tuple[str, ...]:
        """The models that are trained, in the order of `MODELS`."""
        wanted = {self.model, self.compare}
        return tuple(m for m in MODELS if m in wanted or self.compare == "all")

    @field_validator("picture")
    @classmethod
    def _from_anywhere(cls, path: str) -> str:
        # The run's process, and a resume next week, may start in another folder.
        return str(Path(path).expanduser().absolute()) if path else ""

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.data == "picture" and not self.picture:
            raise ValueError(
                "data=picture needs a picture: set picture to the path of a drawing,"
                " dark on light"
            )
        if self.batch_size % self.packing:
            raise ValueError(
                f"batch_size must be a multiple of packing ({self.packing}), not"
                f" {self.batch_size}"
            )
        return self
