"""Networks whose features stand for a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from ganstudio.training.metrics.digits import DigitNet
from ganstudio.training.metrics.efficientnet import EfficientNetLite0
from ganstudio.training.weights import load_frozen

GREY = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey (ITU-R BT.601)."""


@dataclass(frozen=True)
class Features:
    """What a network saw in N pictures."""

    pool: Tensor
    """float32 (N, F): the features that distances compare."""
    logits: Tensor
    """float32 (N, K): of the classes that it knows."""


@dataclass(frozen=True)
class Extractor:
    """A frozen network with its own way of taking pictures.

    Attributes:
        name: "digits", "efficientnet-lite0" or "inception".
        title: as a protocol names it.
        run: float32 (N, C, H, W) in [0, 255] on the device -> (pool, logits).
        device: where it computes.
    """

    name: str
    title: str
    run: Callable[[Tensor], tuple[Tensor, Tensor]]
    device: torch.device

    @torch.no_grad()
    def __call__(self, images: Tensor) -> Features:
        """Look at pictures, uint8 (N, 1 or 3, H, W); results lie on the CPU.

        Raises:
            ValueError: another type or shape.
        """
        if images.dtype != torch.uint8 or images.dim() != 4 or images.shape[1] % 2 == 0:
            raise ValueError(
                f"{self.title} takes pictures as uint8 (N, 1 or 3, H, W), not"
                f" {images.dtype} {tuple(images.shape)}."
            )
        pool, logits = self.run(images.to(self.device).float())
        return Features(pool.float().cpu(), logits.float().cpu())


def load_extractor(
    name: str,
    folder: Path,
    device: torch.device,
    inception_weights: Path | None = None,
) -> Extractor:
    """Load a network by its name.

    Args:
        name: "digits", "efficientnet-lite0" or "inception".
        folder: where the networks lie that come with the program.
        device: where it shall compute.
        inception_weights: torch-fidelity's file, where the user has it.

    Raises:
        ValueError: no such network, or Inception's weights are not there.
        OSError: a network's file cannot be read.
    """
    match name:
        case "digits":
            net = load_frozen(DigitNet, folder / "digits.safetensors", device)
            return Extractor(name, "digit classifier", lambda x: net(_digit(x)), device)
        case "efficientnet-lite0":
            file = folder / "efficientnet-lite0.safetensors"
            lite = load_frozen(EfficientNetLite0, file, device)
            return Extractor(
                name, "EfficientNet-Lite0", lambda x: lite(_photograph(x)), device
            )
        case "inception":
            return _inception(inception_weights, device)
    raise ValueError(
        f"Features must be digits, efficientnet-lite0 or inception, not {name!r}."
    )


def _resized(x: Tensor, side: int) -> Tensor:
    if x.shape[-2:] == (side, side):
        return x
    return interpolate(
        x, (side, side), mode="bilinear", antialias=True, align_corners=False
    )


def _digit(x: Tensor) -> Tensor:
    """Make pictures grey, 28 px, in [-1, 1]."""
    if x.shape[1] == 3:
        weights = torch.tensor(GREY, device=x.device)
        x = (x * weights[:, None, None]).sum(1, keepdim=True)
    return _resized(x, 28) / 127.5 - 1


def _photograph(x: Tensor) -> Tensor:
    """Make pictures colour, 112 px (224 from 224 on), about [-1, 1].

    The network was trained at 224 px; at a quarter of the work 112 keeps small
    pictures from being enlarged eight times.
    """
    side = 224 if min(x.shape[-2:]) >= 224 else 112
    return (_resized(x.expand(-1, 3, -1, -1), side) - 127) / 128


def _inception(weights: Path | None, device: torch.device) -> Extractor:
    if weights is None or not weights.is_file():
        raise ValueError(
            "Inception's weights do not come with the program: put torch-fidelity's"
            " file weights-inception-2015-12-05-6726825d.pth at"
            f" {weights or 'the path of the weights'}, or choose"
            " features=efficientnet-lite0."
        )
    from torch_fidelity.feature_extractor_inceptionv3 import (
        FeatureExtractorInceptionV3,
    )

    with torch.random.fork_rng(devices=[]):
        net = FeatureExtractorInceptionV3(
            "inception", ["2048", "logits_unbiased"], str(weights)
        )
    net.to(device).eval().requires_grad_(False)

    def run(x: Tensor) -> tuple[Tensor, Tensor]:
        pool, logits = net(x.expand(-1, 3, -1, -1).to(torch.uint8))
        return pool, logits

    return Extractor("inception", "Inception v3 of torch-fidelity", run, device)
