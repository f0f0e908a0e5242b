"""Fixtures for every test: a home of its own, and run folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ganstudio.api import DataKind
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep runs, models and state of the person who runs the tests out of reach."""
    path = tmp_path / "home"
    monkeypatch.setenv("GANSTUDIO_HOME", str(path))
    return path


@pytest.fixture
def new_run(tmp_path: Path) -> Callable[..., RunFolder]:
    """Make a run folder of a model that needs no data; `changes` go to its record."""

    def make(name: str = "run", **changes: Any) -> RunFolder:
        record = RunRecord(
            model="toy",
            plugin="toys",
            data=DataRecord(kind=DataKind.BUILT_IN),
            config={"steps": 100},
        )
        return RunFolder.create(tmp_path / name, record.model_copy(update=changes))

    return make


@pytest.fixture
def run(new_run: Callable[..., RunFolder]) -> RunFolder:
    """One run folder."""
    return new_run()
