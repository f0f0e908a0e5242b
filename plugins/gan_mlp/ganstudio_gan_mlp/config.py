"""Settings of the first GAN."""

from __future__ import annotations

from typing import Literal

from ganstudio.api import PictureConfig, knob


class MLPConfig(PictureConfig):
    """The defaults are the exercise; `ema` changes the samples, not the run."""

    image_size: int = knob(
        28,
        "Side of the pictures; a hidden layer holds few details of large ones.",
        unit="px",
        group="pictures",
        ge=8,
        le=128,
    )
    batch_size: int = knob(
        100,
        "Pictures in one step; 100 makes 600 steps of an epoch of 60,000.",
        unit="pictures",
        group="length",
        ge=1,
        le=65_536,
        log=True,
    )
    z_dim: int = knob(
        20, "Length of the random vector that becomes a picture.", ge=1, le=4096
    )
    prior: Literal["uniform", "normal"] = knob(
        "uniform",
        "Where z is drawn: evenly between -1 and 1, or normal in all directions.",
        advanced=True,
    )
    width: int = knob(
        100,
        "Units of the hidden layer, in both networks; more draw finer pictures.",
        unit="units",
        ge=1,
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
        1e-3,
        "Learning rate of both optimisers; lower it when the losses jump.",
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
    loss: Literal["minimax", "non-saturating"] = knob(
        "non-saturating",
        "What G minimises: minimax is the game of the theory and stops teaching G where"
        " D is sure; non-saturating does not.",
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
