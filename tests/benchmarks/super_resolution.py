"""Score models that enlarge four times on photographs that they never saw.

    python tests/benchmarks/super_resolution.py PHOTOS MODEL.onnx... [--side 480]
        [--sheet sheet.png]

Each photograph is scaled to a short side of `--side` px (its sides cut to multiples of
4), shrunk to a quarter by the bicubic rule, antialiased, and rounded to 8 bits; that is
what is enlarged. Prints means over the photographs: of the PSNR (all channels, 8 bits,
4 px cut off at the border), and of the perceptual distance by VGG16's relu1_2, relu2_2,
relu3_3 and relu4_3, every channel of weight 1 (`ganstudio.training.perceptual`), so not
a published LPIPS. The first line is bicubic enlargement. `--sheet` writes the middles
side by side: bicubic, each model, the true picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from ganstudio.core.images import (
    encode_png,
    from_network,
    read_pixels,
    resize,
    sheet,
    to_network,
)
from ganstudio.inference import Model
from ganstudio.training.metrics.similarity import psnr
from ganstudio.training.perceptual import perceptual_distance, vgg16
from ganstudio.training.resample import enlarge, shrink

SCALE, BORDER, SHOWN = 4, 4, 192


def true_picture(path: Path, side: int) -> torch.Tensor:
    """Read a photograph, float32 (1, 3, H, W) in [-1, 1], sides multiples of 4."""
    pixels = read_pixels(path)
    factor = side / min(pixels.shape[:2])
    pixels = resize(
        pixels, tuple(round(length * factor) for length in pixels.shape[:2])
    )
    height, width = (length // SCALE * SCALE for length in pixels.shape[:2])
    return torch.from_numpy(to_network(pixels[:height, :width], 3))


def rounded(pictures: torch.Tensor) -> torch.Tensor:
    """Cut off and round to the 256 values of a file."""
    made = from_network(pictures.numpy())
    return torch.from_numpy(made).permute(0, 3, 1, 2).float() / 127.5 - 1


def middle(pictures: torch.Tensor) -> np.ndarray:
    """The middle square, uint8 (1, S, S, 3)."""
    top, left = ((length - SHOWN) // 2 for length in pictures.shape[2:])
    cut = pictures[:, :, top : top + SHOWN, left : left + SHOWN]
    return from_network(cut.numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--side", type=int, default=480)
    parser.add_argument("--sheet", type=Path)
    args = parser.parse_args()
    models = {path.stem: Model.open(path) for path in args.models}
    scores: dict[str, list[tuple[float, float]]] = {}
    blocks = []
    looks = vgg16()
    files = sorted(args.photos.iterdir())
    for file in files:
        high = true_picture(file, args.side)
        low = rounded(shrink(high, SCALE))
        made = {"bicubic": rounded(enlarge(low, SCALE))}
        for name, model in models.items():
            port = model.card.inputs[0].name
            result = model.run({port: low.numpy()})
            made[name] = rounded(torch.from_numpy(result))
        with torch.no_grad():
            wanted = looks(high)
            inside = slice(BORDER, -BORDER)
            for name, picture in made.items():
                x, y = (p[:, :, inside, inside] * 127.5 for p in (picture, high))
                distance = perceptual_distance(looks(picture), wanted)
                score = psnr(x, y).item(), distance.item()
                scores.setdefault(name, []).append(score)
        blocks += [middle(picture) for picture in (*made.values(), high)]
    print(f"{len(files)} photographs, short side {args.side} px, from a quarter of it")
    for name, pairs in scores.items():
        noise, distance = np.mean(pairs, axis=0)
        print(f"  {name}: PSNR {noise:.2f} dB, distance {distance:.4f}")
    if args.sheet:
        pixels = sheet(np.concatenate(blocks), columns=len(models) + 2)
        args.sheet.write_bytes(encode_png(pixels))


if __name__ == "__main__":
    main()
