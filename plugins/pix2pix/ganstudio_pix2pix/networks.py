"""The networks of Isola et al. 2017, appendix 6.1: U-Net generator, 70x70 PatchGAN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor, nn

from ganstudio.api import Facts, Graph, Image, Role
from ganstudio.training.initialise import normal_
from ganstudio.training.patchgan import PatchGAN
from ganstudio_pix2pix.config import Pix2PixConfig

NORMS: dict[str, Callable[[int], nn.Module]] = {
    "batch": nn.BatchNorm2d,
    # Of a batch of one, batch norm's statistics are these; and they are at hand where
    # the model is used, also for several pictures at once.
    "instance": partial(nn.InstanceNorm2d, affine=True),
}
NOISY = 3
"""How many of G's enlargements drop values."""


class Generator(nn.Module):
    """Pictures, float32 (N, channels, H, W) in [-1, 1] -> the same of the other side.

    H and W are multiples of `image_size`. The side is halved until a picture of
    `image_size` is one pixel, then doubled as often; each enlargement also sees the
    maps of its size from the way down.
    """

    # Forward, backward and Adam at 256 px, batch 1, bf16, one core: 702 ms against
    # 759 ms contiguous, in spite of instance norm.
    memory_format = "channels_last"

    def __init__(
        self,
        channels: int,
        image_size: int,
        width: int,
        norm: str = "instance",
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        normal = NORMS[norm]
        halvings = image_size.bit_length() - 1
        filters = [width * min(2**i, 8) for i in range(halvings)]
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        for i, wide in enumerate(filters):
            narrow = filters[i - 1] if i else channels
            layers: list[nn.Module] = [nn.LeakyReLU(0.2)] if i else []
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False)]
            # One pixel less its own mean is 0, whatever it was: no norm at the bottom.
            if 0 < i < halvings - 1:
                layers += [normal(wide)]
            self.down.append(nn.Sequential(*layers))
        for i in reversed(range(halvings)):
            wide = filters[i] * (1 if i == halvings - 1 else 2)  # with the way down's
            last = i == 0
            narrow = channels if last else filters[i - 1]
            layers = [nn.ReLU(), nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=last)]
            if not last:
                layers += [normal(narrow)]
                if dropout and len(self.up) < NOISY:
                    layers += [nn.Dropout(dropout)]
            self.up.append(nn.Sequential(*layers))

    def forward(self, x: Tensor) -> Tensor:
        maps = []
        for down in self.down:
            x = down(x)
            maps.append(x)
        x = self.up[0](maps.pop())
        for up in self.up[1:]:
            x = up(torch.cat([x, maps.pop()], dim=1))
        return torch.tanh(x)


def build(config: Pix2PixConfig, facts: Facts) -> dict[str, nn.Module]:
    """Return {"G", "D"}."""
    channels, width = facts.channels, config.width
    G = Generator(channels, config.image_size, width, config.norm, config.dropout)
    seen = 2 * channels if config.conditional else channels
    D = PatchGAN(seen, width, NORMS[config.norm])
    return {"G": normal_(G), "D": normal_(D)}


def graphs(
    config: Pix2PixConfig, facts: Facts, nets: Mapping[str, nn.Module]
) -> list[Graph]:
    """Return G, for pictures of any size: the host fills them up to whole squares."""
    size = config.image_size
    source, _, target = config.direction.split("-")
    picture = Image(
        name="picture",
        channels=facts.channels,
        multiple_of=size,
        minimum=size,
        domain=source,
    )
    made = picture.model_copy(update={"name": "translation", "domain": target})
    return [
        Graph(
            name=config.direction,
            title=f"{source.upper()} to {target.upper()}",
            role=Role.TRANSLATOR,
            module=nets["G"],
            inputs=(picture,),
            output=made,
        )
    ]
