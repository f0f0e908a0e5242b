"""A model's graph, made ready to be cut: constants in one place, nothing unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ganstudio.inference.streaming.report import UnstreamableError


@dataclass(frozen=True)
class Graph:
    """Nodes in the order in which they run, all of them needed for the output.

    Attributes:
        nodes: without Constant and Identity of constants.
        constants: weights and settings, by name.
        picture: name of the input that is the picture.
        others: names of the other inputs: latents, labels, codes.
        output: name of the result.
        opsets: of the file.
        version: of ONNX's format in the file.
    """

    nodes: tuple[onnx.NodeProto, ...]
    constants: dict[str, onnx.TensorProto]
    picture: str
    others: tuple[onnx.ValueInfoProto, ...]
    output: str
    opsets: Sequence[onnx.OperatorSetIdProto] = ()
    version: int = 10
    makers: dict[str, onnx.NodeProto] = field(init=False)
    """Name of a tensor -> the node that makes it."""
    readers: dict[str, list[onnx.NodeProto]] = field(init=False)
    """Name of a tensor -> the nodes that read it."""

    def __post_init__(self) -> None:
        """Leave out what the result does not need."""
        needed, kept = {self.output}, []
        for node in reversed(self.nodes):
            if needed.intersection(node.output) - self.constants.keys():
                needed.update(node.input)
                kept.append(node)
        kept.reverse()
        readers: dict[str, list[onnx.NodeProto]] = {}
        for node in kept:
            for name in dict.fromkeys(node.input):
                readers.setdefault(name, []).append(node)
        makers = {name: node for node in kept for name in node.output if name}
        object.__setattr__(self, "nodes", tuple(kept))
        object.__setattr__(self, "makers", makers)
        object.__setattr__(self, "readers", readers)

    @classmethod
    def of(cls, model: onnx.ModelProto, picture: str) -> Graph:
        """Take a model apart; it stays as it is.

        Raises:
            UnstreamableError: it uses functions of its own.
        """
        if model.functions:
            raise UnstreamableError("it is built from functions of its own")
        graph = model.graph
        constants = {tensor.name: tensor for tensor in graph.initializer}
        nodes = []
        for node in graph.node:
            if node.op_type == "Constant" and not node.domain:
                constants[node.output[0]] = _constant(node)
            elif node.op_type == "Identity" and node.input[0] in constants:
                constants[node.output[0]] = constants[node.input[0]]
            else:
                nodes.append(node)
        return cls(
            nodes=tuple(nodes),
            constants=constants,
            picture=picture,
            others=tuple(
                value
                for value in graph.input
                if value.name != picture and value.name not in constants
            ),
            output=graph.output[0].name,
            opsets=tuple(model.opset_import),
            version=model.ir_version,
        )

    def changed(
        self,
        nodes: Iterable[onnx.NodeProto],
        constants: Mapping[str, onnx.TensorProto],
    ) -> Graph:
        """Return a graph of other nodes, in order, with more constants."""
        more = {**self.constants, **constants}
        return replace(self, nodes=tuple(nodes), constants=more)

    @property
    def opset(self) -> int:
        """Version of the standard operators."""
        return next((o.version for o in self.opsets if not o.domain), 1)

    def number(self, name: str) -> NDArray[Any] | None:
        """Return a constant as an array; None where it is computed."""
        tensor = self.constants.get(name)
        return None if tensor is None else numpy_helper.to_array(tensor)

    def setting(
        self, node: onnx.NodeProto, attribute: str, place: int
    ) -> NDArray[Any] | None:
        """Return what older operators have as attribute and newer ones as an input.

        None where neither is given.

        Raises:
            UnstreamableError: the input is computed, so it may depend on the size.
        """
        given = settings(node)
        if attribute in given:
            return np.asarray(given[attribute])
        if len(node.input) <= place or not node.input[place]:
            return None
        array = self.number(node.input[place])
        if array is None:
            raise UnstreamableError(
                f"the {attribute} of its operator {describe(node)} are computed from"
                " the picture's size"
            )
        return array


def settings(node: onnx.NodeProto) -> dict[str, Any]:
    """Attributes by name."""
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def describe(node: onnx.NodeProto) -> str:
    """Name a node for a person: its operator, and which one it is."""
    return f"{node.op_type} ({node.name or node.output[0]})"


def _constant(node: onnx.NodeProto) -> onnx.TensorProto:
    ((name, value),) = settings(node).items()
    if isinstance(value, onnx.TensorProto):
        return value
    if name.startswith("value_float"):
        return numpy_helper.from_array(np.asarray(value, np.float32))
    if name.startswith("value_int"):
        return numpy_helper.from_array(np.asarray(value, np.int64))
    raise UnstreamableError(f"its constant {node.output[0]} is not a plain array")
