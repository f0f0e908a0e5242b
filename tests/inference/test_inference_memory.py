"""The memory estimate: enough, not far too much, and growing with the picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.api import InferenceError
from ganstudio.inference import Model, available_memory, estimate_memory

MEASURE = """
import sys
from pathlib import Path
import numpy as np
from ganstudio.core.images import Picture
from ganstudio.inference import Model, translate
import onnxruntime
def status(key):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(l.split()[1]) * 1024 for l in lines if l.startswith(key))
picture = Picture(np.zeros((int(sys.argv[2]), int(sys.argv[3]), 3), np.uint8))
before = status("VmRSS")
translate(Model.open(sys.argv[1], threads=2), picture, memory_limit=2**40)
print(status("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("size", [(200, 300), (1000, 1200)])
def test_the_estimate_is_enough_and_not_three_times_too_much(
    painter: Path, size: tuple[int, int]
) -> None:
    command = [sys.executable, "-c", MEASURE, str(painter), *map(str, size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    need = int(done.stdout)
    assert need <= estimate_memory(painter, *size) <= 3 * need + 2**26


IN_TILES = """
from pathlib import Path
import sys
import numpy as np
from ganstudio.core.images import Picture
from ganstudio.inference import Model, translate
from ganstudio.inference.streaming.plan import plan
def status(key):
    text = Path("/proc/self/status").read_text()
    return int(text.split(key + ":")[1].split()[0]) * 1024
path, tile = Path(sys.argv[1]), int(sys.argv[2])
height, width = 1800, 2400
picture = Picture(np.zeros((height, width, 3), np.uint8) + 9)
way = plan(path, "image", 3, height, width)
model = Model.open(path, threads=2)
before = status("VmRSS")
translate(model, picture, tile=tile)
print(status("VmHWM") - before - picture.pixels.nbytes, way.memory(tile))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("tile", [256, 1024])
def test_the_estimate_of_tiles_is_enough(painter: Path, tile: int) -> None:
    command = [sys.executable, "-c", IN_TILES, str(painter), str(tile)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    need, estimate = map(int, done.stdout.split())
    assert need <= estimate <= 4 * need + 2**26


def test_it_grows_with_the_area(painter: Path) -> None:
    model = Model.open(painter)
    small, large, huge = (estimate_memory(model, s, 2 * s) for s in (256, 512, 1024))
    assert 3.5 < (huge - large) / (large - small) < 4.5
    assert estimate_memory(model, 100, 60) == estimate_memory(model, 60, 100)


def test_a_model_that_takes_no_picture(digits: Path) -> None:
    with pytest.raises(InferenceError, match="takes no picture"):
        estimate_memory(digits, 64, 64)


def test_some_memory_is_free() -> None:
    assert 2**20 < available_memory() < 2**50
