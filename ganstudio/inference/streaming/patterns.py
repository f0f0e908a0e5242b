"""What exporters write in several operators, or with sizes, put as one that tiles know.

Each pattern is the same computation at the size at hand. One that only resembles it is
left alone, and refused by whoever looks at its operators.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from ganstudio.inference.streaming.graph import Graph, settings
from ganstudio.inference.streaming.operators import BROADCAST
from ganstudio.inference.streaming.shapes import Shapes

_VIEWS = ("Reshape", "Squeeze", "Unsqueeze", "Flatten")
"""They leave the values where they are in memory."""
_END = 2**31 - 1
"""An end that no axis reaches."""


@dataclass
class Rewriting:
    """A graph at one size that is being put in other words.

    Attributes:
        graph: as it was.
        shapes: of its tensors.
        nodes: of the new graph, in order; those that nothing needs are left out later.
        constants: new ones, by name.
        maps: names of what has a value for each place of the picture.
    """

    graph: Graph
    shapes: Shapes
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    maps: set[str] = field(init=False)
    _added: bool = False

    def __post_init__(self) -> None:
        """Follow the picture through the graph, up to where it is summed up."""
        self.maps = {self.graph.picture}
        for node in self.graph.nodes:
            if self.maps.intersection(node.input):
                self.maps.update(n for n in node.output if self.shape(n)[2:] != (1, 1))

    def add(self, operator: str, given: list[str], made: str, **settings: Any) -> str:
        """Add a node of one result; returns its name."""
        self.nodes.append(helper.make_node(operator, given, [made], made, **settings))
        self._added = True
        return made

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """Add a constant; returns its name."""
        self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def shape(self, name: str) -> tuple[int, ...]:
        """Shape of a tensor, or () where it is not known."""
        return self.shapes.get(name, ())

    def origin(self, name: str) -> str:
        """What a tensor is a view of, through any number of views."""
        node = self.graph.makers.get(name)
        while node is not None and node.op_type in _VIEWS:
            name = node.input[0]
            node = self.graph.makers.get(name)
        return name

    @property
    def done(self) -> Graph:
        """The new graph; the old one itself where nothing was added."""
        if not self._added:
            return self.graph
        return self.graph.changed(self.nodes, self.constants)


def simplify(graph: Graph, shapes: Shapes) -> Graph:
    """Return a graph in which the patterns are put in other words.

    Args:
        graph: without computations of shapes.
        shapes: of its tensors at the size at hand.
    """
    made = Rewriting(graph, shapes)
    for node in graph.nodes:
        pattern = _PATTERNS.get(node.op_type)
        if pattern is None or not pattern(made, node):
            made.nodes.append(node)
    return made.done


def _view(made: Rewriting, node: onnx.NodeProto) -> bool:
    """A view that ends what began with another one: a norm of groups, a shuffle."""
    result = node.output[0]
    shape, viewed_last = made.shape(result), made.origin(result)
    if viewed_last in made.maps and made.shape(viewed_last) == shape:
        made.add("Identity", [viewed_last], result)
        return True
    inner = made.graph.makers.get(viewed_last)
    if len(shape) != 4 or inner is None:
        return False
    source = made.origin(inner.input[0])
    before, viewed = made.shape(source), made.shape(inner.input[0])
    if len(before) != 4 or not viewed or source not in made.maps:
        return False
    if inner.op_type == "InstanceNormalization":
        return _group_norm(made, inner, source, result)
    if inner.op_type == "Transpose":
        order = [int(axis) for axis in settings(inner).get("perm", [])]
        return _shuffle(made, source, viewed, order, result)
    return False


def _group_norm(
    made: Rewriting, norm: onnx.NodeProto, source: str, result: str
) -> bool:
    """Channels in groups, (1, C, H, W) as (1, groups, ...), normalised, and back."""
    groups = made.shape(norm.input[0])[1]
    channels = made.shape(source)[1]
    if made.shape(source) != made.shape(result) or channels % groups:
        return False
    if made.shape(norm.input[0])[0] != 1 or norm.input[0] == source:
        return False
    made.add(
        "GroupNormalization",
        [source, *norm.input[1:]],
        result,
        num_groups=groups,
        epsilon=settings(norm).get("epsilon", 1e-5),
    )
    return True


def _shuffle(
    made: Rewriting, source: str, viewed: tuple[int, ...], order: list[int], result: str
) -> bool:
    """Blocks of places become channels, or the other way round."""
    before, after = made.shape(source), made.shape(result)
    axes = [axis for axis, side in enumerate(viewed) if side != 1]
    sides = [viewed[axis] for axis in axes]
    order = [axes.index(axis) for axis in order if axis in axes]
    side = before[2] // after[2] if before[2] > after[2] else after[2] // before[2]
    if side < 2 or len(sides) != 5:
        return False
    smaller = after if before[2] > after[2] else before
    channels, height, width = smaller[1] // side**2, *smaller[2:]
    if before[2] > after[2]:
        if sides != [channels, height, side, width, side] or order != [0, 2, 4, 1, 3]:
            return False
        # ONNX counts the places of a block first, and then the channels.
        blocks = made.add("SpaceToDepth", [source], f"{result}/blocks", blocksize=side)
        count = np.arange(channels * side**2).reshape(side**2, channels).T
        places = made.constant(f"{result}/order", count.reshape(-1))
        made.add("Gather", [blocks, places], result, axis=1)
        return True
    if sides != [channels, side, side, height, width] or order != [0, 3, 1, 4, 2]:
        return False
    made.add("DepthToSpace", [source], result, blocksize=side, mode="CRD")
    return True


def _resize(made: Rewriting, node: onnx.NodeProto) -> bool:
    """A size that is a whole number of times the picture's, as a factor."""
    before, after = made.shape(node.input[0]), made.shape(node.output[0])
    given = settings(node)
    sizes = len(node.input) > 3 and node.input[3] in made.graph.constants
    stretched = given.pop("keep_aspect_ratio_policy", b"stretch") == b"stretch"
    if not sizes or not stretched or len(before) != 4 or len(after) != 4:
        return False
    if any(max(pair) % min(pair) for pair in zip(before, after, strict=True)):
        return False
    given.pop("axes", None)
    factors = np.array(after, np.float32) / np.array(before, np.float32)
    scales = made.constant(f"{node.output[0]}/scales", factors)
    made.add("Resize", [node.input[0], "", scales], node.output[0], **given)
    return True


def _slice(made: Rewriting, node: onnx.NodeProto) -> bool:
    """Ends of a cut along the picture's axes, counted from its other border."""
    graph, shape = made.graph, made.shape(node.input[0])
    numbers = [graph.number(name) if name else None for name in node.input[1:]]
    if len(shape) != 4 or len(numbers) < 2:
        return False
    starts, ends, axes, steps = [*numbers, None, None][:4]
    if starts is None or ends is None or (axes is None and len(node.input) > 3):
        return False
    axes = np.arange(len(starts)) if axes is None else axes % 4
    new = [int(end) for end in ends]
    for i, axis in enumerate(axes):
        if (
            axis in (2, 3)
            and (steps is None or steps[i] == 1)
            and 0 < new[i] < _END // 2
        ):
            new[i] = _END if new[i] >= shape[axis] else new[i] - shape[axis]
    if new == [int(end) for end in ends]:
        return False
    name = made.constant(f"{node.output[0]}/ends", np.array(new, ends.dtype))
    made.add("Slice", [*node.input[:2], name, *node.input[3:]], node.output[0])
    return True


def _expand(made: Rewriting, node: onnx.NodeProto) -> bool:
    """Values spread over the picture for operators that would do it themselves."""
    source, result = node.input[0], node.output[0]
    size = made.shape(result)[2:]
    if made.shape(source)[2:] != (1, 1) or source in made.maps:
        return False
    for reader in made.graph.readers.get(result, ()):
        beside = [made.shape(n)[2:] for n in reader.input if n in made.maps]
        if reader.op_type not in BROADCAST or size not in beside:
            return False
    made.add("Identity", [source], result)
    return True


def _reduce(made: Rewriting, node: onnx.NodeProto) -> bool:
    """One number, or one for each channel: with the picture's axes, and reshaped."""
    source, result, given = node.input[0], node.output[0], settings(node)
    before, shape = made.shape(source), made.shape(result)
    if given.get("keepdims", 1) or len(before) != 4 or not 0 < len(shape) < 3:
        return False
    if source not in made.maps or math.prod(shape) not in (1, before[1]):
        return False
    given["keepdims"] = 1
    kept = made.add(node.op_type, list(node.input), f"{result}/kept", **given)
    size = made.constant(f"{result}/shape", np.array(shape, np.int64))
    made.add("Reshape", [kept, size], result)
    return True


_PATTERNS: dict[str, Callable[[Rewriting, onnx.NodeProto], bool]] = {
    **dict.fromkeys(_VIEWS, _view),
    "Resize": _resize,
    "Slice": _slice,
    "Expand": _expand,
    "ReduceMean": _reduce,
    "ReduceMax": _reduce,
}
