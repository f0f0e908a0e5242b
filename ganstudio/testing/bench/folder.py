"""A folder of photographs, file to file, against the network alone on their pixels."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ganstudio.api import InferenceError
from ganstudio.api.resources import resources
from ganstudio.app.engines import LocalEngine
from ganstudio.app.translating import TranslateRequest, Translation
from ganstudio.core.images import (
    Picture,
    read_picture,
    resize,
    to_network,
    write_picture,
)
from ganstudio.inference import Model
from ganstudio.testing.bench.results import Result, ratio
from ganstudio.testing.bench.setting import settle

COUNT, TURN = 100, 10
"""Photographs in the folder, and how many of them a turn takes."""
SIZE = (192, 256)
"""(H, W) of each, px: where the network is quick, all else weighs most."""
TARGET = 0.9


def folder(path: Path, home: Path, seconds: float) -> Result:
    """Compare decoding, translating and encoding with translating alone.

    Args:
        path: a translator.
        home: a temporary folder; it is made.
        seconds: about how long it may take; three turns of each are taken at least, and
            as many as there are photographs at most.
    """
    home.mkdir(parents=True)
    files = photographs(home)
    model, engine = Model.open(path), LocalEngine(path)
    port = model.card.inputs[0].name
    arrays = [to_network(read_picture(file).pixels, 3) for file in files]

    def alone(turn: int) -> None:
        for array in arrays[_part(turn)]:
            model.run({port: array})

    def whole(turn: int) -> None:
        some = tuple(files[_part(turn)])
        request = TranslateRequest(str(path), some, home / f"out{turn}")
        for result in Translation(request, engine).run():
            if result.error:
                raise InferenceError(result.error)

    ways: list[tuple[Callable[[int], None], list[float]]] = [(alone, []), (whole, [])]
    until = time.perf_counter() + seconds
    for turn in range(1 + COUNT // TURN):
        for way, times in ways[:: 1 if turn % 2 else -1]:
            began = time.perf_counter()
            way(turn)
            if turn:  # the first turn of each pays for set-up
                times.append((time.perf_counter() - began) / TURN)
            settle()
        if turn >= 3 and time.perf_counter() > until:
            break
    (_, network), (_, all_in_all) = ways
    height, width = SIZE
    return ratio(
        f"translate a folder of JPEGs, {width}x{height} px, {path.stem}, file to file",
        all_in_all,
        network,
        target=TARGET,
        protocol=f"turns of {TURN} photographs of {COUNT}; ours: read, translated,"
        " written and read back; plain: the network alone on the same pixels;"
        f" {model.provider}",
    )


def _part(turn: int) -> slice:
    first = turn * TURN % COUNT
    return slice(first, first + TURN)


def photographs(home: Path) -> list[Path]:
    """Write JPEGs, each another cut of a sample photograph."""
    sources = sorted((resources() / "images").glob("*.jpg"))
    pixels = [read_picture(path).pixels for path in sources]
    made = []
    for number in range(COUNT):
        shift = number // len(pixels) * 3
        cut = resize(pixels[number % len(pixels)][shift:, shift:], SIZE)
        made.append(home / f"{number:04}.jpg")
        write_picture(Picture(cut), made[-1])
    return made
