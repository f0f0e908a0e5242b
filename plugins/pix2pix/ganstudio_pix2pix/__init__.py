"""pix2pix: turns one kind of picture into another, learnt from pairs."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_pix2pix.config import Pix2PixConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer pix2pix."""
    return [
        ModelSpec(
            id="pix2pix",
            title="pix2pix translator",
            summary="Learns from pairs of pictures to make the second from the first.",
            reference="arXiv:1611.07004",
            data=DataKind.PAIRED,
            config=Pix2PixConfig,
            presets={
                # Eight minutes on one core. Zoomed at random, so that the size at
                # which the finished model is used is among those it has seen; no
                # dropout and twice the paper's lambda_L1, since a run this short
                # leaves patterns where D has the louder word.
                "quick": {
                    "image_size": 128,
                    "load_size": 128,
                    "zoom": 1.12,
                    "width": 32,
                    "dropout": 0.0,
                    "lambda_L1": 200.0,
                    "steps": 3000,
                    "lr_decay": 0.5,
                    "ema": 0.999,
                    "sample_every": 250,
                },
                # Isola et al. 2017, section 3.3 and appendix 6.2 (labels to facades).
                "paper": {"epochs": 200, "ema": 0.0},
            },
            build="ganstudio_pix2pix.networks:build",
            train="ganstudio_pix2pix.train:train",
            graphs="ganstudio_pix2pix.networks:graphs",
        )
    ]
