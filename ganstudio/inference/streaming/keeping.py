"""Which maps are kept on disk between two passes, and which are computed again.

Keeping costs writing and reading, computing again costs arithmetic. Maps at full size
behind few channels are cheap to compute; the wide ones at a quarter are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import onnx

from ganstudio.inference.streaming.analysis import Analysis, Statistic

_BYTE = 48.0
"""What a byte written or read costs, in multiplications. Measured on two cores with
files in the page cache: about 0.5 ns."""
_PLACE = 12.0
"""What an operator without a kernel costs for each number it makes, likewise."""
_KEPT_BYTES = 2


@dataclass(frozen=True)
class Pass:
    """One way through the picture.

    Attributes:
        nodes: of the graph, in order, that are run in each tile.
        sources: kept maps that it reads.
        kept: maps that it writes.
        measured: maps whose sums it takes.
        inputs: statistics of earlier passes that it needs.
        cost: of one pixel, in multiplications.
    """

    nodes: tuple[onnx.NodeProto, ...]
    sources: tuple[str, ...]
    kept: tuple[str, ...]
    measured: tuple[str, ...]
    inputs: tuple[Statistic, ...]
    cost: float

    @property
    def targets(self) -> tuple[str, ...]:
        """Maps that leave the pass."""
        return tuple(dict.fromkeys((*self.measured, *self.kept)))


def plan_passes(found: Analysis) -> list[Pass]:
    """Cut a graph into passes, one for each level."""
    kept = _choose(found)
    output, last = found.graph.output, found.passes - 1
    needed: set[str] = set()
    passes = []
    for level in range(last, -1, -1):
        measured = dict.fromkeys(
            s.source
            for s in found.statistics.values()
            if found.levels[s.source] == level
        )
        written = sorted(n for n in needed if found.levels[n] == level)
        if level == last:
            written.append(output)
        stops = {name for name in kept if found.levels[name] < level}
        nodes, sources, inputs = _slice(found, {*measured, *written}, stops)
        needed.update(sources)
        passes.append(
            Pass(
                nodes=nodes,
                sources=sources,
                kept=tuple(written),
                measured=tuple(measured),
                inputs=inputs,
                cost=sum(_cost(found, node) for node in nodes)
                + _BYTE * sum(_bytes(found, n) for n in (*sources, *written)),
            )
        )
    return passes[::-1]


def last_reads(passes: list[Pass]) -> dict[str, int]:
    """Name of a kept map -> number of the last pass that reads it."""
    return {name: i for i, step in enumerate(passes) for name in step.sources}


def scratch_bytes(found: Analysis, passes: list[Pass]) -> int:
    """Bytes of the files that kept maps take, in float16.

    A file is used again by a later map, the largest first, as `Scratch` does.
    """
    last = last_reads(passes)
    files: dict[str, int] = {}
    spare: list[int] = []
    for i, step in enumerate(passes):
        for name in step.kept:
            if name in last:
                size = _KEPT_BYTES * math.prod(found.shapes[name])
                files[name] = max(size, spare.pop() if spare else 0)
        for name in [name for name in files if last[name] == i]:
            spare.append(files.pop(name))
            spare.sort()
    return sum(spare)


def _choose(found: Analysis) -> set[str]:
    """Choose among the maps that a later pass needs, from the picture onwards."""
    kept: set[str] = set()
    for node in found.graph.nodes:
        for name in found.maps(node.output):
            later = {
                found.levels[reader.output[0]]
                for reader in found.graph.readers.get(name, ())
                if found.levels[reader.output[0]] > found.levels[name]
                and reader.output[0] in found.scales
            }
            if not later:
                continue
            nodes, sources, _ = _slice(found, {name}, kept)
            again = sum(_cost(found, n) for n in nodes)
            again += _BYTE * sum(_bytes(found, n) for n in sources)
            if (1 + len(later)) * _BYTE * _bytes(found, name) <= len(later) * again:
                kept.add(name)
    return kept


def _slice(
    found: Analysis, targets: set[str], stops: set[str]
) -> tuple[tuple[onnx.NodeProto, ...], tuple[str, ...], tuple[Statistic, ...]]:
    """Return what computes targets: nodes, kept maps read, and statistics."""
    wanted, nodes, sources = set(targets), [], []
    inputs: list[Statistic] = []
    for node in reversed(found.graph.nodes):
        hit = wanted.intersection(node.output)
        if not hit:
            continue
        stopped = [name for name in hit if name in stops and name not in targets]
        sources += stopped
        if len(stopped) == len(hit):
            continue
        statistic = found.statistics.get(node.output[0])
        if statistic is not None:
            inputs.append(statistic)
            if statistic.kind != "norm":
                continue
            wanted.add(statistic.source)
        else:
            wanted.update(node.input)
        nodes.append(node)
    return tuple(nodes[::-1]), tuple(sources[::-1]), tuple(inputs[::-1])


def _share(found: Analysis, name: str) -> float:
    """Places of a map for one pixel."""
    scale = found.scales[name]
    return float(scale[0]) * float(scale[1])


def _bytes(found: Analysis, name: str) -> float:
    return _KEPT_BYTES * found.shapes[name][0] * _share(found, name)


def _cost(found: Analysis, node: onnx.NodeProto) -> float:
    made = found.maps(node.output)
    if not made:
        return 0.0
    if node.op_type in ("Conv", "ConvTranspose"):
        kernel = float(math.prod(found.graph.constants[node.input[1]].dims))
        over = made[0] if node.op_type == "Conv" else node.input[0]
        return kernel * _share(found, over)
    return _PLACE * sum(found.shapes[n][0] * _share(found, n) for n in made)
