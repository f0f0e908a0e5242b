"""How alike two pictures are, pixel by pixel and in structure."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import conv2d

WINDOW, SIGMA = 11, 1.5
"""Side of the Gaussian window of `ssim` and its standard deviation, px."""
_K1, _K2 = 0.01, 0.03


def psnr(one: Tensor, other: Tensor, data_range: float = 255.0) -> Tensor:
    """Peak signal to noise ratio of each pair of pictures, float64 (N,), in dB.

    Args:
        one: pictures (N, C, H, W) of any numeric type.
        other: as many of the same shape; which is which does not matter.
        data_range: largest value less smallest one that a pixel can have.

    Returns:
        Infinite where both pictures are equal.

    Raises:
        ValueError: the shapes differ or are none of pictures.
    """
    x, y = _pair("psnr", one, other)
    error = (x - y).square().mean((1, 2, 3))
    return 10 * (data_range**2 / error).log10()


def ssim(one: Tensor, other: Tensor, data_range: float = 255.0) -> Tensor:
    """Structural similarity of each pair of pictures, float64 (N,), at most 1.

    Wang et al. 2004 (IEEE TIP 13(4), equation 13), with their constants: a Gaussian
    window of 11x11 px with a standard deviation of 1.5 px, K1 = 0.01, K2 = 0.03, and
    the mean over all places where the window lies within the picture. Channels are
    compared one by one and averaged.

    Args:
        one: pictures (N, C, H, W) of any numeric type, sides of at least 11 px.
        other: as many of the same shape; which is which does not matter.
        data_range: largest value less smallest one that a pixel can have.

    Raises:
        ValueError: the shapes differ, are none of pictures, or a side is too short.
    """
    x, y = _pair("ssim", one, other)
    if min(x.shape[2:]) < WINDOW:
        height, width = x.shape[2:]
        raise ValueError(
            f"ssim: pictures must be at least {WINDOW} px wide and high, not"
            f" {width}x{height}."
        )
    c1, c2 = (_K1 * data_range) ** 2, (_K2 * data_range) ** 2
    mean_x, mean_y = _blur(x), _blur(y)
    # Rounding may leave a variance of a flat place slightly below 0; c2 outweighs it.
    variance_x = _blur(x * x) - mean_x**2
    variance_y = _blur(y * y) - mean_y**2
    covariance = _blur(x * y) - mean_x * mean_y
    light = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    return (light * structure).mean((1, 2, 3))


def _pair(who: str, one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    if one.ndim != 4 or one.shape != other.shape:
        raise ValueError(
            f"{who}: both must be pictures (N, C, H, W) of one shape, not"
            f" {tuple(one.shape)} and {tuple(other.shape)}."
        )
    # Variances are differences of large numbers: float32 would lose them.
    return one.double(), other.double()


def _blur(x: Tensor) -> Tensor:
    """Weight by the window where it fits: (N, C, H, W) to (N, C, H - 10, W - 10)."""
    place = torch.arange(WINDOW, dtype=x.dtype, device=x.device) - WINDOW // 2
    weight = (-(place**2) / (2 * SIGMA**2)).exp()
    weight = weight / weight.sum()
    each = x.flatten(0, 1)[:, None]  # every channel on its own
    each = conv2d(conv2d(each, weight[None, None, None]), weight[None, None, :, None])
    return each.reshape(*x.shape[:2], *each.shape[2:])
