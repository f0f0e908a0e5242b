"""Parts of a network in which the channels stand last, with them in their usual place.

Layers that normalise or multiply each place's channels (LayerNorm, Linear) want them
last: exporters turn the axes, and turn them back afterwards.
"""

from __future__ import annotations

import numpy as np
import onnx

from ganstudio.inference.streaming.graph import Graph, settings
from ganstudio.inference.streaming.operators import BROADCAST, POINTWISE
from ganstudio.inference.streaming.patterns import Rewriting
from ganstudio.inference.streaming.shapes import Shapes

_BY_PLACE = (POINTWISE | BROADCAST) - {"BatchNormalization"}
"""Operators that do not know one axis from another."""
_TO_LAST, _TO_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def channels_first(graph: Graph, shapes: Shapes) -> Graph:
    """Return a graph in which such parts are computed with the channels second.

    What they do in other ways than those known here is left alone, and refused by
    whoever looks at the operators.
    """
    turning = _Turning(Rewriting(graph, shapes))
    for node in graph.nodes:
        turning.take(node)
    return turning.made.done


class _Turning:
    def __init__(self, made: Rewriting) -> None:
        self.made = made
        self._first: dict[str, str] = {}
        """Name of a tensor with its channels last -> the same with them second."""

    def take(self, node: onnx.NodeProto) -> None:
        """Enter a node, and what it makes with the channels second, where it can be."""
        result = node.output[0]
        if node.op_type == "Transpose":
            order = [int(axis) for axis in settings(node).get("perm", [])]
            if order == _TO_LAST and node.input[0] in self.made.maps:
                self._first[result] = node.input[0]
            if order == _TO_FIRST and node.input[0] in self._first:
                self.made.add("Identity", [self._first[node.input[0]]], result)
                return
        elif any(name in self._first for name in node.input):
            self._turn(node)
        self.made.nodes.append(node)

    def _turn(self, node: onnx.NodeProto) -> None:
        inputs, result = list(node.input), node.output[0]
        turned, given = f"{result}/first", settings(node)
        if node.op_type in _BY_PLACE:
            operands = self._operands(inputs)
            if operands is None:
                return
            self.made.add(node.op_type, operands, turned, **given)
        elif node.op_type == "LayerNormalization" and inputs[0] in self._first:
            weights = self._operands(inputs[1:])
            if weights is None or given.get("axis", -1) not in (-1, 3):
                return
            self._norm(inputs[0], weights, turned, given.get("epsilon", 1e-5))
        elif node.op_type == "MatMul" and inputs[0] in self._first:
            weight = self.made.graph.number(inputs[1])
            if weight is None or weight.ndim != 2:
                return
            kernel = np.ascontiguousarray(weight.T)[:, :, None, None]
            name = self.made.constant(f"{turned}/kernel", kernel)
            self.made.add("Conv", [self._first[inputs[0]], name], turned)
        else:
            return
        self._first[result] = turned

    def _operands(self, names: list[str]) -> list[str] | None:
        """Operands with the channels second; None where one of them is not known."""
        made = []
        for name in names:
            number = self.made.graph.number(name)
            if number is None and name in self._first:
                made.append(self._first[name])
            elif number is not None and number.size == 1:
                made.append(name)
            elif number is not None and number.shape[-1] == number.size:
                columns = number.reshape(-1, 1, 1)
                made.append(self.made.constant(f"{name}/first", columns))
            else:
                return None
        return made

    def _norm(
        self, source: str, weights: list[str], turned: str, epsilon: float
    ) -> None:
        """Write out a normalisation over the channels."""
        made, x = self.made, self._first[source]
        mean = self._mean(x, f"{turned}/mean")
        apart = made.add("Sub", [x, mean], f"{turned}/apart")
        square = made.add("Mul", [apart, apart], f"{turned}/square")
        variance = self._mean(square, f"{turned}/variance")
        least = made.constant(f"{turned}/epsilon", np.array(epsilon, np.float32))
        raised = made.add("Add", [variance, least], f"{turned}/raised")
        spread = made.add("Sqrt", [raised], f"{turned}/spread")
        even = made.add("Div", [apart, spread], f"{turned}/even")
        offset = weights[1] if len(weights) > 1 else self._nothing()
        scaled = made.add("Mul", [even, weights[0]], f"{turned}/scaled")
        made.add("Add", [scaled, offset], turned)

    def _nothing(self) -> str:
        return self.made.constant("channels/zero", np.array(0, np.float32))

    def _mean(self, source: str, made: str) -> str:
        if self.made.graph.opset < 18:
            return self.made.add("ReduceMean", [source], made, axes=[1])
        axes = self.made.constant("channels/axes", np.array([1], np.int64))
        return self.made.add("ReduceMean", [source, axes], made)
