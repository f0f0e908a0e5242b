"""Measuring a run at its checkpoints, within a share of its time.

Looking never changes the run: which checkpoint is best depends on the clock, the bits
of the networks do not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import torch

from ganstudio.api import PictureConfig, Role, RunError
from ganstudio.core.runs import Best, Event, best_measured, better, overall
from ganstudio.worker.context import RunContext
from ganstudio.worker.samples import looking
from ganstudio.worker.scorer import ACCURACY, Scorer
from ganstudio.worker.setup import Setup, load_graphs
from ganstudio.worker.streams import cut_of


@dataclass(frozen=True)
class Measured:
    """Scores of one moment.

    Attributes:
        values: "metric/graph" -> value, as a metrics event carries them.
        protocols: the same names -> how it was measured.
        seconds: how long it took.
    """

    values: dict[str, float]
    protocols: dict[str, str]
    seconds: float


class Quality:
    """Measures one run; made before its first step, so that it refuses early.

    Args:
        setup: the run; its config has `metric`, which is not "none".

    Raises:
        RunError: the metric does not go with the model or the features.
    """

    def __init__(self, setup: Setup) -> None:
        config = setup.config
        if not isinstance(config, PictureConfig):
            raise RunError(
                f"Model {setup.record.model} does not learn from pictures, so it cannot"
                " be measured by them: set metric=none."
            )
        self._setup = setup
        self.metric = str(config.metric)
        self.best: Best | None = None
        """The best moment so far."""
        self._samples = config.metric_samples
        self._scorer = Scorer(setup, config.features, config.metric_samples)
        self._scorer.check([self.metric])
        graphs = load_graphs(setup, setup.nets)
        if self.metric == ACCURACY and all(
            graph.role is not Role.CLASSIFIER for graph in graphs
        ):
            raise RunError(
                f"Model {setup.record.model} has no classifier whose accuracy could be"
                " measured: set metric=none."
            )
        self._began = time.monotonic()
        self._spent = 0.0
        self._last: float | None = None

    def remember(self, events: Iterable[Event], until: int) -> None:
        """Find the best measurement of earlier starts, up to a step."""
        earlier = (e for e in events if (e.get("step") or 0) <= until)
        self.best = best_measured(earlier, self.metric)

    def affordable(self, budget: float) -> bool:
        """Tell whether a measurement now stays within `budget` % of the time."""
        cost = self._last
        if cost is None and self.metric == ACCURACY:
            cost = 0.0  # no extractor's time tells it; the first measurement does
        elif cost is None:  # both sides are looked at the first time
            cost = 2 * self._samples * self._seconds_each()
        now = time.monotonic() - self._began
        return self._spent + cost <= budget / 100 * now

    def measure(self, context: RunContext) -> Measured:
        """Measure every graph that the metric is of, and note whether it is the best.

        Raises:
            RunError: the metric is not defined for these pictures.
        """
        began, nets = time.monotonic(), context.sampling_nets()
        values: dict[str, float] = {}
        protocols: dict[str, str] = {}
        with looking(nets):
            for name, score in self._scorer.scores(nets, [self.metric]):
                values[name], protocols[name] = score.value, str(score.protocol)
        if not values:
            raise RunError(
                f"Model {self._setup.record.model} makes nothing that {self.metric}"
                " measures: set metric=none."
            )
        value = overall(self.metric, values)
        if value is not None and (
            self.best is None or better(self.metric, value, self.best.value)
        ):
            self.best = Best(context.step, value)
        seconds = self._last = time.monotonic() - began
        self._spent += seconds
        return Measured(values, protocols, round(seconds, 3))

    def _seconds_each(self) -> float:
        """Time that the extractor takes for a picture, from a batch of grey ones."""
        cut = cut_of(self._setup.config, self._setup.facts)
        extractor = self._scorer.extractor
        shape = (16, cut.channels, cut.size, cut.size)
        pictures = torch.full(shape, 127, dtype=torch.uint8)
        extractor(pictures)  # the first call allocates
        began = time.monotonic()
        extractor(pictures)
        return (time.monotonic() - began) / len(pictures)
