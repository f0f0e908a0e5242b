"""Lay photographs above their translations, one contact sheet of a translator.

    python tests/benchmarks/before_after.py MODEL.onnx PHOTO... --out SHEET.jpg

Each photograph is scaled to the height of the sheet's rows and its middle is taken;
what the network makes of it lies below it. Several models make several rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core.images import Picture, read_pixels, resize, sheet, to_eight_bit
from ganstudio.inference import Model
from ganstudio.inference.translation import translate


def middle(file: Path, height: int, width: int) -> np.ndarray:
    """Read the middle of a photograph, uint8 (height, width, 3)."""
    pixels = read_pixels(file)
    pixels = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    factor = max(height / pixels.shape[0], width / pixels.shape[1])
    size = (
        max(height, round(pixels.shape[0] * factor)),
        max(width, round(pixels.shape[1] * factor)),
    )
    pixels = resize(pixels, size)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="models, then photographs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--height", type=int, default=240)
    parser.add_argument("--width", type=int, default=320)
    args = parser.parse_args()
    models = [Model.open(file) for file in args.files if file.suffix == ".onnx"]
    photos = [
        middle(file, args.height, args.width)
        for file in args.files
        if file.suffix != ".onnx"
    ]
    rows = list(photos)
    for model in models:
        for photo in photos:
            made = to_eight_bit(translate(model, Picture(photo)).pixels)
            rows.append(resize(made, (args.height, args.width)))
    pixels = sheet(np.stack(rows), columns=len(photos))
    Image.fromarray(pixels).save(args.out, quality=88)
    print(args.out)


if __name__ == "__main__":
    main()
