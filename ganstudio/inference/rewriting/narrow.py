"""Faster convolutions to few maps on the CPU: the columns of the kernel as maps.

onnxruntime computes maps in blocks of 8 (AVX2) or 16 (AVX-512); the three colours of
the last layer of a generator leave most of a block unused. Each column of the kernel
becomes maps of its own: a kernel of 7x7 to 3 maps is one of 7x1 to 21, whose maps are
then moved by their column and added up. The products are the same.

Measured for 64 maps and 7x7 to 3, 256x256 px, two cores with AVX2: 53 ms as it was,
14 ms rewritten; 3x3 to 3: 17 and 5 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import onnx
from onnx import helper, numpy_helper

from ganstudio.inference.rewriting.parts import Naming, Parts, is_plain, pads

_MOST_OUTPUTS = 4
_LEAST_INPUTS = 16
"""Maps below which there is little to save."""
_TO_THE_END = 2**62


def suits(node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]) -> bool:
    """Tell whether a node is a convolution that is rewritten; `weights` by name."""
    if not is_plain(node, weights):
        return False
    outputs, inputs, _, columns = weights[node.input[1]].dims
    return bool(outputs <= _MOST_OUTPUTS and inputs >= _LEAST_INPUTS and columns >= 3)


def rewritten(node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]) -> Parts:
    """Make the operators for one convolution; shapes stay free in N, H and W."""
    kernel = numpy_helper.to_array(weights[node.input[1]])
    outputs, inputs, rows, columns = kernel.shape
    name = Naming(node, "narrow")
    constants: dict[str, Any] = {
        # (out, in, rows, columns) -> (columns and out, in, rows, 1)
        "kernel": kernel.transpose(3, 0, 1, 2).reshape(-1, inputs, rows, 1),
        "axes": [1, 3],
    }
    nodes = [name.node("Conv", ["", "kernel"], "maps", pads=pads(node))]
    moved = []
    for column in range(columns):
        beyond = column - (columns - 1)  # counted from the right border
        constants[f"from_{column}"] = [column * outputs, column]
        constants[f"to_{column}"] = [(column + 1) * outputs, beyond or _TO_THE_END]
        places = ["maps", f"from_{column}", f"to_{column}", "axes"]
        nodes.append(name.node("Slice", places, f"moved_{column}"))
        moved.append(f"moved_{column}")
    if len(node.input) > 2 and node.input[2]:
        constants["bias_shape"] = [1, outputs, 1, 1]
        bias = helper.make_node(
            "Reshape", [node.input[2], name("bias_shape")], [name("bias")]
        )
        nodes.append(bias)
        moved.append("bias")
    nodes.append(name.node("Sum", moved, ""))
    return Parts(nodes, name.constants(constants))
