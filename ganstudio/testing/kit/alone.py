"""`python -m ganstudio.testing.kit.alone FILE...`: run model files on their own."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import Image, Role
from ganstudio.core.images import Picture


class _Absent(MetaPathFinder):
    """Makes packages look as if they were not installed."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.split(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def main() -> int:
    """Run each file and print the shapes of what came out, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--without", action="append", default=[])
    args = parser.parse_args()
    sys.meta_path.insert(0, _Absent([*args.without, "torch", "torchvision"]))
    print(json.dumps(dict(map(_run, args.files))))
    return 0


def _run(path: Path) -> tuple[str, str]:
    """Run one file by its role; returns its name and the shape of its result."""
    from ganstudio.inference import Model, sample, translate
    from ganstudio.inference.sampling import draw_inputs

    model = Model.open(path, threads=1)
    card = model.card
    result: NDArray[Any]
    if card.role is Role.GENERATOR and isinstance(card.output, Image):
        result = sample(model, count=2, seed=1)
        again = sample(model, count=1, seed=1)
        if result.dtype != np.uint8 or not np.abs(result[0] - again[0]).max() <= 1:
            raise SystemExit(f"{path.name}: one seed must give one picture.")
    elif card.role is Role.TRANSLATOR:
        first = card.inputs[0]
        assert isinstance(first, Image)
        height, width = first.size or (max(37, first.minimum), max(50, first.minimum))
        ramp = np.linspace(0, 255, height * width * 3)
        pixels = ramp.astype(np.uint8).reshape(height, width, 3)
        result = translate(model, Picture(pixels)).pixels
    else:
        inputs = draw_inputs(model, count=2, seed=1)
        for port in card.inputs:
            if isinstance(port, Image):
                inputs[port.name] = np.zeros(_shape_of(port), dtype=np.float32)
        result = model.run(inputs)
    return card.name, "x".join(map(str, result.shape))


def _shape_of(port: Image) -> tuple[int, int, int, int]:
    step = port.multiple_of
    free = -(-max(64, port.minimum) // step) * step
    return (2, port.channels, *(port.size or (free, free)))


if __name__ == "__main__":
    sys.exit(main())
