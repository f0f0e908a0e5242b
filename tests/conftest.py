"""Fixtures for every test: a home of its own, run folders, model files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import ImageCms

from ganstudio.api import DataKind, Image, Label, Latent, Points, Role
from ganstudio.core.model_file import Card, write_model_file
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord

# No test depends on the clock: the first example of one may import torch.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Two processes of tests share two cores: more threads would only get in their way.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Windows of tests appear on no screen, whatever the machine has.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep runs, models and state of the person who runs the tests out of reach."""
    path = tmp_path / "home"
    monkeypatch.setenv("GANSTUDIO_HOME", str(path))
    return path


@pytest.fixture
def new_run(tmp_path: Path) -> Callable[..., RunFolder]:
    """Make a run folder of a model that needs no data; `changes` go to its record."""

    def make(name: str = "run", **changes: Any) -> RunFolder:
        record = RunRecord(
            model="toy",
            plugin="toys",
            data=DataRecord(kind=DataKind.BUILT_IN),
            config={"steps": 100},
        )
        return RunFolder.create(tmp_path / name, record.model_copy(update=changes))

    return make


@pytest.fixture
def run(new_run: Callable[..., RunFolder]) -> RunFolder:
    """One run folder."""
    return new_run()


_SIDE = 8
MakeModel = Callable[..., Path]


def _value(name: str, *shape: object) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _graph(nodes, inputs, output, **weights: np.ndarray) -> onnx.ModelProto:
    constants = [numpy_helper.from_array(w, name) for name, w in weights.items()]
    graph = helper.make_graph(nodes, "g", inputs, [output], constants)
    return helper.make_model(
        graph, ir_version=10, opset_imports=[helper.make_opsetid("", 18)]
    )


@pytest.fixture
def generator(tmp_path: Path) -> MakeModel:
    """Make a generator: z (N, 4) and perhaps a label (N, 3) -> grey 8x8 pictures."""

    def make(
        path: Path = tmp_path / "noise.onnx", labels: tuple[str, ...] = ()
    ) -> Path:
        rng = np.random.default_rng(0)
        nodes = [helper.make_node("MatMul", ["z", "w"], ["flat"])]
        inputs, ports = [_value("z", "N", 4)], [Latent(size=4)]
        weights = {
            "w": rng.normal(size=(4, _SIDE**2)).astype(np.float32),
            "shape": np.array([-1, 1, _SIDE, _SIDE], np.int64),
        }
        if labels:
            classes = len(labels)
            ports.append(Label(classes=classes))
            inputs.append(_value("label", "N", classes))
            # Class k alone makes every pixel brighter by k.
            weights["shade"] = np.arange(classes, dtype=np.float32)[:, None]
            nodes += [
                helper.make_node("MatMul", ["label", "shade"], ["brighter"]),
                helper.make_node("Add", ["flat", "brighter"], ["sum"]),
            ]
        nodes += [
            helper.make_node("Reshape", [nodes[-1].output[0], "shape"], ["square"]),
            helper.make_node("Tanh", ["square"], ["image"]),
        ]
        output = _value("image", "N", 1, _SIDE, _SIDE)
        card = Card(
            name="generator",
            title="Noise",
            role=Role.GENERATOR,
            model="toy",
            inputs=tuple(ports),
            output=Image(channels=1, size=(_SIDE, _SIDE)),
            labels=labels,
        )
        write_model_file(path, _graph(nodes, inputs, output, **weights), card, None)
        return path

    return make


@pytest.fixture
def pointer(tmp_path: Path) -> MakeModel:
    """Make a generator of points: z (N, 2) as it is, shown from -4 to 4."""

    def make(path: Path = tmp_path / "pointer.onnx") -> Path:
        nodes = [helper.make_node("Identity", ["z"], ["points"])]
        card = Card(
            name="generator",
            title="Pointer",
            role=Role.GENERATOR,
            model="toy",
            inputs=(Latent(size=2),),
            output=Points(extent=4.0),
        )
        graph = _graph(nodes, [_value("z", "N", 2)], _value("points", "N", 2))
        write_model_file(path, graph, card, None)
        return path

    return make


@pytest.fixture
def negative(tmp_path: Path) -> MakeModel:
    """Make a translator that turns a picture into its negative."""

    def make(path: Path = tmp_path / "negative.onnx") -> Path:
        nodes = [helper.make_node("Neg", ["image"], ["translation"])]
        inputs = [_value("image", "N", 3, "H", "W")]
        output = _value("translation", "N", 3, "H", "W")
        card = Card(
            name="photo-to-negative",
            title="Negative",
            role=Role.TRANSLATOR,
            model="toy",
            inputs=(Image(multiple_of=4),),
            output=Image(name="translation", multiple_of=4),
        )
        write_model_file(path, _graph(nodes, inputs, output), card, None)
        return path

    return make


_D50_PRIMARIES = {
    "Display P3": (
        (0.51512, 0.24120, -0.00105),
        (0.29198, 0.69225, 0.04189),
        (0.15710, 0.06657, 0.78407),
    ),
    "Adobe RGB": (
        (0.60974, 0.31111, 0.01947),
        (0.20528, 0.62567, 0.06087),
        (0.14919, 0.06322, 0.74457),
    ),
}
"""XYZ of red, green and blue under D50: what the vendors' profiles hold."""


@pytest.fixture(params=_D50_PRIMARIES)
def wide_profile(request: pytest.FixtureRequest) -> bytes:
    """An ICC profile of more colours than sRGB: its matrix, with sRGB's tone curve."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, column in zip(
        (b"rXYZ", b"gXYZ", b"bXYZ"), _D50_PRIMARIES[request.param], strict=True
    ):
        entry = icc.index(name)
        at = int.from_bytes(icc[entry + 4 : entry + 8]) + 8
        values = (round(value * 65536) for value in column)
        icc[at : at + 12] = b"".join(v.to_bytes(4, signed=True) for v in values)
    return bytes(icc)
