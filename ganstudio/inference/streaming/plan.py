"""A picture's way through a network in tiles: passes, halos, size of the tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import onnx

from ganstudio.inference.memory import FIXED, WEIGHTS, peak
from ganstudio.inference.streaming import segment
from ganstudio.inference.streaming.analysis import Analysis, analyse
from ganstudio.inference.streaming.graph import Graph
from ganstudio.inference.streaming.halo import Halo, halo, least_tile
from ganstudio.inference.streaming.keeping import Pass, plan_passes, scratch_bytes

_TILES = (4096, 3072, 2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64, 32, 16)
"""Sides that are tried, px."""
_SIDE = 512
"""Larger ones are tried only where the halo is wide: a tile's values should stay in
the processor's cache. At 2048x1365 px, 1024 took 1.15 times as long as 512, 256 as
well."""
_FLOAT32 = 4


@dataclass(frozen=True)
class Plan:
    """What is known before the first tile.

    Attributes:
        found: the graph.
        passes: in order.
        halos: of each pass, for height and width.
        least: smallest tile, (H, W) px.
        scratch: most bytes that will be on the disk at once.
    """

    found: Analysis
    passes: list[Pass]
    halos: list[tuple[Halo, Halo]]
    least: tuple[int, int]
    scratch: int

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) of the picture as the network sees it, px."""
        return self.found.shapes[self.found.graph.picture][1:]

    def memory(self, tile: int) -> int:
        """Estimate the bytes that tiles of a side take, beside the picture itself."""
        return FIXED + max(
            self._memory(step, around, tile)
            for step, around in zip(self.passes, self.halos, strict=True)
        )

    def fitting(self, limit: int) -> int | None:
        """Return the largest tile that stays below so many bytes; None if none does."""
        # A halo of an eighth of the tile on each side costs half of the time again.
        seen = max(h.before + h.after for around in self.halos for h in around)
        tiles = [tile for tile in _TILES if tile <= max(_SIDE, 4 * seen)]
        return next((t for t in tiles if self.memory(t) <= limit), None)

    def _memory(self, step: Pass, around: tuple[Halo, Halo], tile: int) -> int:
        found = self.found
        cores = [max(tile, least) for least in self.least]
        tall, wide = (
            min(places, core + side.before + side.after)
            for places, core, side in zip(self.size, cores, around, strict=True)
        )
        heights, widths = found.sizes(tall, 0), found.sizes(wide, 1)
        sizes = {
            name: _FLOAT32 * found.shapes[name][0] * heights[name] * widths[name]
            for name in found.scales
        }
        # What is read and written lies there in rows of the whole width, as float16.
        strips = 0
        for name in (*step.sources, *step.kept):
            channels, _, width = found.shapes[name]
            strips += 2 * channels * heights[name] * width
            sizes[segment.kept(name)] = sizes[name] // 2
        made = segment.build(found, step, dict.fromkeys(found.scales, "float16"))
        weights = sum(
            math.prod(tensor.dims) * _FLOAT32 for tensor in made.model.graph.initializer
        )
        return int(strips + WEIGHTS * weights + peak(made.model.graph, sizes))


def plan(path: Path, port: str, channels: int, height: int, width: int) -> Plan:
    """Plan a picture's way through a model.

    Args:
        path: model file.
        port: name of the input that takes the picture.
        channels: of the picture.
        height: px, as the network sees it.
        width: likewise.

    Raises:
        UnstreamableError: the graph cannot be run in tiles.
    """
    status = path.stat()
    graph = _load(path, port, status.st_mtime_ns, status.st_size)
    found = analyse(graph, channels, height, width)
    passes = plan_passes(found)
    return Plan(
        found=found,
        passes=passes,
        halos=[(halo(found, p, 0), halo(found, p, 1)) for p in passes],
        least=(least_tile(found, 0), least_tile(found, 1)),
        scratch=scratch_bytes(found, passes),
    )


@lru_cache(maxsize=2)
def _load(path: Path, port: str, modified: int, size: int) -> Graph:
    return Graph.of(onnx.load(path), port)
