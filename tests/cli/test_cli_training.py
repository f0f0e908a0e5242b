"""train, resume, stop, runs and export with real processes on real digits' cousins."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ganstudio.core.model_file import read_model_file
from ganstudio.core.runs import RunFolder, read_owner, status

DATA = Path(__file__).parents[1] / "data" / "fashion"
TINY = (
    *("--data", DATA, "--preset", "quick", "--set", "width=4", "--set", "z_dim=8"),
    *("--set", "batch_size=8", "--set", "sample_every=0", "--device", "cpu"),
)
LONG = (*TINY, "--steps", 1_000_000)
SOON = 180.0

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def nothing_left_running(tmp_path):
    yield
    for path in tmp_path.glob("*/owner.json"):
        owner = read_owner(RunFolder(path.parent))
        worker = owner.process() if owner else None
        if worker is not None:
            worker.kill()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def state(path: Path) -> str:
    return status(RunFolder(path)).state


def trains(path: Path) -> bool:
    return (path / "run.json").exists() and status(RunFolder(path)).step > 0


def test_a_run_from_training_to_a_picture(ganstudio, as_json, process, tmp_path):
    run = tmp_path / "run"
    started = process("train", "dcgan", *TINY, "--steps", 3, "--run", run)
    out, error = started.communicate(timeout=SOON)
    assert started.returncode == 0, error
    lines = out.splitlines()
    assert lines[0] == f"Run {run}"
    assert any(line.startswith("step 3/3  ") and "loss/g" in line for line in lines)
    assert lines[-1] == f"Finished at step 3. Next: ganstudio export {run}"
    assert "\x1b" not in out  # no drawing in a pipe

    assert "nothing to resume" in ganstudio("resume", run, expect=1).stderr
    (file,) = as_json("export", run, "--out", tmp_path / "files", "--name", "clothes")[
        "files"
    ]
    assert Path(file) == tmp_path / "files" / "clothes.onnx"
    ganstudio("sample", file, "-n", 4, "--out", tmp_path / "grid.png")
    assert (tmp_path / "grid.png").exists()

    (score,) = as_json("evaluate", run, "--metrics", "fid", "--samples", 16)
    assert score["metric"] == "fid/generator"
    assert score["value"] > 0
    assert score["protocol"].startswith("EfficientNet-Lite0, 16 samples")
    refused = ganstudio("evaluate", run, "--metrics", "fip", expect=2)
    assert "among fid, kid" in refused.stderr
    gone = ganstudio("evaluate", run, "--step", 2, expect=1)
    assert "no checkpoint of step 2" in gone.stderr

    (row,) = as_json("runs", "--dir", tmp_path)
    assert (row["name"], row["state"], row["step"]) == ("run", "finished", 3)
    assert "3/3" in ganstudio("runs", "--dir", tmp_path).stdout


def test_the_best_checkpoint_is_exported_by_its_name(
    ganstudio, as_json, process, tmp_path
):
    run = tmp_path / "run"
    measure = ("metric=fid", "metric_samples=16", "checkpoint_every=1")
    settings = [w for s in (*measure, "metric_budget=100") for w in ("--set", s)]
    started = process("train", "dcgan", *TINY, *settings, "--steps", 3, "--run", run)
    started.communicate(timeout=SOON)
    assert started.returncode == 0
    events = [
        json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()
    ]
    values = {
        e["step"]: e["values"]["fid/generator"] for e in events if "protocols" in e
    }
    (file,) = as_json("export", run, "--best", "--name", "best")["files"]
    card = read_model_file(Path(file)).card
    assert card.step == min(values, key=values.get)
    assert card.metrics[0].value == min(values.values())
    both = ganstudio("export", run, "--best", "--step", 3, expect=2)
    assert "give one of them" in both.stderr


def test_a_run_that_measures_nothing_has_no_best_checkpoint(
    ganstudio, process, tmp_path
):
    run = tmp_path / "run"
    started = process("train", "dcgan", *TINY, "--steps", 1, "--run", run)
    started.communicate(timeout=SOON)
    assert started.returncode == 0
    assert "measures nothing" in ganstudio("export", run, "--best", expect=1).stderr


def test_ctrl_c_stops_with_a_checkpoint_and_resume_ends_the_run(
    ganstudio, as_json, process, tmp_path
):
    run = tmp_path / "run"
    started = process("train", "dcgan", *LONG, "--run", run, "--json")
    until(lambda: trains(run))
    started.send_signal(signal.SIGINT)
    out, error = started.communicate(timeout=SOON)
    assert started.returncode == 130
    document = json.loads(out)
    assert document["state"] == state(run) == "stopped"
    assert f"ganstudio resume {run}" in error
    step = document["step"]
    assert (run / "checkpoints" / f"step-{step:08d}").is_dir()

    record = json.loads((run / "run.json").read_text())
    record["config"]["steps"] = step + 2
    (run / "run.json").write_text(json.dumps(record))
    document = as_json("resume", run)
    assert (document["state"], document["step"]) == ("finished", step + 2)
    assert document["values"]["loss/g"] > 0
    events = (run / "events.jsonl").read_text().splitlines()
    starts = [json.loads(line) for line in events if '"started"' in line]
    assert [one["from_step"] for one in starts] == [0, step]


def test_one_run_at_a_time_on_a_device_and_the_next_one_waits(
    ganstudio, process, tmp_path
):
    first, second = tmp_path / "first", tmp_path / "second"
    ganstudio("train", "dcgan", *LONG, "--run", first, "--detach")
    assert state(first) == "running"
    refused = ganstudio(
        "train", "dcgan", *TINY, "--steps", 2, "--run", second, expect=1
    )
    assert "Device cpu is busy: run first" in refused.stderr
    assert f"ganstudio resume {second} --wait" in refused.stdout
    waiting = process("resume", second, "--wait")
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == f"Run {second}\n"
    assert waiting.stdout.readline() == "Waiting for device cpu: first.\n"
    stopped = ganstudio("stop", first)
    assert "Run first stopped at step" in stopped.stdout
    out, error = waiting.communicate(timeout=SOON)
    assert waiting.returncode == 0, error
    assert "Finished at step 2" in out
    assert "was not running; it is stopped" in ganstudio("stop", first).stdout


def test_a_killed_worker_is_told_and_not_waited_for(process, tmp_path):
    run = tmp_path / "run"
    started = process("train", "dcgan", *LONG, "--run", run)
    until(lambda: trains(run))
    owner = read_owner(RunFolder(run))
    assert owner is not None
    os.kill(owner.pid, signal.SIGKILL)
    _, error = started.communicate(timeout=SOON)
    assert started.returncode == 1
    assert "ended without a word" in error
    assert f"ganstudio resume {run}" in error
    assert state(run) == "interrupted"


def test_ctrl_c_before_it_trains_leaves_no_process(process, tmp_path):
    run = tmp_path / "run"
    started = process("train", "dcgan", *LONG, "--run", run)
    until(lambda: (run / "worker.log").exists())
    started.send_signal(signal.SIGINT)
    _, error = started.communicate(timeout=SOON)
    assert started.returncode == 130
    assert f"ganstudio resume {run}" in error
    mine = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    )
    assert f"ganstudio.worker {run}" not in mine.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "widht=3"], "did you mean width?"),
        (["--set", "width"], "key=value"),
        (["--preset", "papr"], "did you mean paper?"),
        (["--device", "gpu"], "auto, cpu"),
        (["--set", "width=100000", "--set", "lr=-1"], "lr"),
    ],
)
def test_wrong_settings_are_2_before_anything_is_created(
    ganstudio, tmp_path, arguments, words
):
    run = tmp_path / "run"
    words_before = ("train", "dcgan", "--data", DATA, "--run", run)
    assert words in ganstudio(*words_before, *arguments, expect=2).stderr
    assert not run.exists()


def test_settings_of_a_model_are_listed(ganstudio, as_json):
    text = ganstudio("train", "dcgan", "--settings").stdout
    assert "batch_size" in text
    assert "--preset quick:" in text
    document = as_json("train", "dcgan", "--settings")
    assert {"name": "batch_size", "default": 64}.items() <= {
        key: value
        for knob in document["settings"]
        if knob["name"] == "batch_size"
        for key, value in knob.items()
    }.items()


def test_an_export_of_nothing_says_so(ganstudio, new_run):
    run = new_run()
    assert "no checkpoint yet" in ganstudio("export", run.path, expect=1).stderr
    (run.checkpoints / "step-00000007").mkdir()
    assert "there are 7" in ganstudio("export", run.path, "--step", 5, expect=1).stderr
    wrong = ganstudio("export", run.path, "--name", "../x", expect=2)
    assert "name without folders" in wrong.stderr
