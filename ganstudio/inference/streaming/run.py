"""Running a picture through a network in tiles, pass by pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference.model import Model, ran_out_of_memory
from ganstudio.inference.stop import Stop, StoppedError
from ganstudio.inference.streaming import segment
from ganstudio.inference.streaming.analysis import Statistic
from ganstudio.inference.streaming.halo import even
from ganstudio.inference.streaming.keeping import Pass, last_reads
from ganstudio.inference.streaming.pixels import Reader, Writer
from ganstudio.inference.streaming.plan import Plan
from ganstudio.inference.streaming.scratch import Scratch
from ganstudio.inference.streaming.strips import AgainError, Strips, TooLargeError
from ganstudio.inference.streaming.sums import Sums, resolve

Array = NDArray[Any]


@dataclass
class Streaming:
    """One picture on its way.

    Attributes:
        model: the network.
        plan: its way.
        reader: gives the picture.
        writer: takes the result.
        inputs: of the other ports, by name.
        tile: side of a tile's core, px; halved where memory runs out.
        scratch: files between the passes.
        progress: called with the part done, in [0, 1].
        stop: lets another thread stop it, within a tile.
        tiles: runs so far.
        ends: of the last pass's rows and columns of tiles, px; the first is 0.
        given: what tiles are given that holds for all of them, by name of the input.
        stored: data types of kept maps, by name.
    """

    model: Model
    plan: Plan
    reader: Reader
    writer: Writer
    inputs: Mapping[str, NDArray[np.float32]]
    tile: int
    scratch: Scratch
    progress: Callable[[float], None] | None = None
    stop: Stop | None = None
    tiles: int = 0
    ends: tuple[list[int], list[int]] = ([0], [0])
    given: dict[str, Array] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    _pivots: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _done: float = 0.0

    def run(self) -> None:
        """Go through all passes; the result is in the writer then.

        Raises:
            InferenceError: memory or disk ran out, or the network failed.
            StoppedError: `stop` was set.
        """
        self.scratch.check_space(self.plan.scratch)
        self.given.update(self.inputs)
        whole = sum(step.cost for step in self.plan.passes)
        last = last_reads(self.plan.passes)
        for index, step in enumerate(self.plan.passes):
            sums = self._pass_safely(index, step.cost / whole)
            for use in self._uses(step):
                self.given.update(resolve(use, sums[use.source]))
            self._done += step.cost / whole
            for name in step.sources:
                if last[name] == index:
                    self.scratch.drop(name)

    def _uses(self, step: Pass) -> list[Statistic]:
        statistics = self.plan.found.statistics.values()
        return [use for use in statistics if use.source in step.measured]

    def _pass_safely(self, index: int, share: float) -> dict[str, Sums]:
        """Go through the picture once; again where a map needs more precision."""
        while True:
            try:
                return self._pass(index, share)
            except AgainError:
                continue

    def _pass(self, index: int, share: float) -> dict[str, Sums]:
        step, found = self.plan.passes[index], self.plan.found
        kept = [name for name in step.kept if name != found.graph.output]
        for name in kept:
            dtype = self.stored.setdefault(name, "float16")
            self.scratch.make(name, found.shapes[name], dtype)
        given = {n: t for n, t in self.stored.items() if n in (*kept, *step.sources)}
        pivots = {n: p for n, p in self._pivots.items() if n in step.measured}
        self.given.update(
            (segment.pivot(n), p.astype(np.float32).reshape(1, -1, 1, 1))
            for n, p in pivots.items()
        )
        made = segment.build(found, step, given, pivots)
        runner = self._open(made)
        sums = self.empty_sums(step)
        strips = Strips(self, index, made, runner)
        height, top = self.plan.size[0], 0
        self.ends = self.cut(0, 0), self.cut(1, 0)
        while top < height:
            bottom = next(end for end in self.ends[0] if end > top)
            try:
                part = strips.strip(top, bottom, share)
            except TooLargeError as error:
                self._halve(error)
                done = [end for end in self.ends[0] if end < top]
                self.ends = [*done, *self.cut(0, top)], self.cut(1, 0)
                continue
            for name, sum_ in part.items():
                sums[name].take(sum_)
            self._check_precision(step, sums)
            top = bottom
        return sums

    def empty_sums(self, step: Pass) -> dict[str, Sums]:
        """Sums of nothing yet, of the maps that a pass measures."""
        pivots, shapes = self._pivots, self.plan.found.shapes
        return {n: Sums(shapes[n][0], pivots.get(n)) for n in step.measured}

    def _check_precision(self, step: Pass, sums: dict[str, Sums]) -> None:
        """Begin the pass again as soon as its numbers turn out too coarse."""
        again = False
        for name, found in sums.items():
            uses = [use for use in self._uses(step) if use.source == name]
            far = name not in self._pivots and found.is_far_from_zero(uses)
            if far:
                # The same number that is taken off: float32.
                mean = found.moments()[0].astype(np.float32)
                self._pivots[name] = mean.astype(np.float64)
                again = True
            coarse = far or found.rounds_badly(uses)
            if self.stored.get(name) == "float16" and coarse:
                self.stored[name] = "float32"
                again = True
        if again:
            raise AgainError

    def _open(self, made: segment.Segment) -> Any:
        from ganstudio.inference.session import open_graph

        return open_graph(made.model, self.model.provider, self.model.threads)

    @property
    def largest(self) -> tuple[int, int]:
        """(H, W) of the last pass's largest tile, px."""
        sides = [
            max(pair[1] - pair[0] for pair in pairwise(ends)) for ends in self.ends
        ]
        return sides[0], sides[1]

    def cut(self, axis: int, begin: int) -> list[int]:
        """Ends of the tiles along an axis, from `begin` on."""
        plan = self.plan
        tile = max(self.tile, plan.least[axis])
        stride = plan.found.strides[axis]
        ends = even(plan.size[axis] - begin, tile, stride, plan.least[axis])
        return [begin + end for end in ends]

    def _halve(self, error: Exception) -> None:
        if self.tile <= max(self.plan.least):
            raise InferenceError(
                f"Model {self.model.card.name} ran out of memory even with tiles of"
                f" {self.tile} px: close other programs, or make the picture smaller."
            ) from error
        self.tile = max(self.tile // 2, 1)

    def call(self, runner: Any, feeds: dict[str, Array]) -> list[Array]:
        """Run one tile.

        Raises:
            TooLargeError: it does not fit in memory.
            StoppedError: `stop` was set.
            InferenceError: the network failed.
        """
        from ganstudio.inference.session import reason

        began = time.perf_counter()
        try:
            found: list[Array] = runner.run_all(feeds, self.stop)
        except StoppedError:
            raise
        except Exception as error:  # onnxruntime's errors have no common base
            if self.stop is not None and self.stop.is_set:
                raise StoppedError("Stopped: a newer request came in.") from None
            if ran_out_of_memory(error):
                raise TooLargeError from error
            raise InferenceError(
                f"Model {self.model.card.name} ({self.model.path.name}) failed in a"
                f" tile of {self.tile} px: {reason(error)}."
            ) from error
        finally:
            self.model.seconds += time.perf_counter() - began
        self.tiles += 1
        return found

    def tell(self, part: float) -> None:
        """Report what is done of this pass and those before."""
        if self.progress is not None:
            self.progress(min(self._done + part, 1.0))
