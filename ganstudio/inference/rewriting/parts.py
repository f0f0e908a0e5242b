"""What one node becomes, and what every rewritten convolution must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper


@dataclass(frozen=True)
class Parts:
    """Operators in place of one node, with the constants that they read."""

    nodes: list[onnx.NodeProto]
    constants: dict[str, NDArray[Any]]
    """Small ones, by name; they are kept in the graph."""
    arrays: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Large ones, by name; they are kept outside."""


def settings(node: onnx.NodeProto) -> dict[str, Any]:
    """Return the attributes of a node by name."""
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def pads(node: onnx.NodeProto) -> tuple[int, int, int, int]:
    """Padding of a convolution in px: top, left, bottom, right."""
    top, left, bottom, right = settings(node).get("pads", [0, 0, 0, 0])
    return top, left, bottom, right


def is_plain(node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]) -> bool:
    """Tell whether a node is a dense float32 convolution of pictures, step by step.

    Its kernel is among `weights`; strides, dilations and groups are 1, and its
    padding is given in pixels.
    """
    if node.op_type != "Conv" or node.domain or node.input[1] not in weights:
        return False
    kernel, given = weights[node.input[1]], settings(node)
    return (
        len(kernel.dims) == 4
        and kernel.data_type == onnx.TensorProto.FLOAT
        and given.get("group", 1) == 1
        and set(given.get("strides", [1])) == {1}
        and set(given.get("dilations", [1])) == {1}
        and given.get("auto_pad", b"NOTSET") == b"NOTSET"
    )


class Naming:
    """Names for the operators and constants in place of one node."""

    def __init__(self, node: onnx.NodeProto, way: str) -> None:
        self._node = node
        self._way = way

    def __call__(self, part: str) -> str:
        """Name a part; "" is the node's own result."""
        own: str = self._node.output[0]
        return f"{own}/{self._way}/{part}" if part else own

    def node(
        self, operator: str, given: Sequence[str], made: str, **settings: Any
    ) -> onnx.NodeProto:
        """Connect an operator; "" among `given` is the source of the node."""
        names = [self(part) if part else self._node.input[0] for part in given]
        return helper.make_node(operator, names, [self(made)], **settings)

    def constants(self, values: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """Name constants; lists of whole numbers become int64."""
        return {
            self(k): np.array(v, np.int64) if isinstance(v, list) else v
            for k, v in values.items()
        }
