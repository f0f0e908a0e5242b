"""The card."""

from typing import Literal

from ganstudio.api import DataKind, ModelSpec, PictureConfig, hookimpl, knob


class OutsideConfig(PictureConfig):
    """Settings; `weight` may change while a run goes on."""

    image_size: int = knob(
        28, "Side of the pictures.", unit="px", ge=12, le=64, multiple_of=4
    )
    z_dim: int = knob(32, "Length of the random vector.", ge=1, le=512)
    hidden: int = knob(64, "Units of the hidden layers.", ge=8, le=1024)
    loss: Literal["hinge", "non-saturating"] = knob("hinge", "What D and G minimise.")
    weight: float = knob(
        1.0, "How much the class of a picture counts.", ge=0, le=100, live=True
    )
    ema: float = knob(0.99, "How slowly the average follows.", ge=0, lt=1)
    lr: float = knob(1e-3, "Learning rate of both optimisers.", gt=0, le=0.1, log=True)


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the one model."""
    return [
        ModelSpec(
            id="outside_acgan",
            title="Outside AC-GAN",
            summary="Learns to draw a picture of a class, and to tell classes apart.",
            reference="arXiv:1610.09585",
            data=DataKind.LABELLED,
            config=OutsideConfig,
            presets={"test": {"batch_size": 3}, "quick": {"steps": 200}},
            build="outside_gan.model:build",
            train="outside_gan.model:train",
            graphs="outside_gan.model:graphs",
        )
    ]
