"""Reading a foreign graph, and rewriting it into the form that a card describes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ganstudio.api import ModelFileError
from ganstudio.app.importing.meaning import Meaning

if TYPE_CHECKING:
    import onnx

INPUT, OUTPUT = "picture", "translation"
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_FLOAT, _BYTE, _HALF = 1, 2, 10
_TO_NCHW, _TO_NHWC = (0, 3, 1, 2), (0, 2, 3, 1)


@dataclass(frozen=True)
class Foreign:
    """A file's graph with one picture in and one out.

    Attributes:
        path: the file.
        proto: the whole model; not to be changed.
        layout: of its arrays.
        channels: of input and output; 0 where the file leaves it open.
        size: (H, W) of the input where it is fixed, px.
    """

    path: Path
    proto: onnx.ModelProto
    layout: Literal["NCHW", "NHWC"]
    channels: tuple[int, int]
    size: tuple[int, int] | None


def read_foreign(path: Path) -> Foreign:
    """Read an ONNX file that takes one picture and gives one.

    Raises:
        ModelFileError: no ONNX file, weights in other files, or other arrays than one
            picture in and one picture out.
    """
    import onnx
    from google.protobuf.message import (  # type: ignore[import-untyped]
        DecodeError,
    )

    try:
        proto = onnx.load(str(path), load_external_data=False)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelFileError(f"Could not read {path}: {reason}.") from error
    except DecodeError:
        raise ModelFileError(f"{path} is not an ONNX file: choose another.") from None
    graph = proto.graph
    weights = {w.name for w in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    outputs = list(graph.output)
    if len(inputs) != 1 or len(outputs) != 1:
        raise ModelFileError(
            f"{path.name} takes {_names(inputs)} and gives {_names(outputs)}: only"
            " networks that turn one picture into one can be imported."
        )
    shapes = [_shape(value) for value in (*inputs, *outputs)]
    kinds = [value.type.tensor_type.elem_type for value in (*inputs, *outputs)]
    if any(len(s) != 4 for s in shapes) or set(kinds) - {_FLOAT, _BYTE, _HALF}:
        raise ModelFileError(
            f"{path.name} does not turn a picture into one: it takes {_text(shapes[0])}"
            f" and gives {_text(shapes[1])}, and four numbers are wanted: batch,"
            " channels, height and width."
        )
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    if shapes[0][1] not in (1, 3) and shapes[0][3] in (1, 3):
        layout = "NHWC"
    at = 1 if layout == "NCHW" else 3
    channels = (shapes[0][at] or 0, shapes[1][at] or 0)
    if set(channels) - {0, 1, 3}:
        raise ModelFileError(
            f"{path.name} takes {channels[0]} channels and gives {channels[1]}: grey"
            " (1) and colour (3) pictures can be imported."
        )
    height, width = shapes[0][2:] if layout == "NCHW" else shapes[0][1:3]
    size = (height, width) if height and width else None
    return Foreign(path, proto, layout, channels, size)


def rewritten(foreign: Foreign, meaning: Meaning) -> onnx.ModelProto:
    """Wrap the graph so that it takes and gives float32 (N, C, H, W) in RGB.

    What the meaning asks for goes before and behind it: transposes, casts, the order
    of the colours, ImageNet's normalisation. The graph itself is not changed.
    """
    import onnx
    from onnx import helper, numpy_helper

    proto = onnx.ModelProto()
    proto.CopyFrom(foreign.proto)
    graph = proto.graph
    weights = {w.name for w in graph.initializer}
    (source,) = (value for value in graph.input if value.name not in weights)
    (result,) = graph.output
    before: list[onnx.NodeProto] = []
    behind: list[onnx.NodeProto] = []

    def chain(
        nodes: list[onnx.NodeProto],
        steps: list[tuple[str, dict[str, Any]]],
        begin: str,
        end: str,
    ) -> None:
        names = [begin, *(f"{end}/import/{i}" for i in range(len(steps) - 1)), end]
        for (kind, given), a, b in zip(steps, names[:-1], names[1:], strict=True):
            more = [
                constant(b, key, value)
                for key, value in given.items()
                if isinstance(value, np.ndarray)
            ]
            plain = {k: v for k, v in given.items() if not isinstance(v, np.ndarray)}
            nodes.append(helper.make_node(kind, [a, *more], [b], **plain))

    def constant(owner: str, key: str, value: np.ndarray) -> str:
        name = f"{owner}/{key}"
        graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    colour = foreign.channels[0] != 1
    swap = {"at": np.array([2, 1, 0], np.int64), "axis": 1}
    steps: list[tuple[str, dict[str, Any]]] = []
    if meaning.normalise == "imagenet":
        mean = np.array(_MEAN if colour else [np.mean(_MEAN)], np.float32)
        spread = np.array(_SPREAD if colour else [np.mean(_SPREAD)], np.float32)
        steps += [("Sub", {"mean": mean[:, None, None]})]
        steps += [("Div", {"spread": spread[:, None, None]})]
    if meaning.order == "BGR" and colour:
        steps += [("Gather", swap)]
    if meaning.layout == "NHWC":
        steps += [("Transpose", {"perm": _TO_NHWC})]
    kind = source.type.tensor_type.elem_type
    steps += [("Cast", {"to": kind})] if kind != _FLOAT else []
    inner = f"{source.name}/foreign"
    _rename(graph, source.name, inner)
    chain(before, steps or [("Identity", {})], INPUT, inner)

    steps = [("Cast", {"to": _FLOAT})]
    steps += [("Transpose", {"perm": _TO_NCHW})] if meaning.layout == "NHWC" else []
    if meaning.order == "BGR" and foreign.channels[1] != 1:
        steps += [("Gather", swap)]
    inner = f"{result.name}/foreign"
    _rename(graph, result.name, inner)
    chain(behind, steps, inner, OUTPUT)

    nodes = [*before, *graph.node, *behind]
    del graph.node[:], graph.output[:]
    graph.node.extend(nodes)
    graph.input.remove(source)
    sides: tuple[int | str, int | str] = foreign.size or ("height", "width")
    graph.input.insert(
        0,
        helper.make_tensor_value_info(
            INPUT, _FLOAT, ["N", foreign.channels[0] or "C", *sides]
        ),
    )
    graph.output.append(
        helper.make_tensor_value_info(
            OUTPUT, _FLOAT, ["N", foreign.channels[1] or "C", None, None]
        )
    )
    return proto


def _rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    """Give a tensor another name wherever the graph, and graphs inside it, use it."""
    for node in graph.node:
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                if name == old:
                    names[i] = new
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _rename(attribute.g, old, new)


def _shape(value: onnx.ValueInfoProto) -> list[int | None]:
    return [d.dim_value or None for d in value.type.tensor_type.shape.dim]


def _names(values: list[onnx.ValueInfoProto]) -> str:
    return ", ".join(f"{v.name} {_text(_shape(v))}" for v in values) or "nothing"


def _text(shape: list[int | None]) -> str:
    return "(" + ", ".join("any" if d is None else str(d) for d in shape) + ")"
