"""A GAN whose D learns to name pictures from a few labels and many pictures."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_sgan.config import SGANConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the semi-supervised GAN."""
    return [
        ModelSpec(
            id="sgan",
            title="Semi-supervised GAN",
            summary="Learns to name pictures from a few labels and many pictures.",
            reference="arXiv:1606.03498",
            data=DataKind.LABELLED,
            config=SGANConfig,
            presets={
                # Digits on two cores: minutes, not hours.
                "quick": {
                    "width": 24,
                    "steps": 1000,
                    "lr": 1e-3,
                    "lr_decay": 0.5,
                    "ema": 0.99,
                    "sample_every": 100,
                    "checkpoint_every": 100,
                    "metric": "accuracy",
                },
                # Salimans et al. 2016, section 5.1: 100 labels, feature matching.
                "paper": {"labels": 100, "batch_size": 100, "epochs": 300},
                # Odena 2016: the usual loss of G.
                "odena": {"g_loss": "non-saturating"},
            },
            build="ganstudio_sgan.networks:build",
            train="ganstudio_sgan.train:train",
            graphs="ganstudio_sgan.networks:graphs",
        )
    ]
