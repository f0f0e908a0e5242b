"""Finding runs and starting them: everything that goes wrong before a process."""

from __future__ import annotations

import pytest

from ganstudio.api import JobError, RunError
from ganstudio.app import launching
from ganstudio.app.launching import DeviceBusy, launch, stop
from ganstudio.app.runs import all_runs, find_run
from ganstudio.core import paths
from ganstudio.core.runs import EventWriter, claim, claim_device


@pytest.fixture
def my_runs(new_run):
    """Two runs among the user's own; returns their names."""
    names = ["2026-01-01_100000_dcgan_aaaa", "2026-01-02_100000_dcgan_bbbb"]
    for name in names:
        new_run(paths.runs_dir() / name)
    return names


def test_runs_are_listed_newest_first_and_damaged_ones_with_their_reason(my_runs):
    (paths.runs_dir() / my_runs[0] / "run.json").write_text("{")
    new, old = all_runs()
    assert (new.folder.name, new.status.state, new.model) == (my_runs[1], "new", "toy")
    assert (old.folder.name, old.status.state, old.model) == (my_runs[0], "failed", "")
    assert "damaged" in old.status.message


def test_a_run_is_found_by_path_name_and_part(my_runs, run):
    assert find_run(str(run.path)).path == run.path
    assert find_run(my_runs[0]).name == my_runs[0]
    assert find_run("bbbb").name == my_runs[1]


def test_a_part_that_several_names_have_lists_them(my_runs):
    with pytest.raises(RunError) as caught:
        find_run("dcgan")
    assert all(name in str(caught.value) for name in my_runs)


def test_a_miss_says_where_it_looked(my_runs):
    with pytest.raises(RunError) as caught:
        find_run("2026-01-01_100000_dcgan_aaab")
    assert str(paths.runs_dir()) in str(caught.value)
    assert "did you mean 2026-01-01_100000_dcgan_aaaa?" in str(caught.value)


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    (tmp_path / "holiday").mkdir()
    with pytest.raises(RunError, match=r"not a run.*run\.json"):
        find_run(str(tmp_path / "holiday"))


def test_a_finished_run_has_nothing_to_resume(run):
    with EventWriter(run) as events:
        events.write("started", step=0, from_step=0, total_steps=100)
        events.write("finished", step=100)
    with pytest.raises(RunError, match="finished at step 100 of 100"):
        launch(run)


def test_a_run_that_trains_is_not_started_twice(run):
    with claim(run, "cpu"), pytest.raises(RunError, match="being trained already"):
        launch(run)


def test_a_busy_device_is_refused_with_the_run_that_holds_it(new_run, tmp_path):
    run = new_run(device="cpu")
    with (
        claim_device("cpu", tmp_path / "other-run"),
        pytest.raises(DeviceBusy, match="run other-run"),
    ):
        launch(run)
    assert not run.log.exists()


def test_a_device_that_turns_out_busy_in_the_process_is_refused_alike(
    run, tmp_path, monkeypatch
):
    def worker(folder):  # "auto" became "cpu" in there
        with EventWriter(folder) as events:
            events.write("failed", text="Device cpu is busy.", device="cpu")

    monkeypatch.setattr(launching, "start_worker", worker)
    with (
        claim_device("cpu", tmp_path / "other-run"),
        pytest.raises(DeviceBusy, match="run other-run"),
    ):
        launch(run)


def test_waiting_ends_when_the_device_is_free(run, tmp_path, monkeypatch):
    claim = claim_device("cpu", tmp_path / "other-run")
    said = []

    def worker(folder):
        with EventWriter(folder) as events:
            if not said:
                events.write("failed", text="Device cpu is busy.", device="cpu")
            else:
                events.write("started", step=0, from_step=0, total_steps=5)

    def waiting(sentence):
        said.append(sentence)
        claim.release()

    monkeypatch.setattr(launching, "start_worker", worker)
    follower = launch(run, wait=True, waiting=waiting)
    assert said == ["Waiting for device cpu: other-run."]
    assert follower.poll()[0].kind == "started"


def test_a_start_that_fails_raises_the_runs_own_reason(run, monkeypatch):
    def worker(folder):
        with EventWriter(folder) as events:
            events.write("failed", text="The data changed since.")

    monkeypatch.setattr(launching, "start_worker", worker)
    with pytest.raises(JobError, match="The data changed since"):
        launch(run)


def test_stopping_what_does_not_run_changes_nothing(run):
    done = stop(run)
    assert (done.stage, done.state) == (None, "new")


def test_without_torch_training_is_one_sentence_with_the_command(run, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.delitem(__import__("sys").modules, "torch", raising=False)
    with pytest.raises(JobError, match=r'pip install "ganstudio\[train\]"'):
        launch(run)
