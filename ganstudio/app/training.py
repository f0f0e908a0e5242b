"""Making a run: everything that can be checked before torch is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ganstudio
from ganstudio.api import ConfigError, DataKind, ModelSpec, Problem
from ganstudio.app.settings import build_config, check_device
from ganstudio.core.data import facts_of, open_data
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord, new_run_path
from ganstudio.host import Registry, require_train

_TWO_PLACES = (DataKind.UNPAIRED, DataKind.PAIRED, DataKind.STYLE)


@dataclass(frozen=True)
class TrainRequest:
    """What to train.

    Attributes:
        model: id of a model that a plugin offers.
        data: folder or file to learn from; None for models that make their own data.
        data_b: the second folder or file of two-sided data.
        preset: a name that the model knows.
        settings: values of the model's config, also as text.
        seed: decides every random draw.
        device: "auto", "cpu", "cuda", "cuda:N" or "mps".
        run: the run folder itself; None makes one among the user's runs.
    """

    model: str
    data: Path | None = None
    data_b: Path | None = None
    preset: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"
    run: Path | None = None


def create_run(
    request: TrainRequest,
    registry: Registry,
    progress: Callable[[int, int], None] | None = None,
) -> RunFolder:
    """Check everything that can be checked without torch, then make the run's folder.

    Args:
        request: what to train.
        registry: the plugins.
        progress: called with (files looked at, files in the data).

    Raises:
        PluginError: nobody offers the model.
        ConfigError: settings, device or data arguments that the model does not take;
            nothing was created.
        JobError: torch is not installed.
        DataError: the data cannot be used.
        RunError: the folder is taken or cannot be written.
    """
    registered = registry.model(request.model)
    spec = registered.spec
    config = build_config(spec, request.preset, request.settings)
    device = check_device(request.device)
    _check_places(spec, request)
    require_train()
    path, path_b = _absolute(request.data), _absolute(request.data_b)
    data = open_data(spec.data, path, path_b, progress=progress)
    record = RunRecord(
        model=spec.id,
        plugin=registered.plugin,
        plugin_version=registered.plugin_version,
        program_version=ganstudio.__version__,
        config=config.model_dump(mode="json"),
        preset=request.preset,
        facts=facts_of(data, config),
        data=DataRecord(
            kind=spec.data,
            path=path,
            path_b=path_b,
            fingerprint=data.fingerprint,
            skipped=len(data.skipped),
        ),
        seed=request.seed,
        device=device,
    )
    return RunFolder.create(request.run or new_run_path(spec.id), record)


def _check_places(spec: ModelSpec, request: TrainRequest) -> None:
    who = f"Model {spec.id}"
    problems = []
    if spec.data is DataKind.BUILT_IN:
        if request.data is not None or request.data_b is not None:
            problems.append(Problem("data", "makes its own data and takes none"))
    elif request.data is None:
        problems.append(Problem("data", f"needs the path of {spec.data} data"))
    elif request.data_b is not None and spec.data not in _TWO_PLACES:
        message = f"learns from one set of {spec.data} data, not from two"
        problems.append(Problem("data_b", message))
    if problems:
        raise ConfigError(who, problems)


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.expanduser().resolve()
