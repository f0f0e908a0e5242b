"""SRGAN: makes pictures four times larger and invents the detail."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_srgan.config import SRGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer SRGAN."""
    return [
        ModelSpec(
            id="srgan",
            title="SRGAN enlarger",
            summary="Learns from a folder of pictures to make any four times larger.",
            reference="arXiv:1609.04802",
            data=DataKind.IMAGES,
            config=SRGANConfig,
            presets={
                # Seven minutes on one core.
                "quick": {
                    "width": 32,
                    "blocks": 6,
                    "residual": True,
                    "batch_size": 8,
                    "steps": 2000,
                    "pixel_steps": 1500,
                    "lr": 4e-4,
                    "lambda_pixels": 1.0,
                    "ema": 0.99,
                    "sample_every": 200,
                },
                # Ledig et al. 2017, section 3.2.
                "paper": {"ema": 0.0},
                "test": {"pixel_steps": 3},
            },
            build="ganstudio_srgan.networks:build",
            train="ganstudio_srgan.train:train",
            graphs="ganstudio_srgan.networks:graphs",
        )
    ]
