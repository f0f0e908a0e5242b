"""Score how well a model's encoder and decoder give held-out pictures back.

    python tests/benchmarks/rebuilt_pictures.py DATA DECODER.onnx [--count 10000]

DATA is what the model was trained on; its held-out pictures are used (of IDX files the
part t10k). The encoder is the sibling that the decoder's card names and lies beside it.
Each picture goes through both files on onnxruntime and is rounded to bytes; printed are
the means over the pictures of SSIM (Wang et al. 2004) and PSNR, and, as the score that
takes no model, those of the mean picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from ganstudio.api import DataKind, Image, Role
from ganstudio.core.data import open_data
from ganstudio.core.images import from_network, resize
from ganstudio.inference import Model
from ganstudio.training.metrics import psnr, ssim

BATCH = 100


def held_out(folder: Path, count: int, port: Image) -> np.ndarray:
    """Read held-out pictures as training sees them, uint8 (N, H, W, C)."""
    (pictures,) = open_data(DataKind.IMAGES, folder).held_out.domains
    read = [pictures.read(i) for i in range(min(count, len(pictures)))]
    made = np.stack([resize(pixels, port.size) for pixels in read])
    return np.broadcast_to(made, (*made.shape[:3], port.channels))


def scores(one: np.ndarray, other: np.ndarray) -> str:
    """Say how alike pictures are, uint8 (N, H, W, C) both."""
    x, y = (torch.from_numpy(a.copy()).permute(0, 3, 1, 2) for a in (one, other))
    parts = list(zip(x.split(500), y.split(500), strict=True))
    likeness = torch.cat([ssim(a, b) for a, b in parts])
    noise = torch.cat([psnr(a, b) for a, b in parts])
    low = likeness.quantile(0.05)
    return (
        f"SSIM {likeness.mean():.4f} (one in twenty below {low:.3f}),"
        f" PSNR {noise.mean():.2f} dB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("decoder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    args = parser.parse_args()
    decoder = Model.open(args.decoder)
    (sibling,) = (s for s in decoder.card.siblings if s.role is Role.ENCODER)
    encoder = Model.open(args.decoder.parent / sibling.file)
    picture, z = encoder.card.inputs[0], decoder.card.inputs[0]
    x = held_out(args.data, args.count, picture)
    made, codes = [], []
    for begin in range(0, len(x), BATCH):
        part = x[begin : begin + BATCH].astype(np.float32) / 127.5 - 1
        codes.append(encoder.run({picture.name: part.transpose(0, 3, 1, 2)}))
        made.append(from_network(decoder.run({z.name: codes[-1]})))
    y, code = np.concatenate(made), np.concatenate(codes)
    print(f"{len(x):,} held-out pictures, {args.decoder.stem}")
    print(f"  rebuilt: {scores(x, y)}")
    middle = np.broadcast_to(x.mean(0).round().astype(np.uint8), x.shape)
    print(f"  the mean picture: {scores(x, middle)}")
    spread = code.std(0)
    print(
        f"  z: {code.shape[1]} numbers, means within {np.abs(code.mean(0)).max():.2f},"
        f" standard deviations {spread.min():.2f} to {spread.max():.2f}"
    )


if __name__ == "__main__":
    main()
