"""EfficientNet-Lite0, a network for photographs small enough to measure on a CPU."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import pad

_STAGES = (
    # Kernel, stride, expansion, filters, blocks: Tan and Le 2019 (arXiv:1905.11946),
    # table 1; Lite keeps the first and last stage at one block.
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


class _Same(nn.Conv2d):
    """Convolution padded as TensorFlow does: ceil(side / stride), more at the end."""

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        missing = [
            max(0, (-(-side // stride) - 1) * stride + kernel - side)
            for side in x.shape[:1:-1]  # width, then height, as `pad` takes them
        ]
        return super().forward(
            pad(x, [part for m in missing for part in (m // 2, m - m // 2)])
        )


def _layers(
    narrow: int, wide: int, kernel: int, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    return [
        _Same(narrow, wide, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(wide, eps=1e-3),
    ]


class _Block(nn.Module):
    """Expand, look at each channel alone, project; added to the input where it fits."""

    def __init__(
        self, narrow: int, wide: int, kernel: int, stride: int, expansion: int
    ) -> None:
        super().__init__()
        inside = narrow * expansion
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += [*_layers(narrow, inside, 1), nn.ReLU6(True)]
        layers += [*_layers(inside, inside, kernel, stride, inside), nn.ReLU6(True)]
        self.layers = nn.Sequential(*layers, *_layers(inside, wide, 1))
        self.adds = stride == 1 and narrow == wide

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return x + y if self.adds else y


class EfficientNetLite0(nn.Module):
    """Pictures -> features (N, 1280) and the logits (N, 1000) of ImageNet's classes.

    Takes float32 (N, 3, H, W), (RGB - 127) / 128 of values in [0, 255]; trained at
    224 px.
    """

    def __init__(self) -> None:
        """Begin with torch's own random weights."""
        super().__init__()
        layers: list[nn.Module] = [*_layers(3, 32, 3, 2), nn.ReLU6(True)]
        narrow = 32
        for kernel, stride, expansion, wide, blocks in _STAGES:
            for number in range(blocks):
                first = stride if number == 0 else 1
                layers.append(_Block(narrow, wide, kernel, first, expansion))
                narrow = wide
        self.layers = nn.Sequential(*layers, *_layers(narrow, 1280, 1), nn.ReLU6(True))
        self.classify = nn.Linear(1280, 1000)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the mean of the last map, and the logits."""
        pool = self.layers(x).mean((2, 3))
        return pool, self.classify(pool)
