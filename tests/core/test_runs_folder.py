import json
import re
from pathlib import Path

import pytest

from ganstudio.api import DataKind, RunError
from ganstudio.core import files
from ganstudio.core.runs import (
    DataRecord,
    RunFolder,
    RunRecord,
    list_runs,
    new_run_path,
    status,
)


def _record() -> RunRecord:
    data = DataRecord(kind=DataKind.IMAGES, path=Path("/data/a"), skipped=2)
    return RunRecord(model="dcgan", plugin="dcgan", data=data, config={"lr": 2e-4})


def test_what_was_created_is_read_back(tmp_path):
    record = _record()
    made = RunFolder.create(tmp_path / "run", record)
    assert RunFolder(tmp_path / "run").record == record
    assert made.name == "run"
    assert all(
        part.is_dir()
        for part in (made.checkpoints, made.control, made.samples, made.exports)
    )


def test_a_completed_record_is_seen_by_a_second_program(run):
    other = RunFolder(run.path)
    assert other.record.precision == "auto"
    run.complete(run.record.model_copy(update={"precision": "bf16", "threads": 2}))
    assert (other.record.precision, other.record.threads) == ("bf16", 2)


def test_an_occupied_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(RunError, match="something lies there already"):
        RunFolder.create(tmp_path / "photos", _record())
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["cat.jpg"]
    with pytest.raises(RunError, match="something lies there already"):
        RunFolder.create(tmp_path / "photos" / "cat.jpg", _record())


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "empty").mkdir()
    assert RunFolder.create(tmp_path / "empty", _record()).record.model == "dcgan"


def test_a_full_disk_at_creation_is_a_sentence_and_leaves_no_half_run(
    tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RunError, match=r"run\.json: the disk is full"):
        RunFolder.create(tmp_path / "run", _record())
    assert not (tmp_path / "run").exists()


def test_names_say_when_and_what_and_do_not_repeat(tmp_path):
    paths = {new_run_path("dcgan", tmp_path) for _ in range(20)}
    assert len(paths) > 15
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\d_\d{6}_dcgan_[0-9a-f]{4}", p.name) for p in paths
    )


def test_new_runs_go_to_the_users_folder(home):
    assert new_run_path("dcgan").parent == home / "runs"


def test_broken_runs_are_listed_with_their_reason(tmp_path):
    RunFolder.create(tmp_path / "a_good", _record())
    torn = RunFolder.create(tmp_path / "b_torn", _record())
    torn.run_json.write_bytes(torn.run_json.read_bytes()[:40])
    lost = RunFolder.create(tmp_path / "c_lost", _record())
    lost.run_json.unlink()
    lost.events.write_text('{"type": "finished", "step": 3}\n')
    (tmp_path / "d_no_run").mkdir()
    (tmp_path / "file").write_text("x")
    runs = list_runs(tmp_path)
    assert [r.name for r in runs] == ["c_lost", "b_torn", "a_good"]
    assert "no run.json" in (runs[0].error or "")
    assert "b_torn is damaged" in (runs[1].error or "")
    assert runs[2].error is None
    assert [status(r).state for r in runs] == ["failed", "failed", "new"]
    assert "b_torn is damaged" in status(runs[1]).message


def test_a_folder_of_runs_that_is_missing_holds_none(tmp_path):
    assert list_runs(tmp_path / "nowhere") == []


def test_a_path_that_is_no_run_says_what_to_give(tmp_path):
    with pytest.raises(RunError, match=r"There is no run folder .*nowhere"):
        _ = RunFolder(tmp_path / "nowhere").record
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="ganstudio runs"):
        _ = RunFolder(tmp_path / "file").record


def test_a_record_of_a_newer_program_asks_for_an_update(run):
    value = json.loads(run.run_json.read_text()) | {"schema_version": 2, "new": 1}
    run.run_json.write_text(json.dumps(value))
    with pytest.raises(RunError, match=r"newer GAN Studio .*update"):
        _ = run.record


def test_a_damaged_value_is_named(run):
    value = json.loads(run.run_json.read_text()) | {"seed": "yellow"}
    run.run_json.write_text(json.dumps(value))
    with pytest.raises(RunError, match=r"run\.json: seed: "):
        _ = run.record
