"""Pictures made smaller and larger by the bicubic rule."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import interpolate


def shrink(images: Tensor, factor: int) -> Tensor:
    """Scale down by a whole number, antialiased; a remainder of the sides is cut off.

    Args:
        images: float32 (N, C, H, W) in [-1, 1], sides of at least `factor` px.
        factor: how many pixels become one, along each side.

    Returns:
        float32 (N, C, H // factor, W // factor) in [-1, 1].
    """
    height, width = (side // factor for side in images.shape[2:])
    whole = images[:, :, : height * factor, : width * factor]
    return _bicubic(whole, (height, width))


def enlarge(images: Tensor, factor: int) -> Tensor:
    """Scale up by a whole number: what a network that enlarges must beat.

    Args:
        images: float32 (N, C, H, W) in [-1, 1].
        factor: how many pixels one becomes, along each side.

    Returns:
        float32 (N, C, H * factor, W * factor) in [-1, 1].
    """
    height, width = images.shape[2:]
    return _bicubic(images, (height * factor, width * factor))


def _bicubic(images: Tensor, size: tuple[int, int]) -> Tensor:
    scaled = interpolate(images.float(), size=size, mode="bicubic", antialias=True)
    # Cubics overshoot at edges.
    return scaled.clamp(-1, 1)
