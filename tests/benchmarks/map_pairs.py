"""Score a translator that was trained unpaired by the true pairs that it never saw.

    python tests/benchmarks/map_pairs.py TILES MODEL.onnx... [--side 128]

TILES holds testA and testB with equal names: tiles of a satellite picture and of a
relief of the same place. Prints the mean absolute difference of each model's
translation of A from the true B, in grey levels of 255, with the pixels as the
networks see them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ganstudio.core.images import from_network, read_pixels, resize
from ganstudio.inference import Model


def squares(folder: Path, side: int) -> np.ndarray:
    """Read all pictures, uint8 (N, side, side, 3), in the order of their names."""
    files = sorted(folder.iterdir())
    return np.stack([resize(read_pixels(file), (side, side)) for file in files])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tiles", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--side", type=int, default=128)
    args = parser.parse_args()
    a, b = (squares(args.tiles / name, args.side) for name in ("testA", "testB"))
    x = a.astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    print(f"{len(a)} pairs of {args.side} px, mean absolute difference of 255")
    mean = b.astype(np.float32).mean(axis=(0, 1, 2))
    print(f"  the mean colour of B: {np.abs(b - mean).mean():.2f}")
    for path in args.models:
        model = Model.open(path)
        port = model.card.inputs[0].name
        made = np.concatenate(
            [from_network(model.run({port: part})) for part in np.split(x, len(x))]
        )
        difference = np.abs(made.astype(np.float32) - b.astype(np.float32))
        print(f"  {path.stem}: {difference.mean():.2f}")


if __name__ == "__main__":
    main()
