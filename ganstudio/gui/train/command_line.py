"""A run as the command that starts the same one from a terminal."""

from __future__ import annotations

from typing import Any

from ganstudio.api import ConfigError, ModelSpec
from ganstudio.app.settings import build_config
from ganstudio.app.training import TrainRequest
from ganstudio.core.runs import RunRecord


def request_of(record: RunRecord, spec: ModelSpec | None) -> TrainRequest:
    """Ask for the run again, without the settings that its preset has anyway.

    Args:
        record: of the run.
        spec: of its model; None where no plugin knows it: every setting is said.
    """
    preset = (
        record.preset if spec is not None and record.preset in spec.presets else None
    )
    known: dict[str, Any] = {}
    if spec is not None:
        try:
            known = build_config(spec, preset, {}).model_dump(mode="json")
        except ConfigError:
            preset = None
    return TrainRequest(
        model=record.model,
        data=record.data.path,
        data_b=record.data.path_b,
        preset=preset,
        settings={
            name: value
            for name, value in record.config.items()
            if name not in known or known[name] != value
        },
        seed=record.seed,
        device=record.device,
    )
