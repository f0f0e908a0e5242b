"""A small classifier of digits: what samplers of MNIST are measured by."""

from __future__ import annotations

from torch import Tensor, nn


def _block(narrow: int, wide: int) -> list[nn.Module]:
    return [
        nn.Conv2d(narrow, wide, 3, padding=1, bias=False),
        nn.BatchNorm2d(wide),
        nn.ReLU(True),
        nn.Conv2d(wide, wide, 3, padding=1, bias=False),
        nn.BatchNorm2d(wide),
        nn.ReLU(True),
        nn.MaxPool2d(2),
    ]


class DigitNet(nn.Module):
    """Digits, float32 (N, 1, 28, 28) in [-1, 1] -> features (N, 128), logits (N, 10).

    Three blocks of two convolutions, then the mean over the last map of 3x3.
    """

    def __init__(self) -> None:
        """Begin with torch's own random weights."""
        super().__init__()
        self.layers = nn.Sequential(*_block(1, 32), *_block(32, 64), *_block(64, 128))
        self.classify = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the features before the last layer, and the logits of 0 to 9."""
        pool = self.layers(x).mean((2, 3))
        return pool, self.classify(pool)
