"""Settings of both ways to transfer a style."""

from __future__ import annotations

from typing import Literal

from ganstudio.api import Config, PictureConfig, knob


class FastStyleConfig(PictureConfig):
    """The defaults are those of the paper, with instance norm."""

    batch_size: int = knob(
        4,
        "Photos in one step; the paper takes four.",
        unit="pictures",
        group="length",
        ge=1,
        le=256,
        log=True,
    )
    steps: int = knob(
        40_000,
        "How many steps to train; the style is there after some hundred, fine strokes"
        " and clean areas take thousands. Ignored when epochs is set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000_000,
    )
    image_size: int = knob(
        256,
        "Side of the squares cut from the photos and from the painting; a finished"
        " model takes any size.",
        unit="px",
        group="pictures",
        ge=48,
        le=1024,
        multiple_of=4,
    )
    load_size: int = knob(
        256,
        "Short side to which a photo is scaled before the random crop; 0: image_size.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
        advanced=True,
    )
    load_size_b: int = knob(
        256,
        "Short side to which the painting is scaled; larger paints broader strokes."
        " 0: as the photos.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
    )
    flip: bool = knob(
        True,
        "Mirror half of the photos, and of what is cut from the painting.",
        group="pictures",
    )
    width: int = knob(
        32,
        "Filters next to the picture; half as many are about three times as fast and"
        " make a file of a quarter of the size.",
        unit="filters",
        ge=4,
        le=128,
    )
    blocks: int = knob(
        5, "Residual blocks in the middle.", unit="blocks", ge=1, le=16, advanced=True
    )
    borders: Literal["front", "each"] = knob(
        "front",
        "Where a photo is continued by its mirror image: at the front as published, or"
        " before each convolution, which is twice as fast at 128 px.",
        advanced=True,
    )
    lambda_content: float = knob(
        1.0,
        "Weight of keeping what the photo shows (relu3_3).",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lambda_style: float = knob(
        1e5,
        "Weight of the painting's colours and strokes (Gram matrices of relu1_2 to"
        " relu4_3); ten times more or less changes the picture visibly.",
        group="losses",
        ge=0,
        le=1e9,
        live=True,
        log=True,
    )
    lambda_smooth: float = knob(
        0.1,
        "Weight of smoothness (total variation); more takes away grain.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lr: float = knob(
        1e-3,
        "Learning rate of Adam.",
        group="optimiser",
        gt=0,
        le=0.1,
        live=True,
        log=True,
    )
    lr_decay: float = knob(
        0.0,
        "Part of the run, at its end, in which the learning rate falls to 0: calms the"
        " last pictures; 0 keeps the rate.",
        group="optimiser",
        ge=0,
        le=1,
        advanced=True,
    )


class NeuralStyleConfig(Config):
    """Gatys et al. 2016; layers are compared by their own measure, see the README."""

    batch_size: int = knob(
        1,
        "One picture is made.",
        unit="pictures",
        group="length",
        ge=1,
        le=1,
        advanced=True,
    )
    steps: int = knob(
        100,
        "How many times the picture is changed; most of the style is there after 50."
        " Ignored when epochs is set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000,
    )
    sample_every: int = knob(
        10,
        "Steps between two looks at the picture; 0 shows none.",
        unit="steps",
        group="run",
        ge=0,
        live=True,
    )
    checkpoint_every: int = knob(
        0,
        "Steps between two checkpoints; 0 keeps only the last step.",
        unit="steps",
        group="run",
        ge=0,
        live=True,
    )
    image_size: int = knob(
        512,
        "Long side of the picture that is made; twice as long takes four times the"
        " time.",
        unit="px",
        group="pictures",
        ge=32,
        le=4096,
    )
    load_size_b: int = knob(
        0,
        "Long side of the painting; larger paints broader strokes. 0: image_size.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
    )
    channels: Literal["auto", "grey", "colour"] = knob(
        "auto",
        "auto makes a grey picture where photo and painting are grey.",
        group="pictures",
        advanced=True,
    )
    colours: Literal["painting", "photo"] = knob(
        "painting",
        "Whose colours the picture gets; photo takes from the painting only how it is"
        " painted.",
        group="pictures",
    )
    start: Literal["photo", "noise"] = knob(
        "photo",
        "What the picture begins with; noise takes more steps and gives another picture"
        " for each seed.",
        group="pictures",
    )
    pooling: Literal["max", "average"] = knob(
        "average",
        "How VGG16 halves its maps: average paints smoother, as published; max is how"
        " it was trained.",
        advanced=True,
    )
    content_layer: Literal["relu2_2", "relu3_3", "conv4_2"] = knob(
        "conv4_2",
        "Layer of VGG16 that holds what the photo shows; deeper keeps less detail.",
        group="losses",
    )
    lambda_content: float = knob(
        1.0,
        "Weight of keeping what the photo shows.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    lambda_style: float = knob(
        10.0,
        "Weight of the painting's colours and strokes; ten times more or less changes"
        " the picture visibly.",
        group="losses",
        ge=0,
        le=1e6,
        live=True,
        log=True,
    )
    style_1: float = knob(
        1.0,
        "Part of the finest strokes and the colours (relu1_1) in the style.",
        group="losses",
        ge=0,
        le=100,
        live=True,
        advanced=True,
    )
    style_2: float = knob(
        1.0,
        "Part of fine strokes (relu2_1) in the style.",
        group="losses",
        ge=0,
        le=100,
        live=True,
        advanced=True,
    )
    style_3: float = knob(
        1.0,
        "Part of strokes and small shapes (relu3_1) in the style.",
        group="losses",
        ge=0,
        le=100,
        live=True,
        advanced=True,
    )
    style_4: float = knob(
        1.0,
        "Part of the largest shapes (relu4_1) in the style.",
        group="losses",
        ge=0,
        le=100,
        live=True,
        advanced=True,
    )
    lambda_smooth: float = knob(
        5.0,
        "Weight of smoothness (total variation); more takes away grain.",
        group="losses",
        ge=0,
        le=1000,
        live=True,
    )
    optimiser: Literal["l-bfgs", "adam"] = knob(
        "l-bfgs",
        "l-bfgs needs fewer steps, adam less memory.",
        group="optimiser",
    )
    memory: int = knob(
        10,
        "Earlier steps that l-bfgs remembers, each as large as two pictures.",
        unit="steps",
        group="optimiser",
        ge=1,
        le=100,
        advanced=True,
    )
    lr: float = knob(
        0.03,
        "Learning rate of adam, in the units of a picture from -1 to 1; l-bfgs finds"
        " its own.",
        group="optimiser",
        gt=0,
        le=1,
        live=True,
        log=True,
        advanced=True,
    )
