"""Shapes of a graph's tensors as ONNX infers them."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper, shape_inference

from ganstudio.inference.streaming.graph import Graph

Shapes = dict[str, tuple[int, ...]]
"""Name of a tensor -> its shape for one picture."""


def infer_shapes(graph: Graph, channels: int, height: int, width: int) -> Shapes:
    """Return the shapes that are known, by name, for one picture of a size, px."""
    picture = helper.make_tensor_value_info(
        graph.picture, TensorProto.FLOAT, [1, channels, height, width]
    )
    others = []
    for value in graph.others:
        copy = onnx.ValueInfoProto()
        copy.CopyFrom(value)
        copy.type.tensor_type.shape.dim[0].dim_value = 1
        others.append(copy)
    model = helper.make_model(
        helper.make_graph(
            [_same_size(node) for node in graph.nodes],
            "shapes",
            [picture, *others],
            [onnx.ValueInfoProto(name=graph.output)],
            [named(tensor, name) for name, tensor in graph.constants.items()],
        ),
        opset_imports=list(graph.opsets),
        ir_version=graph.version,
    )
    inferred = shape_inference.infer_shapes(model, data_prop=True).graph
    shapes = {}
    for value in (*inferred.input, *inferred.value_info, *inferred.output):
        shape = value.type.tensor_type.shape
        if value.type.tensor_type.HasField("shape") and all(
            d.HasField("dim_value") for d in shape.dim
        ):
            shapes[value.name] = tuple(d.dim_value for d in shape.dim)
    return shapes


def _same_size(node: onnx.NodeProto) -> onnx.NodeProto:
    """Replace what ONNX does not know the size of, though it keeps it."""
    if node.op_type != "GroupNormalization":
        return node
    return helper.make_node("Identity", node.input[:1], node.output)


def named(tensor: onnx.TensorProto, name: str) -> onnx.TensorProto:
    """Return a constant under a name; two names may stand for the same one."""
    if tensor.name == name:
        return tensor
    copy = onnx.TensorProto()
    copy.CopyFrom(tensor)
    copy.name = name
    return copy
