"""Small model files, made by hand: what they compute can be said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from ganstudio.api import Code, Image, Label, Latent, Points, Role
from ganstudio.core.model_file import Card, write_model_file

ANY = ["n", 3, "h", "w"]
Write = Callable[..., Path]


def value(name: str, shape: list[Any]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def array(name: str, values: Any, dtype: Any = np.float32) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values, dtype), name)


def convolution(seed: int, name: str, *shape: int) -> onnx.TensorProto:
    rng = np.random.default_rng(seed)
    scale = 1 / np.sqrt(np.prod(shape[1:]))
    return array(name, rng.standard_normal(shape) * scale)


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Write a model file from nodes, weights and ports."""
    folder = tmp_path_factory.mktemp("models")

    def make(
        name: str,
        nodes: list[onnx.NodeProto],
        weights: Iterable[onnx.TensorProto],
        inputs: list[Any],
        output: Any,
        shapes: list[list[Any]],
        **card: Any,
    ) -> Path:
        ports = [*inputs, output]
        values = [value(p.name, s) for p, s in zip(ports, shapes, strict=True)]
        graph = helper.make_graph(nodes, name, values[:-1], values[-1:], list(weights))
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10
        )
        role = card.pop(
            "role",
            Role.TRANSLATOR if isinstance(inputs[0], Image) else Role.GENERATOR,
        )
        made = Card(
            name=name,
            role=role,
            model="toy",
            inputs=tuple(inputs),
            output=output,
            **card,
        )
        return write_model_file(folder / f"{name}.onnx", model, made).path

    return make


@pytest.fixture(scope="session")
def digits(write: Write) -> Path:
    """z (4), label (3 classes), hue code -> 8x8 px: tanh of a random matrix."""
    rng = np.random.default_rng(0)
    nodes = [
        helper.make_node("Concat", ["z", "label", "hue"], ["all"], axis=1),
        helper.make_node("MatMul", ["all", "w"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["picture"]),
        helper.make_node("Tanh", ["picture"], ["image"]),
    ]
    weights = [
        array("w", rng.standard_normal((8, 192))),
        array("shape", [-1, 3, 8, 8], np.int64),
    ]
    return write(
        "digits",
        nodes,
        weights,
        [Latent(size=4), Label(classes=3), Code(name="hue")],
        Image(size=(8, 8)),
        [["n", 4], ["n", 3], ["n", 1], ["n", 3, 8, 8]],
        labels=("cat", "dog", "7"),
    )


@pytest.fixture(scope="session")
def mirror(write: Write) -> Path:
    """Gives every picture back; wants multiples of 4 px and at least 16."""
    return write(
        "mirror",
        [helper.make_node("Identity", ["image"], ["result"])],
        [],
        [Image(multiple_of=4, minimum=16)],
        Image(name="result"),
        [ANY, ANY],
    )


@pytest.fixture(scope="session")
def negative(write: Write) -> Path:
    """Turns black into white; any size."""
    return write(
        "negative",
        [helper.make_node("Neg", ["image"], ["result"])],
        [],
        [Image()],
        Image(name="result"),
        [ANY, ANY],
    )


@pytest.fixture(scope="session")
def painter(write: Write) -> Path:
    """Like a small CycleGAN: down, instance norm, up; the whole picture matters."""
    nodes = [
        helper.make_node("Pad", ["image", "pads"], ["padded"], mode="reflect"),
        helper.make_node("Conv", ["padded", "w1"], ["full"], kernel_shape=[3, 3]),
        helper.make_node("InstanceNormalization", ["full", "one", "zero"], ["even"]),
        helper.make_node("Relu", ["even"], ["lit"]),
        helper.make_node(
            "Conv",
            ["lit", "w2"],
            ["half"],
            kernel_shape=[3, 3],
            strides=[2, 2],
            pads=[1, 1, 1, 1],
        ),
        helper.make_node("InstanceNormalization", ["half", "one", "zero"], ["calm"]),
        helper.make_node(
            "ConvTranspose", ["calm", "w3"], ["up"], kernel_shape=[2, 2], strides=[2, 2]
        ),
        helper.make_node("Tanh", ["up"], ["result"]),
    ]
    weights = [
        array("pads", [0, 0, 1, 1, 0, 0, 1, 1], np.int64),
        convolution(1, "w1", 16, 3, 3, 3),
        convolution(2, "w2", 16, 16, 3, 3),
        convolution(3, "w3", 16, 3, 2, 2),
        array("one", np.ones(16)),
        array("zero", np.zeros(16)),
    ]
    return write(
        "painter",
        nodes,
        weights,
        [Image(multiple_of=2, minimum=4)],
        Image(name="result"),
        [ANY, ANY],
    )


@pytest.fixture(scope="session")
def doubler(write: Write) -> Path:
    """Repeats every pixel twice in both directions."""
    return write(
        "doubler",
        [helper.make_node("Resize", ["image", "", "scales"], ["result"])],
        [array("scales", [1, 1, 2, 2])],
        [Image()],
        Image(name="result", scale=2),
        [ANY, ["n", 3, "h2", "w2"]],
    )


@pytest.fixture(scope="session")
def points(write: Write) -> Path:
    """z (2) -> the same two numbers as a point."""
    return write(
        "points",
        [helper.make_node("Identity", ["z"], ["points"])],
        [],
        [Latent(size=2)],
        Points(),
        [["n", 2], ["n", 2]],
    )


@pytest.fixture(scope="session")
def endless(write: Write) -> Path:
    """Runs for hours: a loop over the picture, in small steps."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Mul", ["before", "shrink"], ["after"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            value("before", ["n", 3, 1, 1]),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            value("after", ["n", 3, 1, 1]),
        ],
    )
    nodes = [
        helper.make_node("Reshape", ["z", "shape"], ["pixel"]),
        helper.make_node("Loop", ["trips", "yes", "pixel"], ["image"], body=body),
    ]
    weights = [
        array("shape", [-1, 3, 1, 1], np.int64),
        array("trips", 10**12, np.int64),
        array("yes", True, np.bool_),
        array("shrink", 0.999),
    ]
    return write(
        "endless",
        nodes,
        weights,
        [Latent(size=3)],
        Image(size=(1, 1)),
        [["n", 3], ["n", 3, 1, 1]],
    )
