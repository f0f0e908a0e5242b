"""The operators that may stand in a graph that is run in tiles, and their windows.

Whatever is not listed makes a graph unstreamable: attention and matrix products over
the picture, reshaping (but for what `patterns` knows), control flow.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import onnx

from ganstudio.inference.streaming.graph import Graph, describe, settings
from ganstudio.inference.streaming.report import UnstreamableError
from ganstudio.inference.streaming.stretching import is_stretch, stretched
from ganstudio.inference.streaming.windows import (
    SAME,
    Window,
    blocks,
    convolution,
    padding,
    resizing,
    transposed,
    unfolded,
)

Windows = tuple[Window, Window]
"""Of height and width."""

_PLACEWISE = (
    "Abs Atanh BatchNormalization Cast Ceil Celu Clip Cos Dropout Elu Erf Exp Floor"
    " Gelu HardSigmoid HardSwish Identity LeakyRelu Log Mish Neg Reciprocal Relu Round"
    " Selu Sigmoid Sign Sin Softplus Softsign Sqrt Swish Tanh ThresholdedRelu"
)
_JOINING = (
    "Add Sub Mul Div Pow Min Max Mean Sum PRelu Where Equal Greater GreaterOrEqual Less"
    " LessOrEqual And Or Not Mod"
)
POINTWISE = frozenset(_PLACEWISE.split())
"""Each place of the result needs the same place of the input."""
BROADCAST = frozenset(_JOINING.split())
"""Likewise; one of the operands may be the same at all places."""
_ALONG_CHANNELS = (
    *("Concat", "Split", "Softmax", "LogSoftmax"),
    *("ReduceMax", "ReduceMin", "ReduceMean", "ReduceSum", "ReduceL2"),
)
"""Likewise, as long as their axis is that of the channels."""
_CHANCE = ("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike")
_FLOW = ("Loop", "If", "Scan")
_REASONS = {
    "MatMul": "it multiplies matrices over the whole picture, as attention does",
    "Gemm": "it multiplies matrices over the whole picture",
    "Shape": "it computes with the picture's size",
    "Reshape": "it reshapes the picture",
    "Flatten": "it flattens the picture",
    "Transpose": "it turns the picture's axes",
    "Einsum": "it multiplies matrices over the whole picture, as attention does",
    "Expand": "it spreads values over the picture's size",
    "Attention": "every place of the picture looks at every other (attention)",
}


def windows(graph: Graph, node: onnx.NodeProto) -> Windows:
    """Return where an operator looks, along height and width.

    Raises:
        UnstreamableError: it is not on the list, or its settings are not.
    """
    if node.domain not in ("", "ai.onnx"):
        raise UnstreamableError(f"its operator {describe(node)} is not a standard one")
    if node.op_type in POINTWISE or node.op_type in BROADCAST:
        return SAME, SAME
    rule = _RULES.get(node.op_type)
    if rule is None:
        raise UnstreamableError(
            _REASONS.get(node.op_type, "it uses an operator that is not known here")
            + f": {describe(node)}"
        )
    return rule(graph, node)


def changes(node: onnx.NodeProto) -> bool:
    """Tell whether an operator may give something else each time: chance, flow."""
    return node.op_type in (*_CHANCE, *_FLOW)


def refuse_anywhere(node: onnx.NodeProto) -> None:
    """Refuse what gives other results in each tile, whatever it works on.

    Raises:
        UnstreamableError: chance or control flow.
    """
    if changes(node):
        raise UnstreamableError(
            f"its operator {describe(node)} would do something else in each tile"
        )


def _pair(given: dict[str, Any], name: str, default: int, count: int = 2) -> list[int]:
    return [int(v) for v in given.get(name) or [default] * count]


def _sliding(
    graph: Graph, node: onnx.NodeProto, kernel: list[int]
) -> tuple[list[int], list[int], list[int], list[int], bool]:
    """Return kernel, strides, dilations and pads; and whether pads keep the size."""
    given = settings(node)
    if len(kernel) != 2:
        raise UnstreamableError(f"its operator {describe(node)} is not over two axes")
    strides, dilations = _pair(given, "strides", 1), _pair(given, "dilations", 1)
    pads = _pair(given, "pads", 0, 4)
    mode = bytes(given.get("auto_pad", b"NOTSET"))
    if mode in (b"SAME_UPPER", b"SAME_LOWER"):
        for axis in range(2):
            reach = (kernel[axis] - 1) * dilations[axis] + 1
            total = max(reach - strides[axis], 0)
            less, more = total // 2, total - total // 2
            upper = mode == b"SAME_UPPER"
            pads[axis], pads[axis + 2] = (less, more) if upper else (more, less)
    return kernel, strides, dilations, pads, mode.startswith(b"SAME")


def _convolution(graph: Graph, node: onnx.NodeProto) -> Windows:
    weights = graph.constants.get(node.input[1])
    if weights is None:
        raise UnstreamableError(f"the weights of {describe(node)} are computed")
    k, s, d, p, same = _sliding(graph, node, [int(v) for v in weights.dims[2:]])
    if node.op_type == "Conv":
        made = [
            convolution(k[a], s[a], d[a], p[a], p[a + 2], whole=s[a] if same else 1)
            for a in range(2)
        ]
    else:
        given = settings(node)
        if same or "output_shape" in given:
            raise UnstreamableError(
                f"its operator {describe(node)} chooses its padding by the size"
            )
        more = _pair(given, "output_padding", 0)
        made = [transposed(k[a], s[a], d[a], p[a], p[a + 2], more[a]) for a in range(2)]
    return made[0], made[1]


def _pooling(graph: Graph, node: onnx.NodeProto) -> Windows:
    given = settings(node)
    if given.get("ceil_mode") or len(node.output) > 1:
        raise UnstreamableError(
            f"its operator {describe(node)} rounds sizes up or returns places"
        )
    k, s, d, p, same = _sliding(graph, node, _pair(given, "kernel_shape", 1))
    made = [
        convolution(k[a], s[a], d[a], p[a], p[a + 2], whole=s[a] if same else 1)
        for a in range(2)
    ]
    return made[0], made[1]


def _padding(graph: Graph, node: onnx.NodeProto) -> Windows:
    mode = bytes(settings(node).get("mode", b"constant"))
    if mode not in (b"constant", b"reflect", b"edge"):
        raise UnstreamableError(
            f"its operator {describe(node)} takes the other side of the picture"
        )
    given = graph.setting(node, "pads", 1)
    pads = [0] * 8 if given is None else [int(v) for v in given]
    if len(node.input) > 3 and node.input[3]:
        axes = graph.number(node.input[3])
        if axes is None:
            raise UnstreamableError(f"the axes of {describe(node)} are computed")
        whole = [0] * 8
        for i, axis in enumerate(axes):
            whole[int(axis) % 4] = pads[i]
            whole[int(axis) % 4 + 4] = pads[i + len(axes)]
        pads = whole
    if pads[0] or pads[4]:
        raise UnstreamableError(f"its operator {describe(node)} pads the batch")
    mirrored = mode == b"reflect"
    return (
        padding(pads[2], pads[6], mirrored=mirrored),
        padding(pads[3], pads[7], mirrored=mirrored),
    )


def _resizing(graph: Graph, node: onnx.NodeProto) -> Windows:
    given = settings(node)
    old = node.op_type == "Upsample" or graph.opset < 11
    if not old and len(node.input) > 3 and node.input[3]:
        raise UnstreamableError(
            f"its operator {describe(node)} is given a size and not a factor"
        )
    scales = graph.setting(node, "scales", 1 if old else 2)
    if scales is None or "axes" in given or len(scales) != 4:
        raise UnstreamableError(f"its operator {describe(node)} has no plain factors")
    factors = [Fraction(float(v)).limit_denominator(64) for v in scales]
    if factors[:2] != [1, 1] or any(1 not in f.as_integer_ratio() for f in factors):
        raise UnstreamableError(
            f"its operator {describe(node)} scales by {scales.tolist()}, which is no"
            " whole number of places"
        )
    mode = bytes(given.get("mode", b"nearest"))
    default = b"asymmetric" if old else b"half_pixel"
    places = bytes(given.get("coordinate_transformation_mode", default))
    if is_stretch(node):
        return stretched(factors[2]), stretched(factors[3])
    if places not in (b"asymmetric", b"half_pixel", b"pytorch_half_pixel"):
        raise UnstreamableError(
            f"its operator {describe(node)} places pixels by the whole size"
            f" ({places.decode()})"
        )
    # pytorch_half_pixel treats a result of one place in a way of its own.
    if places == b"pytorch_half_pixel" and min(factors) < 1:
        raise UnstreamableError(f"its operator {describe(node)} shrinks unevenly")
    if given.get("antialias") or given.get("exclude_outside"):
        raise UnstreamableError(
            f"its operator {describe(node)} weighs the border in a way of its own"
        )
    if mode == b"nearest" and places == b"asymmetric":
        floor = old or bytes(given.get("nearest_mode", b"")) == b"floor"
        around = (0, 0) if floor else (0, 1)
    else:
        around = {b"nearest": (0, 1), b"linear": (0, 1), b"cubic": (1, 2)}[mode]
    made = [
        resizing(
            f, half_pixel=places != b"asymmetric", before=around[0], after=around[1]
        )
        for f in factors[2:]
    ]
    return made[0], made[1]


def _slicing(graph: Graph, node: onnx.NodeProto) -> Windows:
    starts, ends = graph.setting(node, "starts", 1), graph.setting(node, "ends", 2)
    axes, steps = graph.setting(node, "axes", 3), graph.setting(node, "steps", 4)
    assert starts is not None
    assert ends is not None
    axes = np.arange(len(starts)) if axes is None else axes
    made = {2: SAME, 3: SAME}
    for i, axis in enumerate(int(a) % 4 for a in axes):
        if axis == 1:
            continue
        start, end = int(starts[i]), int(ends[i])
        stepped = steps is not None and int(steps[i]) != 1
        if axis == 0 or stepped or start < 0 or 0 < end < 2**30 or end == 0:
            raise UnstreamableError(
                f"its operator {describe(node)} cuts out a part of a fixed size"
            )
        made[axis] = padding(-start, min(end, 0))
    return made[2], made[3]


def _channels(graph: Graph, node: onnx.NodeProto) -> Windows:
    given = settings(node)
    if "axes" in given or node.op_type.startswith("Reduce"):
        found = graph.setting(node, "axes", 1)
        axes = [] if found is None else [int(a) for a in found]
        plain = bool(given.get("keepdims", 1))
    else:
        old = 1 if graph.opset < 13 else -1
        default = {"Split": 0}.get(node.op_type, old)
        axes, plain = [int(given.get("axis", default))], True
    if [a % 4 for a in axes] != [1] or not plain:
        raise UnstreamableError(
            f"its operator {describe(node)} works along another axis than the channels"
        )
    return SAME, SAME


def _gathering(graph: Graph, node: onnx.NodeProto) -> Windows:
    places = graph.number(node.input[1])
    if int(settings(node).get("axis", 0)) % 4 != 1 or places is None or not places.ndim:
        raise UnstreamableError(f"its operator {describe(node)} picks places")
    return SAME, SAME


def _depth_to_space(graph: Graph, node: onnx.NodeProto) -> Windows:
    window = unfolded(int(settings(node)["blocksize"]))
    return window, window


def _space_to_depth(graph: Graph, node: onnx.NodeProto) -> Windows:
    window = blocks(int(settings(node)["blocksize"]))
    return window, window


_RULES: dict[str, Callable[[Graph, onnx.NodeProto], Windows]] = {
    "Conv": _convolution,
    "ConvTranspose": _convolution,
    "MaxPool": _pooling,
    "AveragePool": _pooling,
    "Pad": _padding,
    "Resize": _resizing,
    "Upsample": _resizing,
    "Slice": _slicing,
    "Gather": _gathering,
    "DepthToSpace": _depth_to_space,
    "SpaceToDepth": _space_to_depth,
    **dict.fromkeys(_ALONG_CHANNELS, _channels),
}
