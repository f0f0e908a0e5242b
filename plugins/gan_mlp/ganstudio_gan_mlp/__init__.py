"""The first GAN, with one hidden layer in each network."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_gan_mlp.config import MLPConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the GAN of the lecture exercise."""
    return [
        ModelSpec(
            id="gan_mlp",
            title="First GAN",
            summary="The original GAN, small enough to read: one hidden layer each.",
            reference="arXiv:1406.2661",
            data=DataKind.IMAGES,
            config=MLPConfig,
            presets={
                # Digits on two cores: minutes, not hours.
                "quick": {
                    "epochs": 15,
                    "sample_every": 600,
                    "checkpoint_every": 3000,
                },
                # A sheet at the end of every epoch of 60,000 pictures: among them
                # those after 1, 2, 4, 10, 50 and 100, which the exercise asks for.
                "lecture": {
                    "epochs": 100,
                    "ema": 0.0,
                    "sample_every": 600,
                    "checkpoint_every": 6000,
                },
            },
            build="ganstudio_gan_mlp.networks:build",
            train="ganstudio_gan_mlp.train:train",
            graphs="ganstudio_gan_mlp.networks:graphs",
        )
    ]
