"""What every benchmark stands on: a run of a model, random weights, exported files."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganstudio.api import parse_config
from ganstudio.core.runs import DataRecord, EventWriter, RunFolder, RunRecord
from ganstudio.host import discover
from ganstudio.testing.kit.tiny import tiny_data
from ganstudio.worker.context import RunContext
from ganstudio.worker.export import export_context
from ganstudio.worker.metrics import Reporter
from ganstudio.worker.setup import Setup, assemble


def new_run(
    model: str, values: Mapping[str, Any], home: Path, device: str = "cpu"
) -> tuple[RunFolder, Setup]:
    """Make a run of a registered model on a tiny data set.

    Args:
        model: its id.
        values: settings that differ from the defaults.
        home: a temporary folder.
        device: where it is trained.
    """
    registry = discover(safe_mode=True)
    registered = registry.model(model)
    spec = registered.spec
    path, path_b = tiny_data(spec.data, home / "data")
    quiet = {"sample_every": 0, "checkpoint_every": 0}
    config = parse_config(spec.config, {**quiet, **values})
    record = RunRecord(
        model=model,
        plugin=registered.plugin,
        config=config.model_dump(mode="json"),
        data=DataRecord(kind=spec.data, path=path, path_b=path_b),
        device=device,
    )
    folder = RunFolder.create(home / "run", record)
    return folder, assemble(record, registry)


def exported(
    model: str, values: Mapping[str, Any], home: Path
) -> tuple[list[Path], Setup]:
    """Export a model's graphs with random weights; returns the files and the run."""
    folder, setup = new_run(model, values, home)
    with EventWriter(folder) as events:
        context = RunContext(setup, Reporter(events.write_many), lambda _: True)
        return export_context(folder, context, home / "exported"), setup


def settle() -> None:
    """Wait until threads that spin after their last work have gone to sleep.

    OpenMP's do so for some milliseconds, and would take a core from what comes next.
    """
    time.sleep(0.1)
