"""What every tensor of a graph is: a map over the picture or not, its scale, its level.

The level of a tensor is the most statistics of the whole picture (means and variances,
which is what normalisations take) on any path to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray

from ganstudio.inference.streaming.channels_last import channels_first
from ganstudio.inference.streaming.folding import fold
from ganstudio.inference.streaming.graph import Graph, describe, settings
from ganstudio.inference.streaming.operators import (
    BROADCAST,
    Windows,
    refuse_anywhere,
    windows,
)
from ganstudio.inference.streaming.patterns import simplify
from ganstudio.inference.streaming.report import UnstreamableError
from ganstudio.inference.streaming.shapes import Shapes, infer_shapes
from ganstudio.inference.streaming.windows import SAME

_LEAST_OPSET = 10
"""First version of the operators in which Slice is told at run time where to cut."""
Kind = Literal["norm", "mean", "variance", "max"]


@dataclass(frozen=True)
class Statistic:
    """A node that needs sums over the whole picture.

    Attributes:
        kind: "norm" makes a map, the others make one number for each channel or, in
            one group, for all of them.
        node: what it stands for in the graph.
        source: the map whose sums it needs.
        groups: of channels that are summed together; None sums each by itself.
        gain: float64 (C,) or (groups,); of a "norm".
        offset: likewise.
        epsilon: of a "norm".
    """

    kind: Kind
    node: onnx.NodeProto
    source: str
    groups: int | None = None
    gain: NDArray[np.float64] | None = None
    offset: NDArray[np.float64] | None = None
    epsilon: float = 0.0

    @property
    def output(self) -> str:
        """Name of what it makes."""
        return str(self.node.output[0])


@dataclass
class Analysis:
    """What is known of a graph at one size of the picture.

    Attributes:
        windows: name of a map -> where the node that makes it looks.
        scales: name of a map -> its places for one pixel, of height and width.
        levels: name of any tensor -> its level.
        statistics: by what they make.
        shapes: name of a map -> (C, H, W) for the whole picture.
    """

    graph: Graph
    windows: dict[str, Windows] = field(default_factory=dict)
    scales: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    statistics: dict[str, Statistic] = field(default_factory=dict)
    shapes: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def passes(self) -> int:
        """How often the picture is gone through."""
        return self.levels[self.graph.output] + 1

    @property
    def strides(self) -> tuple[int, int]:
        """Tiles begin at multiples of these, px: there every map has a whole place."""
        found = [
            math.lcm(*(scale[axis].denominator for scale in self.scales.values()))
            for axis in range(2)
        ]
        return found[0], found[1]

    def maps(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are maps, once each."""
        return [name for name in dict.fromkeys(names) if name in self.scales]

    def sizes(self, places: int, axis: int) -> dict[str, int]:
        """Size of each map along an axis, where the picture has so many places.

        Raises:
            UnstreamableError: a size that no tile and no picture can have.
        """
        found = {self.graph.picture: places}
        for node in self.graph.nodes:
            for name in node.output:
                if name in self.scales:
                    source = next(n for n in node.input if n in self.scales)
                    found[name] = self.windows[name][axis].size(found[source])
        return found


def analyse(graph: Graph, channels: int, height: int, width: int) -> Analysis:
    """Find out whether and how a graph can be run in tiles.

    Args:
        graph: of a translator.
        channels: of the picture.
        height: of the picture as the network sees it, px.
        width: likewise.

    Raises:
        UnstreamableError: it cannot; the text says why.
    """
    if graph.opset < _LEAST_OPSET:
        raise UnstreamableError(
            f"it is written in version {graph.opset} of ONNX's operators, and"
            f" {_LEAST_OPSET} is the first in which tiles can be cut"
        )
    graph, shapes = fold(graph, channels, height, width)
    for rewrite in (simplify, channels_first):
        before, graph = graph, rewrite(graph, shapes)
        if graph is not before:
            shapes = infer_shapes(graph, channels, height, width)
    found = Analysis(graph)
    found.scales[graph.picture] = (Fraction(1), Fraction(1))
    for name in (graph.picture, *(value.name for value in graph.others)):
        found.levels[name] = 0
    for node in graph.nodes:
        _place(found, node, shapes)
    if graph.output not in found.scales:
        raise UnstreamableError("its result is no picture")
    _compare(found, shapes, height, width)
    return found


def _place(found: Analysis, node: onnx.NodeProto, shapes: Shapes) -> None:
    """Enter what a node makes."""
    refuse_anywhere(node)
    maps = found.maps(node.input)
    level = max((found.levels.get(name, 0) for name in node.input if name), default=0)
    statistic = _statistic(found, node, shapes) if maps else None
    if statistic is not None:
        level = found.levels[statistic.source] + 1
        found.statistics[statistic.output] = statistic
        if statistic.kind != "norm":
            maps = []
    found.levels.update((name, level) for name in node.output if name)
    if not maps:
        return
    if statistic is None:
        _check_operands(found, node, maps, shapes)
    around = windows(found.graph, node) if statistic is None else (SAME, SAME)
    before = {found.scales[name] for name in maps}
    if len(before) > 1:
        raise UnstreamableError(f"{describe(node)} joins maps of different scales")
    (scale,) = before
    for name in node.output:
        if name:
            found.windows[name] = around
            found.scales[name] = (
                scale[0] * around[0].scale,
                scale[1] * around[1].scale,
            )


def _check_operands(
    found: Analysis,
    node: onnx.NodeProto,
    maps: list[str],
    shapes: Shapes,
) -> None:
    names = [name for name in node.input if name]
    if node.op_type in BROADCAST:
        for name in set(names) - set(maps):
            constant = found.graph.constants.get(name)
            shape = tuple(constant.dims) if constant is not None else shapes.get(name)
            if shape is None or any(side != 1 for side in shape[-2:]):
                raise UnstreamableError(
                    f"{describe(node)} joins the picture with values of"
                    f" {'unknown size' if shape is None else f'shape {shape}'}"
                )
    elif maps != (names if node.op_type == "Concat" else names[:1]):
        raise UnstreamableError(
            f"{describe(node)} takes something else than the picture's values"
        )


def _statistic(
    found: Analysis, node: onnx.NodeProto, shapes: Shapes
) -> Statistic | None:
    """Return a node's statistic, if it is one over the whole picture."""
    graph, given = found.graph, settings(node)
    source = node.input[0]
    if node.op_type in ("InstanceNormalization", "GroupNormalization"):
        gain, offset = (graph.number(name) for name in node.input[1:3])
        if gain is None or offset is None:
            raise UnstreamableError(f"the weights of {describe(node)} are computed")
        return Statistic(
            "norm",
            node,
            source,
            groups=given.get("num_groups"),
            gain=gain.astype(np.float64),
            offset=offset.astype(np.float64),
            epsilon=float(given.get("epsilon", 1e-5)),
        )
    if node.op_type in ("GlobalAveragePool", "GlobalMaxPool"):
        return Statistic("max" if "Max" in node.op_type else "mean", node, source)
    if node.op_type not in ("ReduceMean", "ReduceMax"):
        return None
    found_axes = graph.setting(node, "axes", 1)
    axes = [] if found_axes is None else sorted(int(a) % 4 for a in found_axes)
    if axes not in ([2, 3], [1, 2, 3]):
        return None
    if not given.get("keepdims", 1):
        raise UnstreamableError(f"{describe(node)} drops the picture's axes")
    groups = 1 if 1 in axes else None
    if node.op_type == "ReduceMax":
        return Statistic("max", node, source, groups)
    squared = _squared_distance(found, source, groups)
    if squared is not None:
        return Statistic("variance", node, squared, groups)
    return Statistic("mean", node, source, groups)


def _squared_distance(found: Analysis, name: str, groups: int | None) -> str | None:
    """Return x where a map is (x - mean of x) squared: one pass gives both."""
    square = found.graph.makers.get(name)
    if square is None:
        return None
    if square.op_type == "Pow":
        exponent = found.graph.number(square.input[1])
        if exponent is None or exponent.size != 1 or float(exponent.item()) != 2:
            return None
    elif square.op_type != "Mul" or square.input[0] != square.input[1]:
        return None
    difference = found.graph.makers.get(square.input[0])
    if difference is None or difference.op_type != "Sub":
        return None
    x, mean = difference.input
    statistic = found.statistics.get(mean)
    if statistic is None or statistic.kind != "mean" or statistic.source != x:
        return None
    if statistic.groups != groups:
        return None
    return str(x)


def _compare(found: Analysis, shapes: Shapes, height: int, width: int) -> None:
    """Hold our sizes against those of ONNX: where they differ, we know too little."""
    heights, widths = found.sizes(height, 0), found.sizes(width, 1)
    for name in found.scales:
        shape = shapes.get(name)
        if shape is None or len(shape) != 4:
            maker = found.graph.makers.get(name)
            who = name if maker is None else describe(maker)
            raise UnstreamableError(f"the size of what {who} makes is not known")
        if shape[2:] != (heights[name], widths[name]):
            raise UnstreamableError(
                f"{name} is {shape[2:]} and not {(heights[name], widths[name])} places"
            )
        found.shapes[name] = (shape[1], shape[2], shape[3])
    for node in found.graph.nodes:
        joined = found.maps(node.input)
        if len({found.shapes[name][1:] for name in joined}) > 1:
            raise UnstreamableError(f"{describe(node)} joins maps of different sizes")
