"""A tiny data set and tiny settings for any model: seconds instead of hours."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import ConfigError, DataKind, Knob, ModelSpec, knobs, parse_config
from ganstudio.api.spec import TEST_PRESET
from ganstudio.core.images import encode_png

CLASSES = 3
SMALL = ("width", "blocks", "layers", "depth", "hidden")
"""Knobs of a network's size, by the names that models share."""


def tiny_data(kind: DataKind, folder: Path) -> tuple[Path | None, Path | None]:
    """Write a data set of a kind into `folder`; returns what `open_data` takes.

    Pictures are smooth random colour fields of a few sizes around 48 px; labelled ones
    are grey 28x28 px in IDX files with three classes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    match kind:
        case DataKind.BUILT_IN:
            return None, None
        case DataKind.LABELLED:
            _write_idx(folder, "train", 48)
            _write_idx(folder, "t10k", 12)
            return folder, None
        case DataKind.IMAGES:
            _write_pictures(folder, 20, 1)
            return folder, None
        case DataKind.UNPAIRED:
            _write_pictures(folder / "trainA", 10, 2)
            _write_pictures(folder / "trainB", 8, 3)
            return folder, None
        case DataKind.PAIRED:
            _write_pictures(folder / "a", 10, 4)
            _write_pictures(folder / "b", 10, 5)
            return folder / "a", folder / "b"
        case DataKind.STYLE:
            _write_pictures(folder, 2, 6)
            return folder / "00.png", folder / "01.png"


def tiny_config(spec: ModelSpec, steps: int) -> dict[str, Any]:
    """Choose the smallest settings that a model's config accepts.

    Its preset "test" goes first. Then two pictures a step, the smallest `image_size`,
    no larger `load_size`, and the lowest of `SMALL`, each where the config takes it;
    the rest stays at the defaults.

    Args:
        spec: the model.
        steps: how many steps to train.
    """
    values: dict[str, Any] = dict(spec.presets.get(TEST_PRESET, {}))
    own = {"steps": steps, "epochs": 0, "sample_every": 0, "checkpoint_every": 0}
    values |= own
    described = {knob.name: knob for knob in knobs(spec.config)}
    wishes: dict[str, tuple[int, ...]] = {
        "load_size": (0,),
        "image_size": (8, 16, 28, 32, 48, 64, 96, 128),
        "batch_size": (2, 3, 4, 8, 16),
        **dict.fromkeys(SMALL, (1, 2, 4, 8, 16)),
    }
    for name, wanted in wishes.items():
        if name not in described or name in values:
            continue
        for value in _candidates(described[name], wanted):
            try:
                parse_config(spec.config, {**values, name: value})
            except ConfigError:
                continue
            values[name] = value
            break
    return values


def _candidates(knob: Knob, wanted: tuple[int, ...]) -> Iterator[int]:
    """The knob's lowest value, then what is wanted above it."""
    if knob.kind != "int":
        return
    low = wanted[0]
    if knob.low is not None:
        low = int(knob.low) + knob.open_low
    if knob.name != "batch_size":
        yield low
    yield from (value for value in wanted if value >= low)


def _fields(
    count: int, height: int, width: int, channels: int, seed: int
) -> NDArray[np.uint8]:
    """Draw smooth random fields, uint8 (count, height, width, channels)."""
    draws = np.random.Generator(np.random.Philox(seed))
    y = np.linspace(0, 1, height)[:, None, None]
    x = np.linspace(0, 1, width)[None, :, None]
    waves = draws.uniform(1, 9, (4, count, channels))
    fields = [
        np.sin(a * x + b * y + c) * np.cos(d * x * y)
        for a, b, c, d in waves.transpose(1, 0, 2)
    ]
    return ((np.stack(fields) + 1) * 127).astype(np.uint8)


def _write_pictures(folder: Path, count: int, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    sizes = ((40, 48), (48, 48), (56, 44))
    for i in range(count):
        (pixels,) = _fields(1, *sizes[i % len(sizes)], 3, seed * 1000 + i)
        (folder / f"{i:02d}.png").write_bytes(encode_png(pixels))


def _write_idx(folder: Path, part: str, count: int) -> None:
    pixels = _fields(count, 28, 28, 1, seed=len(part))
    header = struct.pack(">IIII", 0x803, count, 28, 28)
    (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
    labels = (np.arange(count) % CLASSES).astype(np.uint8)
    header = struct.pack(">II", 0x801, count)
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())
