"""DCGAN's generator, and a D that names classes; drawn is the class besides."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Latent, Role, Scores
from ganstudio.training.initialise import normal_
from ganstudio_sgan.config import SGANConfig

FEATURES = 128
"""Numbers that D's last layer sees."""


def _plan(image_size: int, width: int) -> tuple[int, list[int]]:
    """Side of the smallest map, px, and the filters from the picture down to it."""
    start = 7 if image_size == 28 else 4
    halvings = (image_size // start).bit_length() - 1
    return start, [width * 2**i for i in range(halvings)]


class Generator(nn.Module):
    """z, float32 (N, z_dim) -> pictures, float32 (N, channels, S, S) in [-1, 1]."""

    memory_format = "channels_last"

    def __init__(self, image_size: int, channels: int, z_dim: int, width: int) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        filters = [*filters[::-1], channels]
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(z_dim, filters[0], start, 1, 0, bias=False)
        ]
        for wide, narrow in pairwise(filters):
            layers += [nn.BatchNorm2d(wide), nn.ReLU(True)]
            layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False)]
        self.layers = nn.Sequential(*layers, nn.Tanh())

    def forward(self, z: Tensor) -> Tensor:
        x: Tensor = self.layers(z[:, :, None, None])
        return x


class Discriminator(nn.Module):
    """Pictures (N, channels, S, S) -> logits of the K classes (N, K), float32.

    The class K + 1, "drawn", has the logit 0 (Salimans et al. 2016, section 5):
    adding a number to all K + 1 changes nothing, so that one of them is free.
    With `features=True` also what the last layer saw, float32 (N, FEATURES).

    No batch norm: labelled, unlabelled and drawn pictures would have statistics of
    their own, and none of them is what a classifier meets in use.
    """

    memory_format = "channels_last"

    def __init__(
        self, image_size: int, channels: int, width: int, classes: int, dropout: float
    ) -> None:
        super().__init__()
        start, filters = _plan(image_size, width)
        layers: list[nn.Module] = []
        for narrow, wide in pairwise([channels, *filters]):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1), nn.LeakyReLU(0.2, True)]
            layers += [nn.Dropout(dropout)]
        seen = filters[-1] * start**2
        layers += [nn.Flatten(), nn.Linear(seen, FEATURES), nn.LeakyReLU(0.2, True)]
        self.layers = nn.Sequential(*layers)
        self.name = nn.Sequential(nn.Dropout(dropout), nn.Linear(FEATURES, classes))

    def forward(
        self, x: Tensor, features: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        seen = self.layers(x)
        logits: Tensor = self.name(seen)
        return (logits, seen) if features else logits


def is_real(logits: Tensor) -> Tensor:
    """Logit of "real", (N,), of class logits (N, K).

    Salimans et al. 2016, section 5: D(x) = Z / (Z + 1) with Z the sum of exp(logits),
    which is the sigmoid of log Z.
    """
    return logits.logsumexp(1)


def build(config: SGANConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"}: G with DCGAN's random start, D with torch's.

    D has no batch norm, without which DCGAN's small weights would let nothing through.
    """
    size, channels = config.image_size, facts.channels
    G = Generator(size, channels, config.z_dim, config.width)
    D = Discriminator(size, channels, config.width, facts.classes, config.dropout)
    return {"G": normal_(G), "D": D}


def graphs(
    config: SGANConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the generator and the classifier."""
    picture = Image(channels=facts.channels, size=(config.image_size,) * 2)
    return [
        Graph(
            name="generator",
            title="Generator",
            role=Role.GENERATOR,
            module=nets["G"],
            inputs=(Latent(size=config.z_dim),),
            output=picture,
        ),
        Graph(
            name="classifier",
            title="Classifier",
            role=Role.CLASSIFIER,
            module=nets["D"],
            inputs=(picture,),
            output=Scores(classes=facts.classes),
        ),
    ]
