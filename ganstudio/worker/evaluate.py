"""Measuring a checkpoint as a job of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ganstudio.api import RunError, parse_config
from ganstudio.core.runs import EventWriter, RunFolder, newest_valid
from ganstudio.host import discover
from ganstudio.worker import tree
from ganstudio.worker.export import rebuild, weights_of
from ganstudio.worker.samples import looking
from ganstudio.worker.scorer import Scorer
from ganstudio.worker.setup import Setup, open_run_data


def evaluate_run(
    path: Path, step: int | None, metrics: Sequence[str], features: str, samples: int
) -> list[dict[str, Any]]:
    """Measure a checkpoint in float32 on the CPU, averaged weights (EMA) first.

    Args:
        path: the run folder.
        step: which checkpoint; None takes the newest.
        metrics: some of `ganstudio.training.metrics.METRICS`, and "accuracy".
        features: "auto", "digits", "efficientnet-lite0" or "inception".
        samples: pictures to draw, and the most training pictures to compare with or
            held-out ones to name.

    Returns:
        The event's scores: name, graph, value, spread, protocol.

    Raises:
        StudioError: there is no such checkpoint, or it cannot be measured.
    """
    folder = RunFolder(path)
    record = folder.record
    checkpoint, _ = newest_valid(folder, step)
    if checkpoint is None or record.facts is None:
        wanted = "no checkpoint yet" if step is None else f"no whole checkpoint {step}"
        raise RunError(f"Run {folder.name} has {wanted}: train it first.")
    spec = discover().model(record.model).spec
    config = parse_config(spec.config, record.config)
    data = open_run_data(record)
    cpu = torch.device("cpu")
    setup = Setup(record, spec, config, record.facts, data, cpu, {})
    state = tree.unflatten(checkpoint.state, tree.read_tensors(checkpoint.tensors_path))
    scorer = Scorer(setup, features, samples)
    scorer.check(metrics)
    nets = rebuild(setup, weights_of(state))
    with looking(nets):
        rows = [
            {
                "name": score.name,
                "metric": name,
                "value": score.value,
                "spread": score.spread,
                "protocol": str(score.protocol),
            }
            for name, score in scorer.scores(nets, metrics)
        ]
    if not rows:
        raise RunError(
            f"Model {record.model} makes nothing that {', '.join(metrics)} measures."
        )
    with EventWriter(folder) as events:
        events.write("evaluated", step=checkpoint.step, scores=rows)
    return rows
