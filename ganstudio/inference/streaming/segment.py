"""The ONNX graph of one pass, as it is run in each tile.

A kept map comes in as it lies in its file and is widened here; what leaves is cut to
the tile's core here: its sums along each row in float32, which the host adds up in
float64, and the map itself in the data type of its file.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ganstudio.inference.streaming.analysis import Analysis
from ganstudio.inference.streaming.keeping import Pass
from ganstudio.inference.streaming.shapes import named
from ganstudio.inference.streaming.stretching import is_stretch

_TYPES = {"float16": TensorProto.FLOAT16, "float32": TensorProto.FLOAT}


@dataclass(frozen=True)
class Segment:
    """A pass as a model of its own.

    Attributes:
        model: its graph.
        inputs: names of what it takes.
        outputs: names of what it returns, in order.
        stretched: result -> source of each resize that is given its weights.
    """

    model: onnx.ModelProto
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    stretched: Mapping[str, str]


def core(name: str, end: str) -> str:
    """Name of the input that says where a map's core begins ("from") or ends ("to")."""
    return f"{name}/core/{end}"


def kept(name: str) -> str:
    """Name under which a map comes in from its file, or goes out into it."""
    return f"{name}/kept"


def sums(name: str) -> str:
    """Name of a map's sums along rows, float32 (1, C, H)."""
    return f"{name}/sums"


def squares(name: str) -> str:
    """Name of its sums of squares, likewise."""
    return f"{name}/squares"


def largest(name: str) -> str:
    """Name of the largest value of each row, likewise."""
    return f"{name}/largest"


def pivot(name: str) -> str:
    """Name of what is taken off a map before it is added up, float32 (1, C, 1, 1)."""
    return f"{name}/pivot"


def gain(name: str) -> str:
    """Name of the factors of a norm, float32 (C,)."""
    return f"{name}/gain"


def offset(name: str) -> str:
    """Name of what a norm adds, float32 (C,)."""
    return f"{name}/offset"


def weights(name: str, axis: int) -> str:
    """Name of a stretch's weights along height (0) or width (1), see `stretching`."""
    return f"{name}/weights/{axis}"


def build(
    found: Analysis,
    step: Pass,
    stored: Mapping[str, str],
    pivots: Container[str] = (),
) -> Segment:
    """Make a pass's graph.

    Args:
        found: the whole graph.
        step: the pass.
        stored: name of a kept map -> "float16" or "float32"; the picture's result is
            not in it and leaves as float32.
        pivots: names of maps of which a pivot is taken off before they are added up.
    """
    made = _Builder(found, step, stored, pivots)
    made.enter()
    for node in step.nodes:
        made.copy(node)
    made.leave()
    used = {name for node in made.nodes for name in node.input}
    weights = [
        named(tensor, name)
        for name, tensor in found.graph.constants.items()
        if name in used
    ]
    inputs = [value for value in made.inputs if value.name in used]
    model = helper.make_model(
        helper.make_graph(
            made.nodes,
            "tile",
            inputs,
            [helper.make_tensor_value_info(n, t, None) for n, t in made.outputs],
            [*weights, *made.constants],
        ),
        opset_imports=list(found.graph.opsets),
        ir_version=found.graph.version,
    )
    return Segment(
        model,
        inputs=tuple(value.name for value in inputs),
        outputs=tuple(name for name, _ in made.outputs),
        stretched=made.stretched,
    )


class _Builder:
    def __init__(
        self,
        found: Analysis,
        step: Pass,
        stored: Mapping[str, str],
        pivots: Container[str],
    ) -> None:
        self.found, self.step, self.stored = found, step, stored
        self.pivots = pivots
        self.inputs: list[onnx.ValueInfoProto] = list(found.graph.others)
        self.outputs: list[tuple[str, int]] = []
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.stretched: dict[str, str] = {}

    def enter(self) -> None:
        """Declare what comes in."""
        picture = self.found.graph.picture
        self._input(picture, TensorProto.FLOAT, ["n", "c", "h", "w"])
        for name in self.step.sources:
            kind = _TYPES[self.stored[name]]
            self._input(kept(name), kind, ["n", self.found.shapes[name][0], "", ""])
            self._node("Cast", [kept(name)], name, to=TensorProto.FLOAT)
        for statistic in self.step.inputs:
            channels = self.found.shapes[statistic.source][0]
            if statistic.kind == "norm":
                for name in (gain(statistic.output), offset(statistic.output)):
                    self._input(name, TensorProto.FLOAT, [channels])
            else:
                shape = [1, statistic.groups or channels, 1, 1]
                self._input(statistic.output, TensorProto.FLOAT, shape)

    def copy(self, node: onnx.NodeProto) -> None:
        """Take over a node; a normalisation becomes a multiply-add."""
        statistic = self.found.statistics.get(node.output[0])
        if statistic is None and is_stretch(node):
            self._stretch(node.input[0], node.output[0])
            return
        if statistic is None:
            self.nodes.append(node)
            return
        channels = self.found.shapes[statistic.source][0]
        zero = self._constant("zero", channels, np.zeros(channels, np.float32))
        one = self._constant("one", channels, np.ones(channels, np.float32))
        # With mean 0 and variance 1 it multiplies and adds, in one go through memory.
        name = statistic.output
        given = [statistic.source, gain(name), offset(name), zero, one]
        self._node("BatchNormalization", given, name, epsilon=0.0)

    def _stretch(self, source: str, made: str) -> None:
        """Multiply columns and rows by the weights of the places that the tile has."""
        down, across = weights(made, 0), weights(made, 1)
        for name in (down, across):
            self._input(name, TensorProto.FLOAT, ["", ""])
        self._node("MatMul", [down, source], f"{made}/down")
        self._node("MatMul", [f"{made}/down", across], made)
        self.stretched[made] = source

    def leave(self) -> None:
        """Cut what goes out to the core, and take sums."""
        statistics = self.found.statistics.values()
        pooled = {use.source for use in statistics if use.kind == "max"}
        axes = self._constant("axes", 2, np.array([2, 3], np.int64))
        for name in self.step.targets:
            ends = [core(name, "from"), core(name, "to")]
            for end in ends:
                self._input(end, TensorProto.INT64, [2])
            inner = f"{name}/core"
            self._node("Slice", [name, *ends, axes], inner)
            added = inner
            if name in self.pivots:
                shape = [1, self.found.shapes[name][0], 1, 1]
                self._input(pivot(name), TensorProto.FLOAT, shape)
                added = f"{name}/apart"
                self._node("Sub", [inner, pivot(name)], added)
            if name in self.step.measured:
                self._reduce("ReduceSum", added, sums(name), 13)
            if name in self.step.measured or name in self.stored:
                self._reduce("ReduceSumSquare", added, squares(name), 18)
            if name in self.step.measured and name in pooled:
                self._reduce("ReduceMax", inner, largest(name), 18)
            if name in self.step.kept:
                kind = _TYPES[self.stored.get(name, "float32")]
                self._node("Cast", [inner], kept(name), to=kind)
                self.outputs.append((kept(name), kind))

    def _reduce(self, operator: str, given: str, made: str, since: int) -> None:
        """Add up each row; from a version of the operators on, axes are an input."""
        row = self._constant("row", 1, np.array([3], np.int64))
        if self.found.graph.opset >= since:
            self._node(operator, [given, row], made, keepdims=0)
        else:
            self._node(operator, [given], made, axes=[3], keepdims=0)
        self.outputs.append((made, TensorProto.FLOAT))

    def _input(self, name: str, kind: int, shape: list[Any]) -> None:
        sides = [side or None for side in shape]
        self.inputs.append(helper.make_tensor_value_info(name, kind, sides))

    def _node(
        self, operator: str, given: list[str], made: str, **settings: Any
    ) -> None:
        self.nodes.append(helper.make_node(operator, given, [made], **settings))

    def _constant(self, name: str, size: int, array: NDArray[Any]) -> str:
        label = f"tile/{name}/{size}"
        if all(tensor.name != label for tensor in self.constants):
            self.constants.append(numpy_helper.from_array(array, label))
        return label
