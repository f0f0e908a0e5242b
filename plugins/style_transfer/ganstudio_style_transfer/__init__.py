"""Style transfer: paints a photo like a painting, for one photo or for all."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_style_transfer.config import FastStyleConfig, NeuralStyleConfig


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer both ways: a network for any photo, and one picture by optimisation."""
    return [
        ModelSpec(
            id="fast_style",
            title="Painter",
            summary="Learns one painting's style from it and a folder of photos, then"
            " paints any photo at once.",
            reference="arXiv:1603.08155",
            data=DataKind.UNPAIRED,
            config=FastStyleConfig,
            presets={
                # A painter for photos of half a megapixel within the half hour on two
                # cores.
                "quick": {
                    "image_size": 128,
                    "load_size": 160,
                    "load_size_b": 256,
                    "width": 24,
                    "borders": "each",
                    "steps": 1500,
                    "lambda_style": 2e4,
                    "lr_decay": 0.3,
                    "sample_every": 100,
                },
                # Johnson et al. 2016, section 4.1 and the supplement.
                "paper": {},
            },
            build="ganstudio_style_transfer.networks:build",
            train="ganstudio_style_transfer.train:train",
            graphs="ganstudio_style_transfer.networks:graphs",
        ),
        ModelSpec(
            id="neural_style",
            title="Neural style",
            summary="Paints one photo like one painting, by changing its pixels until"
            " a network sees the painting's strokes in it.",
            reference="doi:10.1109/CVPR.2016.265",
            data=DataKind.STYLE,
            config=NeuralStyleConfig,
            presets={
                # A first look within a minute on two cores.
                "quick": {"image_size": 320, "steps": 60},
                # Gatys et al. 2016, section 3: from noise, L-BFGS.
                "paper": {"start": "noise", "steps": 500, "lambda_smooth": 0.0},
            },
            build="ganstudio_style_transfer.optimise:build",
            train="ganstudio_style_transfer.optimise:train",
            graphs=None,
            kind="optimise",
        ),
    ]
