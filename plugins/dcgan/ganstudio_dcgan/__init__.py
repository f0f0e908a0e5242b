"""DCGAN: the sampler that the other samplers are measured against."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_dcgan.config import DCGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer DCGAN."""
    return [
        ModelSpec(
            id="dcgan",
            title="DCGAN sampler",
            summary="Learns to draw new pictures like those in a folder.",
            reference="arXiv:1511.06434",
            data=DataKind.IMAGES,
            config=DCGANConfig,
            presets={
                # Digits or clothes on two cores: minutes, not hours.
                "quick": {
                    "image_size": 28,
                    "width": 32,
                    "steps": 4000,
                    "lr": 5e-4,
                    "sample_every": 200,
                },
                # Radford et al. 2016, section 4.
                "paper": {"batch_size": 128, "ema": 0.0, "epochs": 25},
                # Stacked digits, as measured in the README.
                "stacked": {
                    "image_size": 28,
                    "width": 48,
                    "steps": 12000,
                    "lr": 3e-4,
                    "lr_decay": 0.5,
                    "packing": 2,
                },
            },
            build="ganstudio_dcgan.networks:build",
            train="ganstudio_dcgan.train:train",
            graphs="ganstudio_dcgan.networks:graphs",
        )
    ]
