"""The tiles of one pass, one row of them after the other."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.inference.streaming import segment
from ganstudio.inference.streaming.stretching import Range, weights
from ganstudio.inference.streaming.sums import Sums

if TYPE_CHECKING:
    from ganstudio.inference.streaming.run import Streaming

Array = NDArray[Any]
_LARGEST = float(np.finfo(np.float16).max)


class TooLargeError(Exception):
    """A tile did not fit in memory."""


class AgainError(Exception):
    """A map's numbers turned out to need more precision than they were given."""


class Strips:
    """The tiles of one pass, one row of them after the other."""

    def __init__(
        self, whole: Streaming, index: int, made: segment.Segment, runner: Any
    ) -> None:
        self._whole, self._made, self._runner = whole, made, runner
        self._step, self._found = whole.plan.passes[index], whole.plan.found
        self._halos = whole.plan.halos[index]
        self._result = self._found.graph.output
        self._sizes = lru_cache(maxsize=64)(self._found.sizes)

    def strip(self, top: int, bottom: int, share: float) -> dict[str, Sums]:
        """Run the tiles between two rows; returns the sums of their cores."""
        whole, step = self._whole, self._step
        height, width = whole.plan.size
        rows = self._region(0, top, bottom)
        try:
            bands = {n: self._band(n, rows) for n in step.sources}
            made = {
                n: whole.scratch[n].rows(length(self._core(n, 0, top, bottom)))
                for n in step.kept
                if n != self._result
            }
            sums = whole.empty_sums(step)
            for left, right in pairwise(whole.ends[1]):
                self._tile((top, bottom), (left, right), rows, bands, made, sums)
                area = (top * width + right * (bottom - top)) / (height * width)
                whole.tell(share * area)
        except MemoryError as error:
            raise TooLargeError from error
        for name, band in made.items():
            whole.scratch[name].write(self._core(name, 0, top, bottom)[0], band)
        return sums

    def _tile(
        self,
        down: Range,
        across: Range,
        rows: Range,
        bands: dict[str, Array],
        made: dict[str, Array],
        sums: dict[str, Sums],
    ) -> None:
        whole, found, step = self._whole, self._found, self._step
        columns = self._region(1, *across)
        feeds = {n: whole.given[n] for n in self._made.inputs if n in whole.given}
        if found.graph.picture in self._made.inputs:
            feeds[found.graph.picture] = whole.reader.region(*rows, *columns)
        for name, band in bands.items():
            begin, end = self._extent(name, 1, columns)
            part = band[:, :, begin:end].transpose(1, 0, 2)
            feeds[segment.kept(name)] = np.ascontiguousarray(part)[None]
        for name, source in self._made.stretched.items():
            for axis, region in enumerate((rows, columns)):
                there = self._stretch(name, source, axis, region)
                feeds[segment.weights(name, axis)] = there.T if axis else there
        cores = {}
        for name in step.targets:
            y, x = self._core(name, 0, *down), self._core(name, 1, *across)
            cores[name] = (y, x)
            shift = [self._extent(name, 0, rows)[0], self._extent(name, 1, columns)[0]]
            feeds[segment.core(name, "from")] = np.array([y[0], x[0]]) - shift
            feeds[segment.core(name, "to")] = np.array([y[1], x[1]]) - shift
        got = dict(
            zip(self._made.outputs, whole.call(self._runner, feeds), strict=True)
        )
        for name, (y, x) in cores.items():
            if name in sums:
                first, second = got[segment.sums(name)], got[segment.squares(name)]
                largest = got.get(segment.largest(name))
                sums[name].add(first, second, length(x), largest)
            if name == self._result:
                if name in step.kept:
                    whole.writer.put(y[0], x[0], got[segment.kept(name)])
            elif name in made:
                part = got[segment.kept(name)]
                # No value is larger than the root of its row's squares; looking at
                # all of them takes longer than anything else here.
                large = got[segment.squares(name)].max() >= _LARGEST**2
                if whole.stored[name] == "float16" and large:
                    whole.stored[name] = "float32"
                    raise AgainError
                made[name][:, :, x[0] : x[1]] = part[0].transpose(1, 0, 2)

    def _stretch(self, name: str, source: str, axis: int, region: Range) -> Array:
        shapes = self._found.shapes
        return weights(
            self._extent(name, axis, region),
            self._extent(source, axis, region),
            (shapes[name][axis + 1], shapes[source][axis + 1]),
        )

    def _region(self, axis: int, begin: int, end: int) -> Range:
        """Pixels that a core is computed from."""
        around = self._halos[axis]
        return (
            max(begin - around.before, 0),
            min(end + around.after, self._whole.plan.size[axis]),
        )

    def _core(self, name: str, axis: int, begin: int, end: int) -> Range:
        """Places of a map that belong to a core."""
        scale = self._found.scales[name][axis]
        whole = self._found.shapes[name][axis + 1]
        last = end == self._whole.plan.size[axis]
        return int(begin * scale), whole if last else int(end * scale)

    def _extent(self, name: str, axis: int, region: Range) -> Range:
        """Places of a map that a region of the picture gives."""
        begin = int(region[0] * self._found.scales[name][axis])
        size = self._sizes(region[1] - region[0], axis)[name]
        return begin, begin + size

    def _band(self, name: str, rows: Range) -> Array:
        return self._whole.scratch[name].read(*self._extent(name, 0, rows))


def length(places: Range) -> int:
    """How many places a range has."""
    return places[1] - places[0]
