"""A generator that takes a class, and three ways for D to look at one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Label, Latent, Role
from ganstudio.training.conditional import ConditionalBatchNorm2d
from ganstudio.training.initialise import normal_
from ganstudio_mnist_cgan.config import ConditionalConfig


def _plan(image_size: int, width: int) -> tuple[int, list[int]]:
    """Side of the smallest map, px, and the filters from there up to the picture."""
    start = 7 if image_size == 28 else 4
    doublings = (image_size // start).bit_length() - 1
    return start, [width * 2**i for i in reversed(range(doublings))]


NAMING = frozenset({"ac-gan", "both"})
"""Ways in which D names the class."""
COMPARING = frozenset({"projection", "both"})
"""Ways in which D compares the class with what it saw."""


class Generator(nn.Module):
    """z (N, z_dim) and label (N, K) -> pictures (N, channels, S, S) in [-1, 1].

    All float32. The label's rows sum to 1; a mixture of classes is allowed.
    """

    memory_format = "channels_last"

    def __init__(
        self,
        image_size: int,
        channels: int,
        z_dim: int,
        width: int,
        classes: int,
        how: str = "input",
    ) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        # As a row of z, which has unit variance, is to a one-hot row of K numbers.
        self.scale = math.sqrt(classes)
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(z_dim + classes, filters[0], start, 1, 0, bias=False)
        ]
        for wide, narrow in zip(filters, [*filters[1:], channels], strict=True):
            norm = ConditionalBatchNorm2d(wide, classes) if how == "norm" else None
            layers += [norm or nn.BatchNorm2d(wide), nn.ReLU(True)]
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)]
        self.layers = nn.Sequential(*layers, nn.Tanh())

    def forward(self, z: Tensor, label: Tensor) -> Tensor:
        both = torch.cat((z, self.scale * label), dim=1)  # (N, z_dim + K)
        x = both[:, :, None, None]
        for layer in self.layers:
            conditional = isinstance(layer, ConditionalBatchNorm2d)
            x = layer(x, label) if conditional else layer(x)
        return x


class Discriminator(nn.Module):
    """Pictures (N, channels, S, S) and label (N, K) -> scores (N, 1 or 1 + K).

    All float32. Column 0 is the logit of "real". With "ac-gan" and "both" the other
    columns are the logits of the classes; with "ac-gan" the label that is passed is
    not looked at.
    """

    memory_format = "channels_last"

    def __init__(
        self, image_size: int, channels: int, width: int, classes: int, how: str
    ) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        filters = filters[::-1]
        self.how = how
        # Mirza and Osindero 2014: the class goes in with the picture, here as one
        # constant map for each class.
        seen = channels + (classes if how == "plain" else 0)
        layers: list[nn.Module] = [nn.Conv2d(seen, width, 4, 2, 1, bias=False)]
        for narrow, wide in pairwise(filters):
            layers += [nn.LeakyReLU(0.2, True)]
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(wide)]
        self.layers = nn.Sequential(*layers, nn.LeakyReLU(0.2, True))
        # Odena et al. 2017: D names the class besides.
        scores = 1 + (classes if how in NAMING else 0)
        self.judge = nn.Conv2d(filters[-1], scores, start, 1, 0, bias=False)
        # Miyato and Koyama 2018: an inner product of the class with what D saw.
        self.embed = (
            nn.Linear(classes, filters[-1], bias=False) if how in COMPARING else None
        )

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        if self.how == "plain":
            maps = label[:, :, None, None].expand(-1, -1, *x.shape[2:])
            x = torch.cat((x, maps.to(x.dtype)), dim=1)
        seen = self.layers(x)  # (N, C, 7, 7) or (N, C, 4, 4)
        scores = self.judge(seen).flatten(1)
        if self.embed is not None:
            product = (self.embed(label) * seen.sum((2, 3))).sum(1, keepdim=True)
            scores = torch.cat((scores[:, :1] + product, scores[:, 1:]), dim=1)
        return scores


def build(config: ConditionalConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"} with DCGAN's random start."""
    size, channels, classes = config.image_size, facts.channels, facts.classes
    how = config.class_in_g
    G = Generator(size, channels, config.z_dim, config.width, classes, how)
    D = Discriminator(size, channels, config.width, classes, config.conditioning)
    return {"G": normal_(G), "D": normal_(D)}


def graphs(
    config: ConditionalConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the one graph that a user runs: z and a class -> picture."""
    size = (config.image_size, config.image_size)
    return [
        Graph(
            name="generator",
            title="Generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim), Label(classes=facts.classes)),
            output=Image(channels=facts.channels, size=size),
        )
    ]
