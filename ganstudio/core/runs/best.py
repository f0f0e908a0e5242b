"""What was measured of a run, and which moment is the best, from its events."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ganstudio.core.runs.events import Event

LOWER_IS_BETTER = frozenset({"fid", "kid"})
"""Metrics that fall as pictures improve; the others rise."""


@dataclass(frozen=True)
class Best:
    """The best moment of a run by one metric."""

    step: int
    value: float
    """Mean over the graphs of the model, in the metric's unit."""


def overall(metric: str, values: Mapping[str, Any]) -> float | None:
    """Mean of a metric over a model's graphs; None where it was not measured.

    Args:
        metric: "fid".
        values: "metric/graph" -> value, as a metrics event carries them.
    """
    own = [v for name, v in values.items() if name.partition("/")[0] == metric]
    if not own or not all(
        isinstance(v, (int, float)) and math.isfinite(v) for v in own
    ):
        return None
    return float(sum(own) / len(own))


def better(metric: str, new: float, old: float) -> bool:
    """Tell whether `new` is better than `old`; an equal one is not."""
    return new < old if metric in LOWER_IS_BETTER else new > old


def best_measured(events: Iterable[Event], metric: str) -> Best | None:
    """Find the best moment; of equal ones the first.

    Args:
        events: those that count, see `history`.
        metric: "fid", "kid", "precision", "recall", "obedience" or "accuracy".
    """
    best: Best | None = None
    for event in events:
        step, values = event.get("step"), event.get("values")
        if event["type"] != "metrics" or not isinstance(values, dict):
            continue
        value = overall(metric, values)
        if value is None or not isinstance(step, int):
            continue
        if best is None or better(metric, value, best.value):
            best = Best(step, value)
    return best


@dataclass(frozen=True)
class Measurement:
    """A number about one graph at one step."""

    name: str
    """"FID (EfficientNet-Lite0)", or the metric's short name."""
    value: float
    protocol: str


def measured_at(
    events: Iterable[Event], step: int, graph: str
) -> tuple[Measurement, ...]:
    """Find what was measured of a graph at a step; of one name the newest.

    Args:
        events: those that count, see `history`.
        step: complete steps.
        graph: the graph's name.
    """
    found: dict[str, Measurement] = {}
    for event in events:
        if event.get("step") != step:
            continue
        rows = event.get("scores") if event["type"] == "evaluated" else None
        if event["type"] == "metrics" and isinstance(event.get("protocols"), dict):
            values, protocols = event.get("values") or {}, event["protocols"]
            rows = [
                {"metric": m, "name": m.partition("/")[0], "protocol": text}
                | {"value": values.get(m)}
                for m, text in protocols.items()
            ]
        for row in rows or ():
            value = row.get("value")
            of_graph = str(row.get("metric")).partition("/")[2] == graph
            if of_graph and isinstance(value, (int, float)):
                name = str(row.get("name"))
                found[name] = Measurement(name, value, str(row.get("protocol")))
    return tuple(found.values())
