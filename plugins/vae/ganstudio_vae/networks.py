"""Encoder and decoder: DCGAN's halvings and doublings around a row of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Latent, Role
from ganstudio_vae.config import VAEConfig


def _plan(image_size: int, width: int) -> tuple[int, list[int]]:
    """Side of the smallest map, px, and the filters from the picture down to it."""
    start = 7 if image_size == 28 else 4
    halvings = (image_size // start).bit_length() - 1
    return start, [width * 2**i for i in range(halvings)]


class Encoder(nn.Module):
    """Pictures, float32 (N, channels, S, S) in [-1, 1] -> float32 (N, F).

    Variational: F = 2 z_dim, the means of q(z|x) and then the logarithms of its
    variances. Plain: F = z_dim, the code itself, of which every number has mean 0 and
    variance 1 over the batch, and over the data once in eval mode: so the decoder gets
    numbers of the size that whoever explores it will draw.
    """

    memory_format = "channels_last"

    def __init__(
        self, image_size: int, channels: int, z_dim: int, width: int, kind: str
    ) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        layers: list[nn.Module] = []
        for narrow, wide in pairwise([channels, *filters]):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, True)]
        plain = kind == "autoencoder"
        layers += [nn.Conv2d(filters[-1], z_dim if plain else 2 * z_dim, start)]
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.scale = nn.BatchNorm1d(z_dim, affine=False) if plain else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        code: Tensor = self.scale(self.layers(x))
        return code


class Decoder(nn.Module):
    """z, float32 (N, z_dim) -> logits of the pixels, float32 (N, channels, S, S).

    `pictures` makes them pictures.
    """

    memory_format = "channels_last"

    def __init__(self, image_size: int, channels: int, z_dim: int, width: int) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        filters = [*filters[::-1], channels]
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(z_dim, filters[0], start, bias=False)
        ]
        for wide, narrow in pairwise(filters):
            layers += [nn.BatchNorm2d(wide), nn.ReLU(True)]
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, z: Tensor) -> Tensor:
        logits: Tensor = self.layers(z[:, :, None, None])
        return logits


def pictures(logits: Tensor) -> Tensor:
    """Turn the decoder's logits into pictures in [-1, 1].

    Equal to 2 sigmoid(logits) - 1: a Bernoulli pixel's mean, from black to white.
    """
    return torch.tanh(0.5 * logits)


class Encode(nn.Module):
    """Pictures -> z: the mean of q(z|x), or the plain code."""

    def __init__(self, E: nn.Module, z_dim: int) -> None:
        super().__init__()
        self.E, self.z_dim = E, z_dim

    def forward(self, x: Tensor) -> Tensor:
        mean: Tensor = self.E(x)[:, : self.z_dim]
        return mean


class Decode(nn.Module):
    """z -> pictures in [-1, 1]."""

    def __init__(self, G: nn.Module) -> None:
        super().__init__()
        self.G = G

    def forward(self, z: Tensor) -> Tensor:
        return pictures(self.G(z))


def build(config: VAEConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"E", "G"}: encoder and decoder, with torch's random start."""
    size, channels, z_dim = config.image_size, facts.channels, config.z_dim
    return {
        "E": Encoder(size, channels, z_dim, config.width, config.kind),
        "G": Decoder(size, channels, z_dim, config.width),
    }


def graphs(
    config: VAEConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the decoder, which is explored, and the encoder beside it."""
    size = (config.image_size, config.image_size)
    picture = Image(channels=facts.channels, size=size)
    z = Latent(size=config.z_dim)
    return [
        Graph(
            name="decoder",
            title="Decoder",
            role=Role.GENERATOR,
            module=Decode(nets["G"]),
            inputs=(z,),
            output=picture,
        ),
        Graph(
            name="encoder",
            title="Encoder",
            role=Role.ENCODER,
            module=Encode(nets["E"], config.z_dim),
            inputs=(picture,),
            output=z,
        ),
    ]
