"""CycleGAN: turns one kind of picture into another, learnt without pairs."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_cyclegan.config import CycleGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer CycleGAN."""
    return [
        ModelSpec(
            id="cyclegan",
            title="CycleGAN translator",
            summary="Learns to turn pictures of one folder into the style of another.",
            reference="arXiv:1703.10593",
            data=DataKind.UNPAIRED,
            config=CycleGANConfig,
            presets={
                # A few dozen photographs on each side, minutes on two cores. Where
                # colours must change places, as on maps: residual off, and
                # lambda_identity 0.5.
                "quick": {
                    "image_size": 128,
                    "load_size": 192,
                    "zoom": 1.5,
                    "width": 32,
                    "blocks": 6,
                    "upsampling": "resize",
                    "residual": True,
                    "lambda_identity": 0.0,
                    "augment": "translation",
                    "ema": 0.995,
                    "steps": 1500,
                    "sample_every": 100,
                    "checkpoint_every": 250,
                },
                # Zhu et al. 2017, section 4 and appendix 7.
                "paper": {"epochs": 200, "ema": 0.0},
            },
            build="ganstudio_cyclegan.networks:build",
            train="ganstudio_cyclegan.train:train",
            graphs="ganstudio_cyclegan.networks:graphs",
        )
    ]
