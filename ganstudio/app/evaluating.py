"""Measuring a checkpoint of a run, by a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ganstudio.api import ConfigError, JobError, Problem
from ganstudio.app.exporting import require_checkpoint
from ganstudio.core.runs import EventReader, RunFolder
from ganstudio.host import require_train

METRICS = ("fid", "kid", "is", "precision", "recall", "obedience", "accuracy")
"""What can be measured: distances, Inception score, coverage, obedience to classes; and
of a classifier its accuracy on held-out pictures."""
Features = Literal["auto", "digits", "efficientnet-lite0", "inception"]


@dataclass(frozen=True)
class Evaluation:
    """One number that was measured.

    Attributes:
        name: as a person reads it, "FID (EfficientNet-Lite0)".
        metric: "metric/graph".
        value: the number.
        spread: its standard deviation, where the metric has one.
        protocol: features, samples, reference.
    """

    name: str
    metric: str
    value: float
    spread: float | None
    protocol: str


def evaluate_run(
    folder: RunFolder,
    metrics: Sequence[str],
    *,
    step: int | None = None,
    features: Features = "auto",
    samples: int = 10_000,
) -> list[Evaluation]:
    """Measure a checkpoint; the numbers are kept among the run's events.

    Args:
        folder: the run, trained by somebody or not.
        metrics: some of `METRICS`.
        step: a checkpoint's step; None takes the newest.
        features: network whose features are compared; auto takes digits for the
            classes 0 to 9, else efficientnet-lite0.
        samples: pictures to draw, and the most training pictures to compare with.

    Raises:
        ConfigError: an unknown metric.
        JobError: torch is not installed, or the measurement failed; it says why.
        RunError: there is no such checkpoint.
    """
    unknown = [name for name in metrics if name not in METRICS]
    if unknown or not metrics:
        known = ", ".join(METRICS)
        message = f"must be among {known}, not {', '.join(unknown) or 'empty'}"
        raise ConfigError("evaluate", [Problem("metrics", message)])
    require_train()
    require_checkpoint(folder, step)
    reader = EventReader(folder.events)
    reader.poll()
    arguments = [str(folder.path), "--evaluate", ",".join(metrics)]
    arguments += ["--features", features, "--samples", str(samples)]
    if step is not None:
        arguments += ["--step", str(step)]
    command = [sys.executable, "-P", "-m", "ganstudio.worker", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        last = lines[-1] if lines else f"its process ended with {done.returncode}"
        raise JobError(f"Run {folder.name} could not be measured: {last}")
    for event in reader.poll():
        if event["type"] == "evaluated":
            return [Evaluation(**row) for row in event["scores"]]
    raise JobError(f"Run {folder.name} was measured without a word about the numbers.")
