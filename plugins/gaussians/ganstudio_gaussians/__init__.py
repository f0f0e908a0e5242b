"""A laboratory in the plane: four GANs, side by side, on points that can be seen."""

from ganstudio.api import DataKind, ModelSpec, hookimpl
from ganstudio_gaussians.config import GaussiansConfig

_QUICK = {
    "width": 128,
    "z_scale": 4.0,
    "batch_size": 128,
    "steps": 3000,
    "n_critic": 3,
    "clip": 0.1,
    "lr": 2e-3,
    "lr_decay": 0.5,
    "ema": 0.99,
    "sample_every": 250,
}


@hookimpl
def register_models() -> list[ModelSpec]:
    """Offer the laboratory."""
    return [
        ModelSpec(
            id="gaussians",
            title="Points in the plane",
            summary="Shows on a few clusters of points how GANs learn, and collapse.",
            reference="arXiv:1704.00028",
            data=DataKind.BUILT_IN,
            config=GaussiansConfig,
            presets={
                # The ring on one core: less than a minute.
                "quick": _QUICK,
                # 25 modes want more steps, and borders that tear sooner.
                "grid": {
                    **_QUICK,
                    "data": "grid",
                    "batch_size": 256,
                    "steps": 8000,
                    "z_scale": 10.0,
                    "lr": 4e-3,
                    "lr_decay": 0.8,
                    "beta1": 0.0,
                    "beta2": 0.99,
                    "ema": 0.995,
                },
                # All four on the same points, each step.
                "compare": {**_QUICK, "compare": "all"},
                # Gulrajani et al. 2017: the toy sets of its code.
                "paper": {"steps": 100_000},
            },
            build="ganstudio_gaussians.networks:build",
            train="ganstudio_gaussians.train:train",
            graphs="ganstudio_gaussians.networks:graphs",
        )
    ]
