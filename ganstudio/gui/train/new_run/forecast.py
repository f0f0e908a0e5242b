"""What can be said of a run before it begins, and no more."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from ganstudio.api import Config, Facts, ModelSpec, RunError, knobs
from ganstudio.core.data import DataSet, facts_of
from ganstudio.core.runs import RunFolder, RunRecord, history
from ganstudio.gui.train.new_run.words import amount, count, duration

_BREAKS = frozenset({"started", "paused", "resumed"})
_LENGTH = frozenset({"steps", "epochs", "keep_checkpoints"})
_LEAST_STEPS = 5
"""Fewer timed steps tell nothing: the first ones are slow."""


@dataclass(frozen=True)
class Earlier:
    """What a run of the same model and size took on this machine.

    Attributes:
        name: of the run.
        seconds_per_step: over all its steps, with samples and checkpoints.
        checkpoint_bytes: of one checkpoint; None where there is none left.
        sheet_bytes: of one sample sheet; None likewise.
    """

    name: str
    seconds_per_step: float
    checkpoint_bytes: int | None
    sheet_bytes: int | None


def steps_in_all(config: Config, facts: Facts | None) -> int | None:
    """Length in steps; None where epochs count and the data is not known yet."""
    if not config.epochs:
        return config.steps
    if facts is None:
        return None
    pictures = max(facts.count, facts.count_b, 1)
    return config.epochs * math.ceil(pictures / config.batch_size)


def sheets_of(config: Config, steps: int) -> int:
    """Sample sheets of a run to its end; the last step makes one too."""
    every = config.sample_every
    return math.ceil(steps / every) if every else 0


def checkpoints_of(config: Config, steps: int) -> tuple[int, int]:
    """Checkpoints that are written, and how many of them stay."""
    every = config.checkpoint_every
    written = math.ceil(steps / every) if every else 1
    return written, min(written, config.keep_checkpoints)


def cost_of(spec: ModelSpec, config: Config) -> dict[str, Any]:
    """The settings that a step's cost depends on: all but length and live knobs."""
    ignored = {knob.name for knob in knobs(spec.config) if knob.live} | _LENGTH
    values = config.model_dump(mode="json")
    return {name: value for name, value in values.items() if name not in ignored}


def _same_size(
    spec: ModelSpec, config: Config, facts: Facts, record: RunRecord
) -> bool:
    """Whether a run's steps cost the same; channels and classes count as well."""
    old = record.facts
    if record.model != spec.id or old is None:
        return False
    mine = cost_of(spec, config)
    return (old.channels, old.classes) == (facts.channels, facts.classes) and all(
        record.config.get(name) == value for name, value in mine.items()
    )


def find_earlier(
    spec: ModelSpec,
    config: Config,
    data: DataSet,
    device: str,
    runs: Iterable[RunFolder],
) -> Earlier | None:
    """Find the newest run whose steps cost the same, and read what they took.

    Args:
        spec: the model.
        config: of the run to come.
        data: that it will learn from.
        device: that it will train on, "cpu" or "cuda:0".
        runs: newest first.
    """
    facts = facts_of(data, config)
    for folder in runs:
        try:
            record = folder.record
            if record.device != device or not _same_size(spec, config, facts, record):
                continue
            taken = pace(history(folder.events))
        except RunError:
            continue
        if taken is not None:
            return Earlier(
                folder.name,
                taken,
                _newest_size(folder.checkpoints),
                _newest_size(folder.samples),
            )
    return None


def pace(events: Iterable[dict[str, Any]]) -> float | None:
    """Seconds per step over a run's life, pauses left out.

    The middle of ten parts, so that a machine which slept for a night changes little.
    """
    spans: list[tuple[float, int]] = []
    last: tuple[float, int] | None = None
    for event in events:
        kind, when, step = event["type"], event.get("time"), event.get("step")
        if kind in _BREAKS:
            last = None
        elif kind == "metrics" and isinstance(when, float) and isinstance(step, int):
            if last is not None and step > last[1] and when > last[0]:
                spans.append((when - last[0], step - last[1]))
            last = (when, step)
    if sum(steps for _, steps in spans) < _LEAST_STEPS:
        return None
    size = max(len(spans) // 10, 1)
    parts = [spans[i : i + size] for i in range(0, len(spans), size)]
    return median(
        sum(seconds for seconds, _ in part) / sum(steps for _, steps in part)
        for part in parts
    )


def _newest_size(folder: Path) -> int | None:
    """Bytes of the newest thing in a folder, a file or a folder of files."""
    try:
        things = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
        if not things:
            return None
        newest = things[-1]
        files = [newest] if newest.is_file() else list(newest.iterdir())
        return sum(file.stat().st_size for file in files)
    except OSError:
        return None


@dataclass(frozen=True)
class Forecast:
    """Sentences for the inspector.

    Attributes:
        length: "4,000 steps of 64 pictures, 4.3 times through the data".
        makes: "20 sample sheets and 4 checkpoints, of which 3 stay".
        time: "About 12 min", or that it is not known yet.
        source: where time and size come from; "" without any.
    """

    length: str
    makes: str
    time: str
    source: str


def forecast(config: Config, facts: Facts | None, earlier: Earlier | None) -> Forecast:
    """Say what is known.

    Args:
        config: of the run.
        facts: counts of its data; None where it is not known yet.
        earlier: a run of the same model and size; None without one.
    """
    steps = steps_in_all(config, facts)
    if steps is None:
        length = f"{count(config.epochs, 'epoch')}; the steps follow from the data."
        return Forecast(length, "", "", "")
    length = f"{count(steps, 'step')} of {count(config.batch_size, 'picture')}"
    if facts is not None and facts.count:
        pictures = max(facts.count, facts.count_b)
        times = steps * config.batch_size / pictures
        often = f"{times:,.0f}" if times >= 10 else f"{times:.2g}"
        length += f", {often} times through the data"
    sheets = sheets_of(config, steps)
    written, kept = checkpoints_of(config, steps)
    makes = f"{count(sheets, 'sample sheet')}, {count(written, 'checkpoint')}"
    if kept < written:
        makes += f" of which {kept} stay" if kept > 1 else " of which one stays"
    if earlier is None:
        return Forecast(
            f"{length}.",
            f"{makes}.",
            "How long it takes is known after the first steps.",
            "",
        )
    if earlier.checkpoint_bytes is not None and earlier.sheet_bytes is not None:
        bytes_ = kept * earlier.checkpoint_bytes + sheets * earlier.sheet_bytes
        makes += f"; about {amount(bytes_)} on the disk"
    return Forecast(
        f"{length}.",
        f"{makes}.",
        f"About {duration(steps * earlier.seconds_per_step)}",
        f"from run {earlier.name} of the same model and size",
    )
