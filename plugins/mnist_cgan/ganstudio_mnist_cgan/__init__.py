"""A conditional GAN: draws the class that it is asked for."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_mnist_cgan.config import ConditionalConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the conditional sampler."""
    return [
        ModelSpec(
            id="mnist_cgan",
            title="Conditional sampler",
            summary="Learns to draw digits, or any labelled pictures, class by class.",
            reference="arXiv:1411.1784",
            data=DataKind.LABELLED,
            config=ConditionalConfig,
            presets={
                # Digits or clothes on two cores: minutes, not hours.
                "quick": {
                    "width": 32,
                    "steps": 5000,
                    "lr": 3e-4,
                    "conditioning": "both",
                    "lambda_class": 0.5,
                    "class_in_g": "norm",
                    "lr_decay": 0.5,
                    "loss": "hinge",
                    "sample_every": 200,
                },
                # Radford et al. 2016 for the networks, the label in both as in Mirza
                # and Osindero 2014.
                "paper": {"ema": 0.0, "epochs": 25},
            },
            build="ganstudio_mnist_cgan.networks:build",
            train="ganstudio_mnist_cgan.train:train",
            graphs="ganstudio_mnist_cgan.networks:graphs",
        )
    ]
