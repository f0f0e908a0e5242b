"""The window: when it is there, and whether it ever stands still.

Everything is measured in processes of its own, since this one has torch.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.api import JobError
from ganstudio.core.images import write_picture
from ganstudio.core.paths import resources
from ganstudio.core.runs import status
from ganstudio.host import start_worker, stop_run
from ganstudio.testing.bench.photo import large_photo
from ganstudio.testing.bench.results import Result, percentiles
from ganstudio.testing.bench.setting import new_run

_STARTS = 5
_OPENED, _OPENED_SIZE = 7, (3000, 4000)
"""Photographs that are opened; height and width, px."""


def window(home: Path, seconds: float) -> Iterator[Result]:
    """Measure the import, first paint, painting, previews, and stalls under load."""
    yield _imports()
    yield _first_paint()
    yield from _painting(seconds)
    yield _previews(home)
    yield _stalls(home, seconds)


def _imports() -> Result:
    ours = [_import_seconds("ganstudio.gui.main") for _ in range(_STARTS)]
    plain = [_import_seconds("PySide6.QtWidgets") for _ in range(_STARTS)]
    value = statistics.median(ours)
    return Result(
        name="window: import of ganstudio.gui.main",
        value=round(value, 3),
        unit="s",
        low=round(min(ours), 3),
        high=round(max(ours), 3),
        target="at most 0.6",
        reached=value <= 0.6,
        protocol=f"python -X importtime, warm, median of {_STARTS} processes",
        details={"PySide6.QtWidgets alone s": round(statistics.median(plain), 3)},
    )


def _import_seconds(module: str) -> float:
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [ln for ln in done.stderr.splitlines() if ln.startswith("import time:")]
    # "import time:  own | cumulative | name"; those at the left edge are the roots.
    roots = [ln for ln in lines[1:] if not ln.split("|")[2].startswith("  ")]
    names = {ln.split("|")[2].strip(): float(ln.split("|")[1]) for ln in roots}
    top = module.partition(".")[0]
    return sum(us for name, us in names.items() if name.startswith(top)) / 1e6


def _first_paint() -> Result:
    ours, plain = [], []
    for turn in range(_STARTS + 1):
        began = measure("beginning", "--since", repr(time.time()))
        bare = measure("beginning", "--bare", "--since", repr(time.time()))
        if began["torch"] or began["onnxruntime"]:
            raise JobError("The window's process imported torch or onnxruntime.")
        if turn:  # the first one warms the disk
            ours.append(began["seconds"])
            plain.append(bare["seconds"])
    value = statistics.median(ours)
    return Result(
        name="window: process start to first paint",
        value=round(value, 3),
        unit="s",
        low=round(min(ours), 3),
        high=round(max(ours), 3),
        target="at most 1.0",
        reached=value <= 1.0,
        protocol=f"warm, median of {_STARTS} starts, in turns with an empty Qt window;"
        f" {platform()}",
        details={"empty Qt window s": round(statistics.median(plain), 3)},
    )


def _painting(seconds: float) -> Iterator[Result]:
    found = measure("painting", "--seconds", str(seconds / 8))
    for what in ("wipe", "pan", "wipe masked", "pan masked"):
        act, masked = what.split()[0], " with a mask" * what.endswith("masked")
        numbers = percentiles("", found[what])
        value = numbers["p95 ms"]
        yield Result(
            name=f"window: {act} over a photograph of 24 megapixels{masked}, p95",
            value=value,
            unit="ms",
            low=None,
            high=None,
            target="under 16",
            reached=value < 16,
            protocol=f"{len(found[what])} paints of the picture view at 1280x800, five"
            f" zooms from the whole picture to 250 %; {platform()}",
            details={
                **numbers,
                "worst ms": round(1e3 * max(found[what]), 2),
                "pyramid s": round(found["build"], 2),
            },
        )


def _previews(home: Path) -> Result:
    pictures = []
    for number in range(_OPENED + 1):
        pictures.append(home / f"photograph-{number}.jpg")
        photo = large_photo(_OPENED_SIZE)
        turned = replace(photo, pixels=np.roll(photo.pixels, 200 * number, axis=1))
        write_picture(turned, pictures[-1])
    model = resources() / "models" / "photo-to-ukiyoe.onnx"
    found = measure("preview", "--translator", str(model), "--pictures", *pictures)
    network = np.asarray(found["network"])
    beyond = 1e3 * (np.asarray(found["seconds"]) - network)
    value = round(float(np.median(beyond)), 1)
    return Result(
        name="window: preview of a 12-megapixel photograph beyond the network's time",
        value=value,
        unit="ms",
        low=round(float(beyond.min()), 1),
        high=round(float(beyond.max()), 1),
        target="at most 150",
        reached=value <= 150,
        protocol="JPEG of 4000x3000 px, opened in a window whose model is loaded, until"
        f" its translation is painted; median of {len(beyond)}; {platform()}",
        details={"network ms": round(1e3 * float(np.median(network)), 1)},
    )


def _stalls(home: Path, seconds: float) -> Result:
    folder, _ = new_run("dcgan", {"steps": 1_000_000, "sample_every": 100}, home)
    start_worker(folder)
    try:
        demo = resources()
        found = measure(
            "stalls",
            "--seconds",
            str(seconds / 2),
            "--run",
            str(folder.path),
            "--generator",
            str(demo / "models" / "digits.onnx"),
            "--translator",
            str(demo / "models" / "photo-to-ukiyoe.onnx"),
            "--picture",
            str(demo / "images" / "coast.jpg"),
        )
        steps = status(folder).step
    finally:
        stop_run(folder)
    idle, busy = (1e3 * np.asarray(found[name]) for name in ("idle", "busy"))
    value = round(float(busy.max() - idle.max()), 1)
    return Result(
        name="window: worst stall of the event loop beyond an idle window's",
        value=value,
        unit="ms",
        low=None,
        high=None,
        target="at most 50",
        reached=value <= 50,
        protocol="lateness of a 5-ms timer; busy: DCGAN trains (64 px, batch 64) and is"
        " followed, the pad of Explore is dragged, photographs are translated, and"
        f" every 2.5 s another workspace is shown; {platform()}",
        details={
            "idle p99.9 ms": round(float(np.percentile(idle, 99.9)), 1),
            "idle worst ms": round(float(idle.max()), 1),
            "busy p99 ms": round(float(np.percentile(busy, 99)), 1),
            "busy p99.9 ms": round(float(np.percentile(busy, 99.9)), 1),
            "busy worst ms": round(float(busy.max()), 1),
            "ticks": len(busy),
            "steps trained": steps,
            "pictures explored": found["drawn"],
            "pictures translated": found["translated"],
        },
    )


def platform() -> str:
    """Say what the windows are shown on."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return "on a screen" if shown else "offscreen"


def measure(part: str, *options: str | Path) -> dict[str, Any]:
    """Measure one part in a process of its own.

    Raises:
        JobError: it failed; with its last words.
    """
    environment = dict(os.environ)
    if platform() == "offscreen" and sys.platform.startswith("linux"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-P", "-m", "ganstudio.gui.measure", part]
    command += map(str, options)
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    try:
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        words = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise JobError(f"Measuring the window ({part}) failed: {words[-1]}") from None
    return found
