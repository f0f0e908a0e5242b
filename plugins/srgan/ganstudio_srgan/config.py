"""Settings of SRGAN."""

from __future__ import annotations

from typing import Literal

from ganstudio.api import PictureConfig, knob


class SRGANConfig(PictureConfig):
    """The defaults are those of the paper; `ema` changes the samples, not the run."""

    batch_size: int = knob(
        16,
        "Pictures in one step; halve it when memory runs out.",
        unit="pictures",
        group="length",
        ge=1,
        le=4096,
        log=True,
    )
    steps: int = knob(
        1_200_000,
        "How many steps to train, those of both phases together; ignored when epochs is"
        " set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000_000,
    )
    pixel_steps: int = knob(
        1_000_000,
        "First phase: so many steps towards the right pixels alone. As many as the"
        " whole run make a faithful and soft enlarger (SRResNet).",
        unit="steps",
        group="length",
        ge=0,
        le=100_000_000,
    )
    image_size: int = knob(
        96,
        "Side of the large squares cut from the pictures; a quarter of it is what the"
        " network is given in training. A finished model takes any size.",
        unit="px",
        group="pictures",
        ge=16,
        le=512,
        multiple_of=16,
    )
    load_size: int = knob(
        480,
        "Short side to which a picture is scaled before the random crop: where its"
        " pixels are crisp; 0: image_size.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
    )
    flip: bool = knob(
        True,
        "Mirror half of the pictures left to right; never for text.",
        group="pictures",
    )
    width: int = knob(
        64,
        "Filters of every layer of G, and next to the picture in D; half as many are"
        " about three times as fast.",
        unit="filters",
        ge=4,
        le=256,
    )
    blocks: int = knob(16, "Residual blocks of G.", unit="blocks", ge=1, le=64)
    norm: Literal["batch", "none"] = knob(
        "batch",
        "What G's maps are normalised by: the batch, as published, or nothing, which"
        " leaves no spots where pictures differ from the batch (ESRGAN).",
    )
    residual: bool = knob(
        False,
        "Let G learn what to add to the bicubic enlargement, and begin with that: much"
        " sooner as good; the paper's G makes the whole picture.",
    )
    ema: float = knob(
        0.999,
        "How slowly the averaged generator, which makes the samples, follows the"
        " trained one; 0 samples from the trained one itself.",
        ge=0,
        lt=1,
        advanced=True,
    )
    layer: Literal["relu2_2", "relu3_3", "relu4_3"] = knob(
        "relu4_3",
        "Where in VGG16 the second phase compares: deeper allows more freedom in"
        " detail.",
        group="losses",
    )
    lambda_content: float = knob(
        1.0,
        "Weight of looking like the true picture in the second phase.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
        advanced=True,
    )
    lambda_pixels: float = knob(
        0.0,
        "Weight of the right pixels in the second phase; the paper has none. 1 keeps"
        " the colours in a short run, and invents less.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lambda_gan: float = knob(
        1e-3,
        "Weight of passing for real in the second phase: higher invents more.",
        group="losses",
        ge=0,
        le=10,
        live=True,
        log=True,
    )
    lr: float = knob(
        1e-4,
        "Learning rate of every optimiser; a tenth of it in the last half of the second"
        " phase.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    beta1: float = knob(
        0.9,
        "Adam's first momentum; higher is smoother and easier to upset.",
        group="optimiser",
        ge=0,
        lt=1,
        advanced=True,
    )
