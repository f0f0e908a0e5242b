"""Translate a folder, file to file, against the network alone on the same pixels.

    python tests/benchmarks/folder_throughput.py MODEL [--count 100] [--side 512]

Both take turns within one run, each first in every other turn; the ratio is the median
of the turns' ratios, so that what else the machine does is in both. The target is 0.9.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from ganstudio.app.engines import LocalEngine
from ganstudio.app.models import find_model
from ganstudio.app.translating import TranslateRequest, Translation
from ganstudio.core.images import (
    Picture,
    read_picture,
    resize,
    to_network,
    write_picture,
)
from ganstudio.inference import Model

PHOTOS = Path(__file__).parents[2] / "resources" / "images"
TURNS = 10


def photographs(folder: Path, count: int, side: int) -> list[Path]:
    """Write JPEGs of `side` x 3/4 `side` px, each another cut of a sample photo."""
    sources = [read_picture(path).pixels for path in sorted(PHOTOS.glob("*.jpg"))]
    made = []
    for number in range(count):
        whole = sources[number % len(sources)]
        shift = number // len(sources) * 3
        pixels = resize(whole[shift:, shift:], (side * 3 // 4, side))
        made.append(folder / f"{number:04}.jpg")
        write_picture(Picture(pixels), made[-1])
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--side", type=int, default=512)
    wanted = parser.parse_args()
    path = find_model(wanted.model)
    model, engine = Model.open(path), LocalEngine(path)
    port = model.card.inputs[0].name
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = photographs(folder, wanted.count, wanted.side)
        arrays = [to_network(read_picture(file).pixels, 3) for file in files]

        def network(turn: slice, _: int) -> None:
            for array in arrays[turn]:
                model.run({port: array})

        def batch(turn: slice, number: int) -> None:
            request = TranslateRequest(
                str(path), tuple(files[turn]), folder / f"out{number}"
            )
            assert not any(r.error for r in Translation(request, engine).run())

        works = [network, batch]
        seconds: dict[object, list[float]] = {work: [] for work in works}
        batch(slice(1), -1)
        network(slice(1), -1)
        part = -(-len(files) // TURNS)
        for number in range(TURNS):
            turn = slice(number * part, (number + 1) * part)
            for work in works[:: 1 if number % 2 else -1]:
                began = time.perf_counter()
                work(turn, number)
                seconds[work].append(time.perf_counter() - began)
    ratios = [a / b for a, b in zip(seconds[network], seconds[batch], strict=True)]
    count = len(files)
    print(f"{count} JPEGs, {wanted.side}x{wanted.side * 3 // 4} px, {path.stem}")
    print(f"network alone   {sum(seconds[network]) / count:.3f} s a picture")
    print(f"file to file    {sum(seconds[batch]) / count:.3f} s a picture")
    print(f"ratio           {statistics.median(ratios):.3f}, target 0.9")


if __name__ == "__main__":
    main()
