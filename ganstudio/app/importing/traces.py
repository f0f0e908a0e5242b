"""What a graph's ends tell of the range of its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

_PASSED: Final = {"Identity", "Cast", "Transpose", "Squeeze", "Unsqueeze", "Pad"}
_DEPTH: Final = 6


@dataclass(frozen=True)
class Ranges:
    """Ranges that a graph gives away, keys of `RANGES`; empty where it does not."""

    input: str
    output: str
    reasons: tuple[str, ...]


def ranges(proto: onnx.ModelProto) -> Ranges:
    """Follow a graph inwards from both ends until an operator gives its range away."""
    graph = proto.graph
    constants = _constants(graph)
    weights = {w.name for w in graph.initializer}
    (source,) = (v.name for v in graph.input if v.name not in weights)
    reasons = []
    given = _input(graph, source, constants)
    if given[0]:
        reasons.append(given[1])
    made = _output(graph, graph.output[0].name, constants)
    if made[0]:
        reasons.append(made[1])
    return Ranges(given[0], made[0], tuple(reasons))


def _input(
    graph: onnx.GraphProto, name: str, constants: dict[str, NDArray[np.generic]]
) -> tuple[str, str]:
    for _ in range(_DEPTH):
        users = [node for node in graph.node if name in node.input]
        if len(users) != 1:
            return "", ""
        node = users[0]
        number = _number(node, name, constants)
        if node.op_type == "Div" and number is not None:
            if 100 < number < 300:
                return "0..255", f"It divides its input by {number:g}: 0..255 goes in."
            return "", ""
        if node.op_type == "Mul" and number is not None and 1 / 300 < number < 1 / 100:
            return (
                "0..255",
                f"It divides its input by {1 / number:.4g}: 0..255 goes in.",
            )
        if node.op_type == "Sub" and number is not None:
            if 90 < number < 140:
                text = f"It takes {number:.4g} from its input: 0..255 goes in."
                return "0..255", text
            if 0.3 < number < 0.6:
                text = f"It takes {number:.4g} from its input: 0..1 goes in."
                return "0..1", text
            return "", ""
        if node.op_type not in _PASSED:
            return "", ""
        name = node.output[0]
    return "", ""


def _output(
    graph: onnx.GraphProto, name: str, constants: dict[str, NDArray[np.generic]]
) -> tuple[str, str]:
    for _ in range(_DEPTH):
        found = [node for node in graph.node if name in node.output]
        if len(found) != 1:
            return "", ""
        node = found[0]
        if node.op_type == "Tanh":
            return "-1..1", "It ends with tanh: -1..1 comes out."
        if node.op_type == "Sigmoid":
            return "0..1", "It ends with a sigmoid: 0..1 comes out."
        if node.op_type == "Clip":
            bounds = [
                float(constants[n].ravel()[0]) if n in constants else None
                for n in node.input[1:3]
            ]
            bounds = bounds or [
                next((a.f for a in node.attribute if a.name == key), None)
                for key in ("min", "max")
            ]
            for key, pair in (
                ("0..255", (0, 255)),
                ("0..1", (0, 1)),
                ("-1..1", (-1, 1)),
            ):
                if tuple(bounds) == pair:
                    return key, f"It ends by clipping to {key}, which comes out."
            return "", ""
        if node.op_type == "Mul":
            number = _number(node, node.input[0], constants)
            if number is None:
                number = _number(node, node.input[1], constants)
            if number is not None and number > 100:
                return (
                    "0..255",
                    f"It multiplies by {number:g} at its end: 0..255 comes out.",
                )
            return "", ""
        if node.op_type not in _PASSED:
            return "", ""
        name = node.input[0]
    return "", ""


def _number(
    node: onnx.NodeProto, name: str, constants: dict[str, NDArray[np.generic]]
) -> float | None:
    """Mean of the constant that a node combines `name` with."""
    others = [n for n in node.input if n != name]
    if len(others) != 1 or others[0] not in constants:
        return None
    value = constants[others[0]]
    return float(value.astype(np.float64).mean()) if value.size <= 16 else None


def _constants(graph: onnx.GraphProto) -> dict[str, NDArray[np.generic]]:
    """Small constants by name: initializers and Constant nodes."""
    from onnx import numpy_helper

    found = {
        w.name: numpy_helper.to_array(w)
        for w in graph.initializer
        if np.prod(w.dims, dtype=np.int64) <= 16
    }
    for node in graph.node:
        if node.op_type == "Constant":
            for attribute in node.attribute:
                if attribute.name == "value":
                    found[node.output[0]] = numpy_helper.to_array(attribute.t)
    return found
