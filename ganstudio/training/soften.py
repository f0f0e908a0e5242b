"""Softened targets and noise, which keep D from being sure of itself."""

from __future__ import annotations

import torch
from torch import Tensor

REAL, FAKE = (0.7, 1.2), (0.0, 0.3)
"""Ranges of noisy targets (Chintala et al. 2016, "How to train a GAN", no. 6)."""


class NoisyTargets:
    """Draws what D is told of each picture.

    Salimans et al. 2016 (arXiv:1606.03498), section 3.4, soften the targets of real
    pictures; drawing them from ranges, and telling the wrong side now and then, are of
    the same family. Draws from torch's global generator of the device.
    """

    def __init__(self, noisy: bool, flips: float) -> None:
        """Choose what is softened.

        Args:
            noisy: draw targets from `REAL` and `FAKE` in place of 1 and 0.
            flips: part of the pictures, in [0, 0.5), of which the other side's target
                is told.

        Raises:
            ValueError: flips outside [0, 0.5).
        """
        if not 0 <= flips < 0.5:
            raise ValueError(f"NoisyTargets: flips must be in [0, 0.5), not {flips}.")
        self.ranges = (REAL, FAKE) if noisy else ((1.0, 1.0), (0.0, 0.0))
        self.noisy, self.flips = noisy, flips

    def __call__(
        self, real_logits: Tensor, fake_logits: Tensor
    ) -> tuple[Tensor | None, Tensor | None]:
        """Return targets, float32 of the logits' shapes; None where nothing is soft."""
        if not self.noisy and self.flips == 0:
            return None, None
        real, fake = self.ranges
        return self._draw(real_logits, real, fake), self._draw(fake_logits, fake, real)

    def _draw(
        self, logits: Tensor, own: tuple[float, float], other: tuple[float, float]
    ) -> Tensor:
        part = torch.rand(logits.shape, device=logits.device)
        right = own[0] + (own[1] - own[0]) * part
        wrong = other[0] + (other[1] - other[0]) * part
        flip = torch.rand(logits.shape, device=logits.device) < self.flips
        return torch.where(flip, wrong, right)


def instance_noise(images: Tensor, std: float) -> Tensor:
    """Add N(0, std^2) to what D sees, so that real and fake overlap.

    Sønderby et al. 2017 (arXiv:1610.04490). Let `std` fall to 0 over the run. With 0
    nothing is drawn.

    Args:
        images: float32 (N, C, H, W) in [-1, 1].
        std: standard deviation, in the pictures' unit.
    """
    return images + std * torch.randn_like(images) if std > 0 else images
