"""How much of its neighbourhood a tile needs, so that its core is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ganstudio.inference.streaming.analysis import Analysis
from ganstudio.inference.streaming.keeping import Pass
from ganstudio.inference.streaming.report import UnstreamableError
from ganstudio.inference.streaming.windows import Span

_LONGEST = 2**15
"""px; a network that sees further than a quarter of it is not run in tiles."""


@dataclass(frozen=True)
class Halo:
    """Pixels around a tile's core along one axis, multiples of the total stride."""

    before: int
    after: int


def halo(found: Analysis, step: Pass, axis: int) -> Halo:
    """Derive a pass's halo from its operators: 0 is height, 1 is width.

    Raises:
        UnstreamableError: it sees too far.
    """
    stride = found.strides[axis]
    places = 32 * stride
    while places <= _LONGEST:
        spans = _spans(found, step, axis, places)
        before = after = 0
        for name in step.targets:
            span, scale = spans[name], found.scales[name][axis]
            before = max(before, math.ceil(span.begin / scale))
            after = max(after, math.ceil(places - span.end / scale))
        if before + after <= places // 4:
            return Halo(*(-(-side // stride) * stride for side in (before, after)))
        places *= 2
    raise UnstreamableError(
        f"one place of its result sees more than {_LONGEST // 4} px of the picture"
    )


def least_tile(found: Analysis, axis: int) -> int:
    """Smallest core, px: what a mirrored border takes lies within it."""
    stride = found.strides[axis]
    least = stride
    for name, around in found.windows.items():
        window = around[axis]
        if window.reflects:
            scale = found.scales[name][axis] / window.scale
            least = max(least, math.ceil((window.reflects + 1) / scale))
    return -(-least // stride) * stride


def _spans(found: Analysis, step: Pass, axis: int, places: int) -> dict[str, Span]:
    """What is right of each map, for a tile in the middle of a large picture."""
    sizes = found.sizes(places, axis)
    spans = {
        name: Span(sizes[name], 0, sizes[name])
        for name in (found.graph.picture, *step.sources)
    }
    for node in step.nodes:
        made = [name for name in node.output if name in found.scales]
        if not made:
            continue
        before = [spans[name] for name in _maps(found, node.input)]
        span = before[0]
        for other in before[1:]:
            span = span.with_other(other)
        for name in made:
            spans[name] = span.through(found.windows[name][axis])
    return spans


def _maps(found: Analysis, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in found.scales]


def even(places: int, tile: int, stride: int, least: int) -> list[int]:
    """Cut an axis into even parts of at most `tile`: their ends, the first being 0.

    All but the last end are multiples of `stride`; no part is shorter than `least`,
    unless the whole is.
    """
    units = max(places // stride, 1)
    most = max(units * stride // max(least, stride), 1)
    count = min(-(-places // max(tile, stride)), most, units)
    return [units * i // count * stride for i in range(count)] + [places]
