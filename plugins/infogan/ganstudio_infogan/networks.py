"""G, D and Q of Chen et al. 2016, appendix C.1, for any of four sizes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Latent, Role, Scores
from ganstudio.training.initialise import normal_
from ganstudio_infogan.codes import readings
from ganstudio_infogan.config import InfoGANConfig


def _plan(image_size: int, width: int) -> tuple[int, list[int]]:
    """Side of the smallest map, px, and the filters from there up to the picture."""
    start = 7 if image_size == 28 else 8
    doublings = (image_size // start).bit_length() - 1
    return start, [width * 2**i for i in reversed(range(doublings))]


class Generator(nn.Module):
    """z (N, z_dim) and the codes -> pictures (N, channels, S, S) in [-1, 1].

    All float32; the codes as `ganstudio_infogan.codes` says, one argument for each.
    """

    memory_format = "channels_last"

    def __init__(
        self, image_size: int, channels: int, inputs: int, width: int, hidden: int
    ) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        layers: list[nn.Module] = []
        for narrow, wide in pairwise([inputs, hidden, filters[0] * start**2]):
            layers += [nn.Linear(narrow, wide, bias=False)]
            layers += [nn.BatchNorm1d(wide), nn.ReLU(True)]
        layers += [nn.Unflatten(1, (filters[0], start, start))]
        for wide, narrow in pairwise(filters):
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(narrow), nn.ReLU(True)]
        layers += [nn.ConvTranspose2d(filters[-1], channels, 4, 2, 1), nn.Tanh()]
        self.layers = nn.Sequential(*layers)

    def forward(self, z: Tensor, *codes: Tensor) -> Tensor:
        made: Tensor = self.layers(torch.cat((z, *codes), dim=1))
        return made


class Discriminator(nn.Module):
    """Pictures (N, channels, S, S) -> logits of being real (N,), what was seen (N, F).

    All float32. The second result is what Q reads: it shares all of D but the last
    layer.
    """

    memory_format = "channels_last"

    def __init__(self, image_size: int, channels: int, width: int, hidden: int) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        filters = filters[::-1]
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1)]
        layers += [nn.LeakyReLU(0.1, True)]
        for narrow, wide in pairwise(filters):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(wide), nn.LeakyReLU(0.1, True)]
        layers += [nn.Flatten()]
        layers += [nn.Linear(filters[-1] * start**2, hidden, bias=False)]
        layers += [nn.BatchNorm1d(hidden), nn.LeakyReLU(0.1, True)]
        self.trunk = nn.Sequential(*layers)
        self.judge = nn.Linear(hidden, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.trunk(x)
        return self.judge(seen).flatten(), seen


class Reader(nn.Module):
    """Q: what D saw (N, F) -> readings of the codes (N, R), float32."""

    def __init__(self, hidden: int, outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(hidden, 128, bias=False),
            nn.BatchNorm1d(128),
            nn.LeakyReLU(0.1, True),
            nn.Linear(128, outputs),
        )

    def forward(self, seen: Tensor) -> Tensor:
        read: Tensor = self.layers(seen)
        return read


class Recogniser(nn.Module):
    """Pictures (N, channels, S, S) in [-1, 1] -> logits of the kinds (N, K), float32.

    The way through D and Q to the first code that chooses a kind.
    """

    def __init__(self, D: nn.Module, Q: nn.Module, kinds: int) -> None:
        super().__init__()
        self.D, self.Q, self.kinds = D, Q, kinds

    def forward(self, x: Tensor) -> Tensor:
        _, seen = self.D(x)
        read: Tensor = self.Q(seen)
        return read[:, : self.kinds]


def build(config: InfoGANConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D", "Q"} with the random start of the paper's code, N(0, 0.02)."""
    size, channels, codes = config.image_size, facts.channels, config.codes
    width, hidden = config.width, config.hidden
    inputs = config.z_dim + sum(code.choices or 1 for code in codes)
    nets = {
        "G": Generator(size, channels, inputs, width, hidden),
        "D": Discriminator(size, channels, width, hidden),
        "Q": Reader(hidden, sum(readings(codes))),
    }
    return {name: normal_(net) for name, net in nets.items()}


def graphs(
    config: InfoGANConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return G with its codes, and Q as a classifier where a code chooses a kind."""
    picture = Image(
        channels=facts.channels, size=(config.image_size, config.image_size)
    )
    made = [
        Graph(
            name="generator",
            title="Generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim, prior="uniform"), *config.codes),
            output=picture,
        )
    ]
    if config.categories:
        made.append(
            Graph(
                name="recogniser",
                title="Recogniser of kinds",
                role=Role.CLASSIFIER,
                module=Recogniser(nets["D"], nets["Q"], config.choices),
                inputs=(picture,),
                output=Scores(classes=config.choices),
            )
        )
    return made
