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
                # A first impression on two cores within the hour.
                "quick": {
                    "image_size": 128,
                    "load_size": 144,
                    "width": 32,
                    "blocks": 6,
                    "steps": 6000,
                    "sample_every": 200,
                    "upsampling": "resize",
                },
                # Zhu et al. 2017, section 4 and appendix 7.
                "paper": {"epochs": 200, "ema": 0.0},
            },
            build="ganstudio_cyclegan.networks:build",
            train="ganstudio_cyclegan.train:train",
            graphs="ganstudio_cyclegan.networks:graphs",
        )
    ]
