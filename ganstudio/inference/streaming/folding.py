"""Computing beforehand what depends on the picture's size alone, or on nothing.

Exporters write shapes, paddings and factors as little computations. At a known size
they are numbers, and the operators that take them can be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ganstudio.api import InferenceError
from ganstudio.inference.streaming.graph import Graph, settings
from ganstudio.inference.streaming.operators import changes
from ganstudio.inference.streaming.report import UnstreamableError
from ganstudio.inference.streaming.shapes import Shapes, infer_shapes, named

_FEW = 4096
"""Numbers that may come out of fewer: what spreads over the picture stays computed."""


def fold(graph: Graph, channels: int, height: int, width: int) -> tuple[Graph, Shapes]:
    """Return a graph at one size without such computations, and its shapes.

    Args:
        graph: of a translator.
        channels: of the picture.
        height: of the picture as the network sees it, px.
        width: likewise.

    Raises:
        UnstreamableError: one of them fails.
    """
    while True:
        shapes = infer_shapes(graph, channels, height, width)
        found = _computed(graph, shapes)
        if not found:
            return graph, shapes
        # What is constant now may have been all that a shape was waiting for.
        graph = graph.changed(graph.nodes, found)


def _computed(graph: Graph, shapes: Shapes) -> dict[str, onnx.TensorProto]:
    """Return what is not constant and could be, by name."""
    given: dict[str, onnx.TensorProto] = {}
    known, nodes = set(graph.constants), []
    for node in graph.nodes:
        if node.op_type == "Shape" and node.input[0] in shapes:
            name = node.output[0]
            given[name] = numpy_helper.from_array(_sides(node, shapes), name)
        elif _is_fixed(node, known):
            nodes.append(node)
        else:
            continue
        known.update(node.output)
    if nodes:
        sizes = {name: np.prod(t.dims) for name, t in graph.constants.items()}
        for node, arrays in zip(nodes, _run(graph, given, nodes), strict=True):
            most = max(_FEW, *(sizes.get(name, 0) for name in node.input))
            if all(array.size <= most for array in arrays.values()):
                given |= {n: numpy_helper.from_array(a, n) for n, a in arrays.items()}
    return given


def _is_fixed(node: onnx.NodeProto, known: set[str]) -> bool:
    inputs = [name for name in node.input if name]
    return bool(inputs) and known.issuperset(inputs) and not changes(node)


def _sides(node: onnx.NodeProto, shapes: Shapes) -> NDArray[np.int64]:
    given, shape = settings(node), shapes[node.input[0]]
    return np.array(shape[given.get("start", 0) : given.get("end")], np.int64)


def _run(
    graph: Graph,
    given: dict[str, onnx.TensorProto],
    nodes: Sequence[onnx.NodeProto],
) -> list[dict[str, NDArray[np.generic]]]:
    """Run nodes that need constants alone; returns what each makes, by name."""
    from ganstudio.inference.session import open_graph, reason

    used = {name for node in nodes for name in node.input}
    constants = {n: t for n, t in (graph.constants | given).items() if n in used}
    names = [[name for name in node.output if name] for node in nodes]
    model = helper.make_model(
        helper.make_graph(
            nodes,
            "sizes",
            [],
            [onnx.ValueInfoProto(name=name) for some in names for name in some],
            [named(tensor, name) for name, tensor in constants.items()],
        ),
        opset_imports=list(graph.opsets),
        ir_version=graph.version,
    )
    try:
        made = iter(open_graph(model, "cpu", 1).run_all({}, None))
    except InferenceError as error:
        raise UnstreamableError(f"its sizes cannot be computed: {error}") from error
    except Exception as error:  # onnxruntime's errors have no common base
        why = f"its sizes cannot be computed ({reason(error)})"
        raise UnstreamableError(why) from error
    return [{name: np.asarray(next(made)) for name in some} for some in names]
