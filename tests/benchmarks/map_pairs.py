"""Score translators of maps by the true pairs that they never saw.

    python tests/benchmarks/map_pairs.py TILES MODEL.onnx... [--side 128]

TILES holds trainA, trainB, testA and testB with equal names: tiles of a satellite
picture and of a relief of the same place. Prints, for each model's translation of all
of testA, the mean absolute difference from the true B in grey levels of 255, and the
mean over the pictures of the PSNR, with the pixels as the networks see them. Beside
them stand what needs no network: the mean colour of B, and A itself with the mean and
spread of each of its colours set to those of B in the training part.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from ganstudio.core.images import from_network, read_pixels, resize
from ganstudio.inference import Model
from ganstudio.training.metrics.similarity import psnr


def squares(folder: Path, side: int) -> np.ndarray:
    """Read all pictures, uint8 (N, side, side, 3), in the order of their names."""
    files = sorted(folder.iterdir())
    return np.stack([resize(read_pixels(file), (side, side)) for file in files])


def colours(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel of uint8 (N, H, W, 3)."""
    pixels = pictures.reshape(-1, 3).astype(np.float64)
    return pixels.mean(0), pixels.std(0)


def say(name: str, made: np.ndarray, true: np.ndarray) -> None:
    """Print how far `made`, 0 to 255, is from uint8 `true`, both (N, H, W, 3)."""
    x, y = (torch.from_numpy(values.astype(np.float32)) for values in (made, true))
    L1, noise = (x - y).abs().mean(), psnr(x, y).mean()
    print(f"  {name}: L1 {L1:.2f}, PSNR {noise:.2f} dB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tiles", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--side", type=int, default=128)
    args = parser.parse_args()
    parts = ("testA", "testB", "trainA", "trainB")
    a, b, *train = (squares(args.tiles / name, args.side) for name in parts)
    x = a.astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    print(f"{len(a)} pairs of {args.side} px")
    (mean_a, std_a), (mean_b, std_b) = (colours(pictures) for pictures in train)
    say("the mean colour of B", np.broadcast_to(mean_b, b.shape), b)
    copy = (a - mean_a) / std_a * std_b + mean_b
    say("A in the colours of B", np.clip(copy, 0, 255), b)
    for path in args.models:
        model = Model.open(path)
        port = model.card.inputs[0].name
        made = np.concatenate(
            [from_network(model.run({port: part})) for part in np.split(x, len(x))]
        )
        say(path.stem, made, b)


if __name__ == "__main__":
    main()
