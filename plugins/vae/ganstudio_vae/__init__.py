"""Autoencoders: a picture becomes some numbers, and the numbers a picture again."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_vae.config import VAEConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the autoencoder, variational or plain."""
    return [
        ModelSpec(
            id="vae",
            title="Variational autoencoder",
            summary="Learns to put a picture into a few numbers and to draw it again.",
            reference="arXiv:1312.6114",
            data=DataKind.IMAGES,
            config=VAEConfig,
            presets={
                # Digits or clothes on two cores: minutes, not hours.
                "quick": {
                    "image_size": 28,
                    "width": 32,
                    "z_dim": 32,
                    "steps": 1500,
                    "batch_size": 128,
                    "lr": 2e-3,
                    "lr_decay": 0.5,
                    "sample_every": 200,
                },
                # Kingma and Welling 2014, section 5: minibatches of 100.
                "paper": {
                    "image_size": 28,
                    "z_dim": 20,
                    "batch_size": 100,
                    "epochs": 100,
                },
                # Higgins et al. 2017: fewer numbers, each with a meaning of its own.
                "beta": {"z_dim": 10, "beta": 4.0},
            },
            build="ganstudio_vae.networks:build",
            train="ganstudio_vae.train:train",
            graphs="ganstudio_vae.networks:graphs",
        )
    ]
