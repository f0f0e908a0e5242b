"""A discriminator that judges patches (Isola et al. 2017, arXiv:1611.07004, 2.2.2)."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn


class PatchGAN(nn.Module):
    """Pictures, float32 (N, channels, H, W) -> a map of logits, float32 (N, 1, h, w).

    Each logit judges a patch of 70x70 px; 256 px give a map of 30x30.
    """

    # Forward and backward at 256 px, batch 1, bf16, two cores: 60 ms contiguous and
    # channels_last alike, so nothing is turned between it and the generators.
    memory_format = "contiguous"

    def __init__(
        self,
        channels: int,
        width: int,
        norm: Callable[[int], nn.Module] = nn.InstanceNorm2d,
    ) -> None:
        """Build it with random weights.

        Args:
            channels: of what is judged; a condition's come on top.
            width: filters next to the picture, doubled three times.
            norm: channels -> the layer behind each inner convolution. Where it shifts
                by itself, the convolution has no bias.
        """
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1)]
        for narrow, stride in ((width, 2), (2 * width, 2), (4 * width, 1)):
            normal = norm(2 * narrow)
            bias = getattr(normal, "bias", None) is None
            layers += [nn.LeakyReLU(0.2, True)]
            layers += [nn.Conv2d(narrow, 2 * narrow, 4, stride, 1, bias=bias), normal]
        layers += [nn.LeakyReLU(0.2, True), nn.Conv2d(8 * width, 1, 4, 1, 1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Judge pictures with sides of at least 24 px."""
        logits: Tensor = self.layers(x)
        return logits
