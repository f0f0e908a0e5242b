"""CycleGAN generators of the published code, rebuilt from the names of their weights.

Its layers are numbered in one sequence called `model`: a 7x7 convolution, two that
halve the picture, residual blocks, two transposed ones, a 7x7 one, tanh (Zhu et al.
2017, appendix 7.2). The numbers and the shapes tell width, blocks, norm and dropout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ganstudio.api import ModelFileError


class ResnetBlock(nn.Module):
    """x + f(x), with f called `conv_block`, at (N, width, H, W).

    Args:
        norm: makes a norm of so many channels.
        dropout: whether f has a dropout between its convolutions: it does nothing here,
            but it takes a number.
    """

    def __init__(self, width: int, norm: type[nn.Module], dropout: bool, bias: bool):
        super().__init__()
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3, bias=bias),
            norm(width),
            nn.ReLU(),
        ]
        layers += [nn.Dropout(0.5)] if dropout else []
        layers += [
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3, bias=bias),
            norm(width),
        ]
        self.conv_block = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return float32 of x's shape."""
        made: Tensor = x + self.conv_block(x)
        return made


class ResnetGenerator(nn.Module):
    """Pictures, float32 (N, 3, H, W) in [-1, 1] -> the same of the other side."""

    def __init__(
        self,
        channels: tuple[int, int],
        width: int,
        blocks: int,
        norm: type[nn.Module],
        dropout: bool,
        bias: bool,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(3),
            nn.Conv2d(channels[0], width, 7, bias=bias),
            norm(width),
            nn.ReLU(),
        ]
        for narrow in (width, 2 * width):
            layers += [nn.Conv2d(narrow, 2 * narrow, 3, 2, 1, bias=bias)]
            layers += [norm(2 * narrow), nn.ReLU()]
        layers += [ResnetBlock(4 * width, norm, dropout, bias) for _ in range(blocks)]
        for narrow in (2 * width, width):
            layers += [
                nn.ConvTranspose2d(
                    2 * narrow, narrow, 3, 2, 1, output_padding=1, bias=bias
                ),
                norm(narrow),
                nn.ReLU(),
            ]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, channels[1], 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return float32 (N, channels, H, W) in [-1, 1]."""
        made: Tensor = self.model(x)
        return made


def rebuild(weights: Mapping[str, Tensor], file: str) -> ResnetGenerator:
    """Build the generator that these weights are of, in eval mode.

    Args:
        weights: name -> tensor; names may begin with "module.", as DataParallel's do.
        file: begins the sentence of an error.

    Raises:
        ModelFileError: weights of another network.
    """
    plain = {name.removeprefix("module."): value for name, value in weights.items()}
    # Old files keep running statistics of instance norms, which the network never used.
    affine = "model.2.weight" in plain
    if not affine:
        plain = {
            name: value
            for name, value in plain.items()
            if not re.search(r"\.(running_mean|running_var|num_batches_tracked)$", name)
        }
    blocks = {
        int(found[1])
        for name in plain
        if (found := re.match(r"model\.(\d+)\.conv_block\.", name))
    }
    first = plain.get("model.1.weight")
    if first is None or first.ndim != 4 or first.shape[2:] != (7, 7) or not blocks:
        some = ", ".join(list(plain)[:3]) or "nothing"
        raise ModelFileError(
            f"{file} does not hold a CycleGAN generator: it has {some}, ..., and"
            " model.1.weight of a 7x7 convolution and residual blocks are wanted; give"
            " the file of one generator, such as latest_net_G_A.pth."
        )
    second = plain.get(f"model.{min(blocks)}.conv_block.6.weight")
    last = [value for value in plain.values() if value.ndim == 4][-1]
    net = ResnetGenerator(
        (first.shape[1], last.shape[0]),
        width=first.shape[0],
        blocks=len(blocks),
        norm=nn.BatchNorm2d if affine else nn.InstanceNorm2d,
        # 6 is the second convolution behind a dropout, and its norm without one.
        dropout=second is not None and second.ndim == 4,
        bias="model.1.bias" in plain,
    )
    try:
        net.load_state_dict({k: v.float() for k, v in plain.items()})
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise ModelFileError(
            f"{file} is not a CycleGAN generator of the common layout: {reason}"
        ) from None
    return net.eval()


def read_weights(path: str) -> Mapping[str, Tensor]:
    """Read tensors of a torch file; code in it is not run.

    Raises:
        ModelFileError: no torch file, or one that holds more than weights.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise ModelFileError(f"{path} does not exist: check its name.") from None
    except Exception as error:  # zip, pickle and torch each raise their own
        reason = str(error).strip().splitlines()[0] if str(error).strip() else ""
        raise ModelFileError(
            f"{path} could not be read as weights alone ({type(error).__name__}:"
            f" {reason}): save the network's state_dict with torch.save."
        ) from None
    while isinstance(found, dict) and "state_dict" in found:
        found = found["state_dict"]
    if not isinstance(found, dict) or not all(
        isinstance(value, Tensor) for value in found.values()
    ):
        raise ModelFileError(
            f"{path} holds {type(found).__name__} and not named weights: save the"
            " generator's state_dict with torch.save."
        )
    return found
