"""Two networks with one hidden layer each."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Latent, Role
from ganstudio_gan_mlp.config import MLPConfig


class Generator(nn.Module):
    """z, float32 (N, z_dim) -> pictures, float32 (N, channels, S, S) in [-1, 1]."""

    # Layers this small gain nothing from half the digits.
    precision = "fp32"

    def __init__(self, image_size: int, channels: int, z_dim: int, width: int) -> None:
        super().__init__()
        self.shape = (channels, image_size, image_size)
        self.layers = nn.Sequential(
            # Without a bias, as the exercise counts: 81,184 parameters.
            nn.Linear(z_dim, width, bias=False),
            nn.ReLU(True),
            nn.Linear(width, channels * image_size**2),
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        made: Tensor = self.layers(z).unflatten(1, self.shape)
        return made


class Discriminator(nn.Module):
    """Pictures, float32 (N, channels, S, S) -> logits of being real, float32 (N,)."""

    precision = "fp32"

    def __init__(self, image_size: int, channels: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(channels * image_size**2, width),
            nn.LeakyReLU(0.2, True),
            nn.Linear(width, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x).flatten()
        return logits


def build(config: MLPConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"} with torch's own random start."""
    size, channels, width = config.image_size, facts.channels, config.width
    return {
        "G": Generator(size, channels, config.z_dim, width),
        "D": Discriminator(size, channels, width),
    }


def graphs(
    config: MLPConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the one graph that a user runs: z -> picture."""
    size = (config.image_size, config.image_size)
    return [
        Graph(
            name="generator",
            title="Generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim, prior=config.prior),),
            output=Image(channels=facts.channels, size=size),
        )
    ]
