"""InfoGAN: finds out by itself what pictures differ in."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_infogan.config import InfoGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer InfoGAN."""
    return [
        ModelSpec(
            id="infogan",
            title="InfoGAN",
            summary="Learns to draw, and to name what it draws: kind, slant, weight.",
            reference="arXiv:1606.03657",
            data=DataKind.IMAGES,
            config=InfoGANConfig,
            presets={
                # Digits on two cores: minutes, not hours.
                "quick": {
                    "width": 16,
                    "hidden": 256,
                    # More, and the styles turn one digit into another.
                    "lambda_con": 0.02,
                    "steps": 3000,
                    "lr": 5e-4,
                    "lr_decay": 0.5,
                    "sample_every": 200,
                },
                # Chen et al. 2016, appendix C.1; the length is that of its code.
                "paper": {"batch_size": 128, "steps": 5000, "ema": 0.0},
            },
            build="ganstudio_infogan.networks:build",
            train="ganstudio_infogan.train:train",
            graphs="ganstudio_infogan.networks:graphs",
        )
    ]
