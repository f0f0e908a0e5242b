"""DCGAN's generator, and a critic with or without batch norm."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Latent, Role
from ganstudio.training import twice
from ganstudio.training.initialise import normal_
from ganstudio_wgan.config import WGANConfig


def _plan(image_size: int, width: int) -> tuple[int, list[int]]:
    """Side of the smallest map, px, and the filters from there up to the picture."""
    start = 7 if image_size == 28 else 4
    doublings = (image_size // start).bit_length() - 1
    return start, [width * 2**i for i in reversed(range(doublings))]


class Generator(nn.Module):
    """z, float32 (N, z_dim) -> pictures, float32 (N, channels, S, S) in [-1, 1]."""

    memory_format = "channels_last"

    def __init__(self, image_size: int, channels: int, z_dim: int, width: int) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(z_dim, filters[0], start, 1, 0, bias=False)
        ]
        for wide, narrow in zip(filters, [*filters[1:], channels], strict=True):
            layers += [nn.BatchNorm2d(wide), nn.ReLU(True)]
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)]
        self.layers = nn.Sequential(*layers, nn.Tanh())

    def forward(self, z: Tensor) -> Tensor:
        return self.layers(z[:, :, None, None])


class Critic(nn.Module):
    """Pictures, float32 (N, channels, S, S) -> scores, float32 (N,), of any size."""

    memory_format = "channels_last"

    def __init__(self, image_size: int, channels: int, width: int, norm: bool) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        filters = filters[::-1]
        # A penalty differentiates twice; batch norm comes only without one.
        kind = nn if norm else twice
        bias = not norm
        layers: list[nn.Module] = [kind.Conv2d(channels, width, 4, 2, 1, bias=bias)]
        for narrow, wide in pairwise(filters):
            layers += [kind.LeakyReLU(0.2)]
            layers += [kind.Conv2d(narrow, wide, 4, 2, 1, bias=bias)]
            if norm:
                layers += [nn.BatchNorm2d(wide)]
        layers += [kind.LeakyReLU(0.2)]
        layers += [kind.Conv2d(filters[-1], 1, start, 1, 0, bias=False)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x).flatten()


def build(config: WGANConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"}; D is the critic, without batch norm under a penalty.

    Gulrajani et al. 2017, section 4: the penalty holds for each picture alone, and
    batch norm makes a picture's score depend on the others.
    """
    size, channels, width = config.image_size, facts.channels, config.width
    norm = config.lipschitz == "clipping"
    return {
        "G": normal_(Generator(size, channels, config.z_dim, width)),
        "D": normal_(Critic(size, channels, width, norm)),
    }


def graphs(
    config: WGANConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the one graph that a user runs: z -> picture."""
    size = (config.image_size, config.image_size)
    return [
        Graph(
            name="generator",
            title="Generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim),),
            output=Image(channels=facts.channels, size=size),
        )
    ]
