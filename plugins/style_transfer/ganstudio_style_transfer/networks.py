"""The image transformation network of Johnson et al. 2016, and VGG16 beside it."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Role
from ganstudio.training.perceptual import vgg16
from ganstudio_style_transfer.config import FastStyleConfig


def _convolve(
    narrow: int, wide: int, kernel: int, stride: int = 1, pad: bool = True
) -> list[nn.Module]:
    conv = nn.Conv2d(narrow, wide, kernel, stride)
    return [nn.ReflectionPad2d(kernel // 2), conv] if pad else [conv]


def _norm(width: int) -> nn.Module:
    return nn.InstanceNorm2d(width, affine=True)


class ResidualBlock(nn.Module):
    """x + f(x), where f is two 3x3 convolutions at (N, width, H, W).

    Without padding the result is 2 px smaller on each side, and so much of x is left
    out.
    """

    def __init__(self, width: int, pad: bool) -> None:
        super().__init__()
        self.cut = 0 if pad else 2
        self.layers = nn.Sequential(
            *_convolve(width, width, 3, pad=pad),
            _norm(width),
            nn.ReLU(True),
            *_convolve(width, width, 3, pad=pad),
            _norm(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        cut = self.cut
        same = x[:, :, cut:-cut, cut:-cut] if cut else x
        changed: Tensor = self.layers(x)
        return same + changed


class TransformationNet(nn.Module):
    """Photos, float32 (N, channels, H, W) in [-1, 1] -> the same, painted.

    H and W are multiples of 4 px. With borders "front", longer than 8 px for each
    residual block: so much of the mirror image is added around the picture.
    """

    # Beside instance norm and reflected borders, which copy channels_last.
    memory_format = "contiguous"

    def __init__(
        self,
        channels: int,
        width: int,
        blocks: int,
        borders: str = "front",
    ) -> None:
        super().__init__()
        each = borders == "each"
        layers: list[nn.Module] = [] if each else [nn.ReflectionPad2d(8 * blocks)]
        sizes = ((channels, width, 9, 1), (width, 2 * width, 3, 2))
        for narrow, wide, kernel, stride in (*sizes, (2 * width, 4 * width, 3, 2)):
            layers += _convolve(narrow, wide, kernel, stride)
            layers += [_norm(wide), nn.ReLU(True)]
        layers += [ResidualBlock(4 * width, each) for _ in range(blocks)]
        for wide, narrow in ((4 * width, 2 * width), (2 * width, width)):
            # Resize, then convolve: transposed convolution leaves checkerboards.
            layers += [nn.Upsample(scale_factor=2.0, mode="nearest")]
            layers += [*_convolve(wide, narrow, 3), _norm(narrow), nn.ReLU(True)]
        self.layers = nn.Sequential(*layers, *_convolve(width, channels, 9))

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.layers(x))


def build(config: FastStyleConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "vgg"}: the painter, and the network that judges it."""
    G = TransformationNet(facts.channels, config.width, config.blocks, config.borders)
    return {"G": G, "vgg": vgg16()}


def graphs(
    config: FastStyleConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return the painter, for photos of any size."""
    smallest = 8 * config.blocks + 4 if config.borders == "front" else 20
    photo = Image(
        name="photo", channels=facts.channels, multiple_of=4, minimum=smallest
    )
    return [
        Graph(
            name="painter",
            role=Role.TRANSLATOR,
            module=nets["G"],
            inputs=(photo,),
            output=photo.model_copy(update={"name": "painting", "domain": "b"}),
        )
    ]
