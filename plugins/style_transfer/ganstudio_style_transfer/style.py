"""A style: the Gram matrices of a painting, which the checkpoint keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from ganstudio.training.perceptual import VGG16, gram, gram_loss


class Style(nn.Module):
    """Gram matrices of some layers, float32 (C, C) each: what to paint like.

    A module, so that they are in the checkpoint: a resumed run goes on towards the
    very same style.
    """

    def __init__(self, vgg: VGG16, pictures: Iterable[Tensor], layers: Sequence[str]):
        """Look at a painting, or at parts of it, and take the mean of each matrix.

        Args:
            vgg: looks.
            pictures: batches, float32 (N, C, H, W) in [-1, 1].
            layers: names; see `ganstudio.training.perceptual`.
        """
        super().__init__()
        self.layers = tuple(layers)
        seen: dict[str, list[Tensor]] = {layer: [] for layer in layers}
        with torch.no_grad():
            for batch in pictures:
                for layer, features in vgg(batch, self.layers).items():
                    seen[layer].append(gram(features).mean(0))
        for layer, matrices in seen.items():
            self.register_buffer(layer, torch.stack(matrices).mean(0))

    def loss(self, features: Mapping[str, Tensor]) -> Tensor:
        """Sum over the layers of how far Gram matrices are from the style's, 0-d."""
        losses = [gram_loss(features[n], self.get_buffer(n)) for n in self.layers]
        return torch.stack(losses).sum()

    def relative(self, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """How far each layer is from the style, 0-d by layer; 1 where it holds nothing.

        Measured by the style's own matrix, since layers differ a thousandfold.
        """
        return {
            layer: gram_loss(features[layer], target) / target.square().mean()
            for layer, target in ((n, self.get_buffer(n)) for n in self.layers)
        }
