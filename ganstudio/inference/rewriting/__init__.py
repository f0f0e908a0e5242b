"""Graphs rewritten for the CPU when they are loaded; the files stay as they are.

Each module knows one kind of convolution that onnxruntime computes slowly, and how the
same numbers come from other standard operators:

`winograd`  wide 3x3 convolutions, the residual blocks of generators
`narrow`    convolutions to few maps, the last layer of generators

Transposed convolutions with a stride of 2 stay: as four convolutions, one for each
phase, they took 31 ms for 26 (128 to 64 maps, 128x128 px, two cores with AVX2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ganstudio.inference.rewriting import narrow, winograd

_LEAST_OPSET = 15
"""First version of the operators in which Shape can leave out the batch."""
_WAYS = (
    (winograd.suits, winograd.rewritten),
    (narrow.suits, narrow.rewritten),
)


@dataclass(frozen=True)
class Rewritten:
    """A rewritten graph, and the weights that it looks for outside itself."""

    model: bytes
    arrays: dict[str, NDArray[np.float32]]
    """By name, float32; kept outside so that they are in memory once."""


def rewrite(model: onnx.ModelProto) -> Rewritten | None:
    """Rewrite what a model computes slowly; None where nothing can be done."""
    if any(o.version < _LEAST_OPSET for o in model.opset_import if not o.domain):
        return None
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    arrays: dict[str, NDArray[np.float32]] = {}
    constants: list[onnx.TensorProto] = []
    for node in graph.node:
        way = next((way for suits, way in _WAYS if suits(node, weights)), None)
        if way is None:
            nodes.append(node)
            continue
        made = way(node, weights)
        nodes += made.nodes
        arrays |= made.arrays
        constants += [numpy_helper.from_array(v, k) for k, v in made.constants.items()]
    if len(nodes) == len(graph.node):
        return None
    used = {name for node in nodes for name in node.input}
    constants += [tensor for tensor in graph.initializer if tensor.name in used]
    constants += [_outside(name, array) for name, array in arrays.items()]
    changed = helper.make_model(
        helper.make_graph(nodes, graph.name, graph.input, graph.output, constants),
        opset_imports=model.opset_import,
        functions=model.functions,
        ir_version=model.ir_version,
    )
    return Rewritten(changed.SerializeToString(), arrays)


def growth(node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]) -> int:
    """Bytes by which a node's weights grow: 36 numbers for 9 where it is Winograd's."""
    if not winograd.suits(node, weights):
        return 0
    return int(4 * math.prod(weights[node.input[1]].dims) * 3)


def work(
    node: onnx.NodeProto,
    weights: Mapping[str, onnx.TensorProto],
    sizes: Mapping[str, float],
) -> float:
    """Bytes between a node's source and its result, where it is rewritten; else 0.

    Args:
        node: of the graph as it was.
        weights: by name.
        sizes: bytes of the node's source and of its result, by name.
    """
    if winograd.suits(node, weights):
        # Tiles before and after: 36 numbers for 16.
        return 2.25 * (sizes[node.input[0]] + sizes[node.output[0]])
    if narrow.suits(node, weights):
        # One set of maps for each column of the kernel, and their moved copies.
        columns = int(weights[node.input[1]].dims[3])
        return 2 * columns * sizes[node.output[0]]
    return 0.0


def _outside(name: str, array: NDArray[np.float32]) -> onnx.TensorProto:
    """Declare a weight that the session is given beside the model."""
    tensor = onnx.TensorProto(
        name=name,
        data_type=onnx.TensorProto.FLOAT,
        dims=array.shape,
        data_location=onnx.TensorProto.EXTERNAL,
    )
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "beside"
    return tensor
