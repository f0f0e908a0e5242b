"""The networks of Ledig et al. 2017, figure 4: SRResNet, its judge, and VGG16."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn.functional import interpolate

from ganstudio.api import Facts, Graph, Image, Role
from ganstudio.training.perceptual import vgg16
from ganstudio_srgan.config import SRGANConfig

SCALE = 4


def _norm(width: int, norm: str) -> list[nn.Module]:
    return [nn.BatchNorm2d(width)] if norm == "batch" else []


class ResidualBlock(nn.Module):
    """x + f(x), where f is two 3x3 convolutions at (N, width, H, W)."""

    def __init__(self, width: int, norm: str) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1),
            *_norm(width, norm),
            nn.PReLU(),
            nn.Conv2d(width, width, 3, padding=1),
            *_norm(width, norm),
        )

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = self.layers(x)
        return x + changed


class Generator(nn.Module):
    """Pictures, float32 (N, C, H, W) in [-1, 1] -> (N, C, 4H, 4W).

    Nothing bounds the result, so that values may leave the range a little; whoever
    shows them cuts them off. With `residual` the layers make what is added to the
    bicubic enlargement (Kim et al. 2016, arXiv:1511.04587).
    """

    memory_format = "channels_last"

    def __init__(
        self,
        channels: int,
        width: int,
        blocks: int,
        norm: str = "batch",
        residual: bool = False,
    ) -> None:
        super().__init__()
        self.residual = residual
        self.first = nn.Sequential(nn.Conv2d(channels, width, 9, padding=4), nn.PReLU())
        self.body = nn.Sequential(
            *(ResidualBlock(width, norm) for _ in range(blocks)),
            nn.Conv2d(width, width, 3, padding=1),
            *_norm(width, norm),
        )
        layers: list[nn.Module] = []
        for _ in range(2):  # each doubles the side
            layers += [nn.Conv2d(width, 4 * width, 3, padding=1)]
            layers += [nn.PixelShuffle(2), nn.PReLU()]
        last = nn.Conv2d(width, channels, 9, padding=4)
        if residual:  # nothing is added yet
            nn.init.zeros_(last.weight)
            assert last.bias is not None
            nn.init.zeros_(last.bias)
        self.last = nn.Sequential(*layers, last)

    def forward(self, x: Tensor) -> Tensor:
        h = self.first(x)
        made: Tensor = self.last(h + self.body(h))
        if self.residual:
            made = made + interpolate(x, scale_factor=float(SCALE), mode="bicubic")
        return made


class Discriminator(nn.Module):
    """Pictures, float32 (N, C, S, S) -> logits, float32 (N,); S is `image_size`."""

    memory_format = "channels_last"

    def __init__(self, channels: int, width: int, image_size: int) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(channels, width, 3, 1, 1),
            nn.LeakyReLU(0.2, True),
        ]
        wide = width
        for i in range(1, 8):  # 7 more convolutions, every second one doubles
            narrow, wide = wide, width * 2 ** (i // 2)
            layers += [nn.Conv2d(narrow, wide, 3, 1 + i % 2, 1)]
            layers += [nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, True)]
        self.layers = nn.Sequential(
            *layers,
            nn.Flatten(),
            nn.Linear(wide * (image_size // 16) ** 2, 16 * width),
            nn.LeakyReLU(0.2, True),
            nn.Linear(16 * width, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x)
        return logits[:, 0]


def build(config: SRGANConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D", "V"}; V is VGG16, fixed, and in no checkpoint."""
    channels, width = facts.channels, config.width
    return {
        "G": Generator(channels, width, config.blocks, config.norm, config.residual),
        "D": Discriminator(channels, width, config.image_size),
        "V": vgg16(),
    }


def graphs(
    config: SRGANConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return G, for pictures of any size."""
    picture = Image(name="picture", channels=facts.channels)
    larger = picture.model_copy(update={"name": "larger", "scale": SCALE})
    return [
        Graph(
            name="enlarge",
            title="Four times larger",
            role=Role.TRANSLATOR,
            module=nets["G"],
            inputs=(picture,),
            output=larger,
        )
    ]
