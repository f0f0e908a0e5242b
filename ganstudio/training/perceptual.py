"""What a picture looks like to VGG16: features, and the losses made of them.

A layer is named as in the paper (Simonyan and Zisserman 2014, arXiv:1409.1556):
"conv4_2" is the second convolution behind the third pooling, "relu4_2" what its ReLU
lets through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, max_pool2d, mse_loss, normalize, relu

from ganstudio.api.resources import resources
from ganstudio.training.weights import load_frozen

Pooling = Literal["max", "average"]
LAYERS = ("relu1_2", "relu2_2", "relu3_3", "relu4_3")
"""The last of each block: Johnson et al. 2016 (arXiv:1603.08155), section 4."""
_BLOCKS = ((3, 64, 64), (64, 128, 128), (128, 256, 256, 256), (256, 512, 512, 512))
_MEANS = (123.68, 116.779, 103.939)
"""Mean colour of the network's training pictures, red, green, blue, 0 to 255."""
_HALF = 127.5


class VGG16(nn.Module):
    """Pictures, float32 (N, 1 or 3, H, W) in [-1, 1] -> activations by layer's name.

    H and W at least 8 px; each pooling halves them, rounded down: (N, 64, H, W) in
    block 1 to (N, 512, H/8, W/8) in block 4. All activations are 1/127.5 of those that
    the published network has for 0 to 255, so that they are about 1.
    """

    # Forward and backward in bf16 at 128 px, batch 4, one core: 330 ms against 379
    # channels_last, and the networks beside it are mostly contiguous.
    memory_format = "contiguous"
    means: Tensor

    def __init__(self, pooling: Pooling = "max") -> None:
        """Begin with torch's own random weights; see `vgg16` for the trained ones.

        Args:
            pooling: "max" as trained, or "average", whose gradient reaches every pixel
                (Gatys et al. 2016, section 2).
        """
        super().__init__()
        self.pooling = pooling
        for block, widths in enumerate(_BLOCKS, 1):
            for i, (narrow, wide) in enumerate(pairwise(widths)):
                conv = nn.Conv2d(narrow, wide, 3, padding=1)
                self.add_module(f"conv{block}_{i + 1}", conv)
        means = torch.tensor(_MEANS).view(3, 1, 1) / _HALF - 1
        self.register_buffer("means", means, persistent=False)

    def forward(self, x: Tensor, layers: Sequence[str] = LAYERS) -> dict[str, Tensor]:
        """Look at pictures as deep as `layers` need.

        Raises:
            ValueError: no such layer.
        """
        wanted = set(layers)
        seen: dict[str, Tensor] = {}
        x = x.expand(-1, 3, -1, -1) - self.means
        for name, conv in self.named_children():
            if name.endswith("_1") and name != "conv1_1":
                x = (max_pool2d if self.pooling == "max" else avg_pool2d)(x, 2)
            x = conv(x)
            if name in wanted:
                seen[name] = x
            x = relu(x)
            after = name.replace("conv", "relu")
            if after in wanted:
                seen[after] = x
            if len(seen) == len(wanted):
                return {layer: seen[layer] for layer in layers}
        unknown = ", ".join(sorted(wanted - seen.keys()))
        raise ValueError(
            f"VGG16 has the layers conv1_1, relu1_1, ... relu4_3, not {unknown}."
        )


def vgg16(pooling: Pooling = "max", folder: Path | None = None) -> VGG16:
    """Load VGG16 as trained on ImageNet, up to conv4_3: frozen, on the CPU.

    Its weights are buffers outside its state_dict: they are the same in every run and
    belong into no checkpoint. Let `build` return it beside the trained networks, and
    the host gives it the run's device and precision.

    Args:
        pooling: see `VGG16`.
        folder: where `vgg16.safetensors` lies; None takes the program's own.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds other weights.
    """
    folder = folder or resources() / "networks"
    file = folder / "vgg16.safetensors"
    net = load_frozen(lambda: VGG16(pooling), file, torch.device("cpu"))
    for conv in net.children():
        assert isinstance(conv, nn.Conv2d)
        assert conv.bias is not None
        # ReLU and pooling pass a factor on, so biases alone carry the smaller scale.
        values = {"weight": conv.weight.detach(), "bias": conv.bias.detach() / _HALF}
        for name, value in values.items():
            delattr(conv, name)
            conv.register_buffer(name, value, persistent=False)
    return net


def content_loss(features: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of one layer's activations, 0-d."""
    return mse_loss(features, target)


def gram(features: Tensor) -> Tensor:
    """Which channels of a layer fire together: (N, C, H, W) -> (N, C, C), float32.

    Johnson et al. 2016, equation 3: a mean over positions and channels, so that
    pictures of different sizes compare.
    """
    flat = features.float().flatten(2)
    return flat @ flat.transpose(1, 2) / (flat.shape[1] * flat.shape[2])


def gram_loss(features: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of a layer's Gram matrix from `target`, 0-d.

    Args:
        features: float32 (N, C, H, W).
        target: float32 (C, C) or (N, C, C), from `gram`.
    """
    made = gram(features)
    return mse_loss(made, target.expand_as(made))


def total_variation(x: Tensor) -> Tensor:
    """Mean squared difference between neighbouring pixels, down plus across, 0-d.

    Args:
        x: float32 (N, C, H, W), both sides at least 2 px.
    """
    down, across = x.diff(dim=2), x.diff(dim=3)
    return down.square().mean() + across.square().mean()


def perceptual_distance(
    features: Mapping[str, Tensor], target: Mapping[str, Tensor]
) -> Tensor:
    """How different two batches of pictures look, float32 (N,), 0 to 4.

    Activations of each position are scaled to length 1; their squared distance is
    averaged over positions and layers. As LPIPS (Zhang et al. 2018, arXiv:1801.03924,
    equation 1) with every channel of weight 1: without its learnt weights, so the
    numbers are not those of LPIPS.

    Args:
        features: layer -> (N, C, H, W), from `VGG16`.
        target: of the same layers and shapes, or of one picture.

    Raises:
        KeyError: a layer is missing in `target`.
    """
    distances = [
        (normalize(seen.float()) - normalize(target[layer].float()))
        .square()
        .sum(1)
        .mean((1, 2))
        for layer, seen in features.items()
    ]
    return torch.stack(distances).mean(0)
