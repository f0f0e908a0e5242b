"""Large pictures in tiles: against the whole picture, and how much memory they take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from ganstudio.api import Image, Role
from ganstudio.api.resources import resources
from ganstudio.core.model_file import read_model_file
from ganstudio.inference import Model, Report, translate
from ganstudio.testing.bench.photo import large_photo
from ganstudio.testing.bench.results import Result

SIZE = (1365, 2048)
MOST = {(4000, 6000): 1.5e9, (8333, 12000): 3e9}
"""(H, W) of large pictures, px -> bytes that may be resident."""
TILE = 512


def streamed() -> Iterator[Result]:
    """Each demo translator on a photograph, then the memory of larger ones."""
    models = demo_translators()
    for path in models:
        yield from against_whole(path, SIZE)
    for size, most in MOST.items():
        yield memory(models[0], size, most)


def demo_translators() -> list[Path]:
    """Translators that come with the program and take pictures of any size."""
    found = []
    for path in sorted((resources() / "models").glob("*.onnx")):
        card = read_model_file(path).card
        port = card.inputs[0]
        if card.role is Role.TRANSLATOR and isinstance(port, Image) and not port.size:
            found.append(path)
    return found


def against_whole(path: Path, size: tuple[int, int]) -> Iterator[Result]:
    """Compare a photograph in tiles with the same in one piece: 3 rows."""
    model = Model.open(path, threads=torch.get_num_threads())
    picture = large_photo(size)
    reports: list[Report] = []
    clocks, cpus = [], []
    pixels = []
    for tile in ("off", TILE):
        began, used = time.perf_counter(), time.process_time()
        made = translate(model, picture, tile=tile, reported=reports.append)
        clocks.append(time.perf_counter() - began)
        cpus.append(time.process_time() - used)
        pixels.append(made.pixels.astype(np.float64))
    mean = float(np.mean((pixels[0] - pixels[1]) ** 2))
    report = reports[1]
    who = f"{path.stem} {size[1]}x{size[0]} in tiles"
    how = (
        f"tiles of {TILE} px, {report.passes} passes, {report.tiles} tiles;"
        f" {model.provider}, the same photograph in one piece beside it"
    )

    def row(what: str, value: float, unit: str, target: str, *, good: bool) -> Result:
        return Result(
            name=f"{who}: {what}",
            value=round(value, 3),
            unit=unit,
            low=None,
            high=None,
            target=target,
            reached=good,
            protocol=how,
            details={
                "whole s": round(clocks[0], 2),
                "tiles s": round(clocks[1], 2),
                "whole CPU s": round(cpus[0], 2),
                "tiles CPU s": round(cpus[1], 2),
            },
        )

    closeness = 10 * np.log10(255**2 / max(mean, 1e-10))
    seam = report.seam or 1.0
    longer = clocks[1] / clocks[0]
    good = closeness >= 55
    yield row("PSNR against the whole", closeness, "dB", "at least 55", good=good)
    yield row("seam meter", seam, "times", "at most 1.05", good=seam <= 1.05)
    yield row("time of the whole", longer, "times", "at most 1.5", good=longer <= 1.5)


def memory(path: Path, size: tuple[int, int], most: float) -> Result:
    """Translate a large picture in a process of its own, and see what it took."""
    command = [sys.executable, "-P", "-m", "ganstudio.testing.bench.peak"]
    command += [str(path), str(size[1]), str(size[0]), "--tile", str(TILE)]
    command += ["--threads", str(torch.get_num_threads())]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=dict(os.environ)
    )
    found = json.loads(done.stdout)
    peak = found.pop("peak")
    return Result(
        name=f"{path.stem} {size[1]}x{size[0]} in tiles: most resident memory",
        value=round(peak / 1e9, 3),
        unit="GB",
        low=None,
        high=None,
        target=f"under {most / 1e9:g}",
        reached=peak < most,
        protocol="one picture in a process of its own, peak of its resident set",
        details={k: round(v, 3) for k, v in found.items() if v is not None},
    )
