"""Rewritten convolutions compute what they computed before, at every size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from ganstudio.inference.rewriting import rewrite
from ganstudio.inference.session import open_session

WIDE = 128


def network(path: Path, opset: int = 18, channels: int = WIDE, **conv: Any) -> Path:
    """Write a 1x1 convolution to many channels, a 3x3 one with bias, and a 1x1 one."""
    rng = np.random.default_rng(0)
    group = conv.get("group", 1)
    shapes = {
        "widen": (channels, 3, 1, 1),
        "kernel": (channels, channels // group, 3, 3),
        "bias": (channels,),
        "narrow": (3, channels, 1, 1),
    }
    weights = [
        numpy_helper.from_array(
            (rng.standard_normal(s) / np.sqrt(np.prod(s[1:]))).astype(np.float32), name
        )
        for name, s in shapes.items()
    ]
    nodes = [
        helper.make_node("Conv", ["image", "widen"], ["wide"]),
        helper.make_node("Conv", ["wide", "kernel", "bias"], ["deep"], **conv),
        helper.make_node("Conv", ["deep", "narrow"], ["result"]),
    ]
    ports = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", 3, "h" + n, "w" + n])
        for n in ("image", "result")
    ]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], weights)
    opsets = [helper.make_opsetid("", opset)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)
    return path


@pytest.fixture(scope="module", params=[(0, 0, 0, 0), (1, 1, 1, 1), (2, 0, 1, 3)])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Any]:
    """The same network, rewritten and as it was; sides padded in three ways."""
    path = tmp_path_factory.mktemp("winograd") / "m.onnx"
    network(path, pads=list(request.param))
    assert rewrite(onnx.load(path)) is not None
    return open_session(path, "cpu", 1), ort.InferenceSession(path)


@given(count=st.integers(1, 3), height=st.integers(3, 14), width=st.integers(3, 14))
@settings(max_examples=15)
def test_the_same_numbers_at_every_size(
    pair: tuple[Any, Any], count: int, height: int, width: int
) -> None:
    ours, plain = pair
    rng = np.random.default_rng(height * width)
    image = rng.uniform(-1, 1, (count, 3, height, width)).astype(np.float32)
    (expected,) = plain.run(None, {"image": image})
    (result,) = ours.runner.run(None, {"image": image})
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 2e-5 * max(1, np.abs(expected).max())


@pytest.mark.parametrize(
    "changes",
    [
        {"strides": [2, 2]},
        {"dilations": [2, 2]},
        {"group": 2},
        {"auto_pad": "SAME_UPPER"},
        {"channels": 64},
        {"opset": 14},
    ],
)
def test_other_convolutions_stay_as_they_are(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = network(tmp_path / "m.onnx", **changes)
    assert rewrite(onnx.load(path)) is None
    image = np.ones((1, 3, 9, 9), np.float32)
    (expected,) = ort.InferenceSession(path).run(None, {"image": image})
    (result,) = open_session(path, "cpu", 1).runner.run(None, {"image": image})
    assert np.array_equal(result, expected)


def last_layer(path: Path, inputs: int = 16, outputs: int = 3, **conv: Any) -> Path:
    """Write a 1x1 convolution to some channels and one of 7 rows and 5 columns."""
    rng = np.random.default_rng(1)
    bias = conv.pop("bias", True)
    sides = conv.pop("sides", (7, 5))
    shapes = {"widen": (inputs, 3, 1, 1), "kernel": (outputs, inputs, *sides)}
    if bias:
        shapes["bias"] = (outputs,)
    weights = [
        numpy_helper.from_array(rng.standard_normal(s).astype(np.float32), name)
        for name, s in shapes.items()
    ]
    given = ["deep", "kernel", *(["bias"] if bias else [])]
    nodes = [
        helper.make_node("Conv", ["image", "widen"], ["deep"]),
        helper.make_node("Conv", given, ["result"], **conv),
    ]
    ports = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", c, "h" + n, "w" + n])
        for n, c in (("image", 3), ("result", outputs))
    ]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], weights)
    opsets = [helper.make_opsetid("", 18)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)
    return path


@pytest.mark.parametrize(
    ("sides", "outputs", "bias", "pads"),
    [
        ((7, 7), 3, True, [0, 0, 0, 0]),
        ((7, 5), 4, False, [1, 2, 0, 3]),
        ((3, 3), 1, True, [1, 1, 1, 1]),
    ],
)
@pytest.mark.parametrize("size", [(1, 7, 7), (2, 12, 9)])
def test_few_maps_are_the_same_numbers(
    tmp_path: Path,
    sides: tuple[int, int],
    outputs: int,
    bias: bool,
    pads: list[int],
    size: tuple[int, int, int],
) -> None:
    path = last_layer(
        tmp_path / "m.onnx", outputs=outputs, sides=sides, bias=bias, pads=pads
    )
    assert rewrite(onnx.load(path)) is not None
    count, height, width = size
    image = np.random.default_rng(2).uniform(-1, 1, (count, 3, height, width))
    image = image.astype(np.float32)
    (expected,) = ort.InferenceSession(path).run(None, {"image": image})
    (result,) = open_session(path, "cpu", 1).runner.run(None, {"image": image})
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 1e-5 * np.abs(expected).max()


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": 8},
        {"inputs": 8},
        {"sides": (1, 1)},
        {"strides": [1, 2]},
    ],
)
def test_where_little_is_saved_the_last_layer_stays(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert rewrite(onnx.load(last_layer(tmp_path / "m.onnx", **changes))) is None
