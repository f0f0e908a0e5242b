"""Making a run: checked before anything is created."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.api import ConfigError, DataError, PluginError, RunError
from ganstudio.app.plugins import load_plugins
from ganstudio.app.training import TrainRequest, create_run
from ganstudio.core import paths

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def registry():
    return load_plugins(safe_mode=True)


def test_the_record_holds_all_that_was_asked_and_found(registry, tmp_path):
    request = TrainRequest(
        model="dcgan",
        data=DATA / "fashion",
        preset="quick",
        settings={"width": "8", "steps": "12"},
        seed=5,
        device="cuda",
        run=tmp_path / "run",
    )
    record = create_run(request, registry).record
    assert (record.model, record.plugin, record.preset) == ("dcgan", "dcgan", "quick")
    assert record.config["width"] == 8
    assert record.config["steps"] == 12
    assert record.config["image_size"] == 28  # the preset's
    assert "batch_size" in record.config  # defaults are written down too
    assert (record.seed, record.device) == (5, "cuda:0")
    assert record.facts is not None
    assert (record.facts.channels, record.facts.count) == (1, 512)
    assert record.data.path == (DATA / "fashion").resolve()
    assert len(record.data.fingerprint) == 64


def test_without_a_folder_the_run_lies_among_the_users_runs(registry):
    run = create_run(TrainRequest("dcgan", data=DATA / "fashion"), registry)
    assert run.path.parent == paths.runs_dir()
    assert "_dcgan_" in run.name


def test_two_folders_are_two_domains(registry, tmp_path):
    request = TrainRequest(
        "cyclegan",
        data=DATA / "photos",
        data_b=DATA / "paintings",
        run=tmp_path / "run",
    )
    record = create_run(request, registry).record
    assert record.data.path_b == (DATA / "paintings").resolve()
    assert record.facts is not None
    assert record.facts.count > 0
    assert record.facts.count_b > 0


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"model": "dcgam"}, PluginError, "did you mean 'dcgan'"),
        ({"settings": {"widht": "3"}}, ConfigError, "did you mean width"),
        ({"settings": {"lr": "-1"}}, ConfigError, "lr"),
        ({"preset": "fast"}, ConfigError, "there are paper, quick"),
        ({"device": "gpu"}, ConfigError, "device"),
        ({"data": None}, ConfigError, "data"),
        ({"data_b": DATA / "photos"}, ConfigError, "one set"),
        ({"data": DATA / "nowhere"}, DataError, "nowhere"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_created(
    registry, tmp_path, changes, error, words
):
    good = {"model": "dcgan", "data": DATA / "fashion", "run": tmp_path / "run"}
    with pytest.raises(error, match=words):
        create_run(TrainRequest(**(good | changes)), registry)
    assert not (tmp_path / "run").exists()


def test_a_folder_with_something_in_it_is_not_taken(registry, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    request = TrainRequest("dcgan", data=DATA / "fashion", run=tmp_path / "run")
    with pytest.raises(RunError, match="something lies there already"):
        create_run(request, registry)
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["thesis.txt"]
