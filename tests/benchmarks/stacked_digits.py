"""Stacked MNIST: 1,000 kinds of pictures, to count how many a generator draws.

    python tests/benchmarks/stacked_digits.py make MNIST FOLDER --count 50000
    ganstudio train dcgan --data FOLDER --set image_size=28 --set packing=2 ...
    python tests/benchmarks/stacked_digits.py count MODEL.onnx

A picture has a random training digit in each of red, green and blue (Metz et al. 2017,
section 3.3.1). Counted are 26,000 samples, each channel named by the digit classifier
that comes with the program (Srivastava et al. 2017; Lin et al. 2018).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from ganstudio.core import paths
from ganstudio.core.data import open_data
from ganstudio.core.images import encode_png
from ganstudio.inference import Model, sample
from ganstudio.training.metrics import load_extractor, modes


def make(mnist: Path, folder: Path, count: int, seed: int) -> None:
    digits = open_data("images", mnist).train.domains[0].array
    assert digits is not None
    chosen = np.random.default_rng(seed).integers(len(digits), size=(count, 3))
    folder.mkdir(parents=True)
    for number, three in enumerate(chosen):
        pixels = np.ascontiguousarray(digits[three].transpose(1, 2, 0))
        (folder / f"{number:06d}.png").write_bytes(encode_png(pixels))
    print(f"{count:,} pictures in {folder}")


def count(path: Path, samples: int, seed: int) -> None:
    classifier = load_extractor(
        "digits", paths.resources() / "networks", torch.device("cpu")
    )
    model, logits = Model.open(path), []
    for start in range(0, samples, 500):
        size = min(500, samples - start)
        drawn = sample(model, count=size, seed=seed, start=start)
        pictures = torch.from_numpy(drawn).permute(0, 3, 1, 2)
        channels = pictures.reshape(-1, 1, *pictures.shape[2:])
        logits.append(classifier(channels).logits.unflatten(0, (-1, 3)))
    red, green, blue = torch.cat(logits).unbind(1)
    found = modes(red, green, blue)
    print(
        f"{path.stem}: {found.covered} of 1,000 kinds, reverse KL"
        f" {found.reverse_kl:.3f} ({samples:,} samples, digit classifier)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("make")
    making.add_argument("mnist", type=Path)
    making.add_argument("folder", type=Path)
    making.add_argument("--count", type=int, default=50_000)
    counting = verbs.add_parser("count")
    counting.add_argument("models", type=Path, nargs="+")
    counting.add_argument("--samples", type=int, default=26_000)
    for verb in (making, counting):
        verb.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.verb == "make":
        make(args.mnist, args.folder, args.count, args.seed)
    else:
        for path in args.models:
            count(path, args.samples, args.seed)


if __name__ == "__main__":
    main()
