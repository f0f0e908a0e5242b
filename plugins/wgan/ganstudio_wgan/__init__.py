"""Wasserstein GAN: a critic in place of a judge, with clipped weights or a penalty."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_wgan.config import WGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer WGAN and WGAN-GP."""
    return [
        ModelSpec(
            id="wgan",
            title="Wasserstein sampler",
            summary="Learns to draw; its critic's distance falls as pictures improve.",
            reference="arXiv:1701.07875",
            data=DataKind.IMAGES,
            config=WGANConfig,
            presets={
                # Digits or clothes on two cores: minutes, not hours.
                "quick": {
                    "image_size": 28,
                    "width": 32,
                    "steps": 2500,
                    "n_critic": 3,
                    "lr": 3e-4,
                    "sample_every": 100,
                },
                # Gulrajani et al. 2017, algorithm 1.
                "paper": {"steps": 100_000, "ema": 0.0},
                # Arjovsky et al. 2017, algorithm 1, with the warm-ups of its code.
                "clipping": {
                    "lipschitz": "clipping",
                    "lr": 5e-5,
                    "steps": 100_000,
                    "ema": 0.0,
                },
            },
            build="ganstudio_wgan.networks:build",
            train="ganstudio_wgan.train:train",
            graphs="ganstudio_wgan.networks:graphs",
        )
    ]
