"""Small networks of hidden layers and ReLU, a pair for each model."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Latent, Points, Role
from ganstudio_gaussians.config import GaussiansConfig
from ganstudio_gaussians.data import EXTENT


class MLP(nn.Module):
    """Vectors, float32 (N, inputs) -> float32 (N, outputs), of any size."""

    # A mode is some hundredths wide: half the digits of bf16 would blur it.
    precision = "fp32"

    def __init__(
        self, inputs: int, outputs: int, width: int, layers: int, scale: float = 1.0
    ) -> None:
        super().__init__()
        self.scale = scale  # of the input
        sizes = [inputs, *[width] * layers]
        hidden: list[nn.Module] = []
        for i, o in pairwise(sizes):
            hidden += [nn.Linear(i, o), nn.ReLU()]
        self.layers = nn.Sequential(*hidden, nn.Linear(sizes[-1], outputs))

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.layers(self.scale * x)
        return made


def key(model: str) -> str:
    """Name of a model within the names of networks and optimisers: "wgan_gp"."""
    return model.replace("-", "_")


def build(config: GaussiansConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G_gan", "D_gan", ...}, a pair for each model that is trained."""
    nets: dict[str, nn.Module] = {}
    for model in config.models:
        width, layers = config.width, config.layers
        nets[f"G_{key(model)}"] = MLP(config.z_dim, 2, width, layers, config.z_scale)
        nets[f"D_{key(model)}"] = MLP(2 * config.packing, 1, width, layers)
    return nets


def graphs(
    config: GaussiansConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return one graph for each model: z -> point."""
    return [
        Graph(
            name=f"generator-{model}" if len(config.models) > 1 else "generator",
            title=f"Generator ({model})",
            role=Role.GENERATOR,
            module=nets[f"G_{key(model)}"],
            inputs=(Latent(size=config.z_dim),),
            output=Points(dims=2, extent=EXTENT),
        )
        for model in config.models
    ]
