"""A run's life in a real worker process: end, stop, kill, failure, resume."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ganstudio.api import DataKind
from ganstudio.core.model_file import check_model_file
from ganstudio.core.runs import (
    DataRecord,
    RunFolder,
    RunRecord,
    history,
    newest_valid,
    read_events,
    send,
    status,
)
from ganstudio.worker import life

TOYS = Path(__file__).parent / "toys"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Make run folders of the toy model, and workers on them."""
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(TOYS))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return Runs(tmp_path)


class Runs:
    def __init__(self, root):
        self.root = root

    def create(self, name="run", **config):
        record = RunRecord(
            model="toy",
            plugin="toys",
            config=config,
            data=DataRecord(kind=DataKind.BUILT_IN),
            seed=5,
            device="cpu",
        )
        return RunFolder.create(self.root / name, record)

    def start(self, folder, *args):
        return subprocess.Popen(
            [sys.executable, "-m", "ganstudio.worker", str(folder.path), *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # as the host starts it
        )

    def finish(self, folder, *args):
        process = self.start(folder, *args)
        output = process.communicate(timeout=120)
        return process.returncode, *output


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def kinds(folder):
    return [event["type"] for event in read_events(folder.events)[0]]


def weights(folder, step):
    path = folder.checkpoints / f"step-{step:08d}"
    return (path / "tensors.safetensors").read_bytes(), (
        path / "state.json"
    ).read_bytes()


def step_of(folder):
    return status(folder).step or 0


def test_a_run_leaves_numbers_samples_checkpoints_and_its_settings(run):
    folder = run.create()
    code, _, err = run.finish(folder)
    assert code == 0, err
    events = read_events(folder.events)[0]
    assert [e["step"] for e in events if e["type"] == "metrics"] == list(range(1, 13))
    assert [e["step"] for e in events if e["type"] == "samples"] == [4, 8, 12]
    assert [e["step"] for e in events if e["type"] == "checkpoint"] == [4, 8, 12]
    assert events[-1]["type"] == "finished"
    assert status(folder).state == "finished"
    assert (folder.samples / "00000012.png").read_bytes().startswith(b"\x89PNG")
    record = json.loads(folder.run_json.read_text())
    assert record["threads"] == 1
    assert record["precision"] in ("bf16", "fp32")
    assert record["memory_formats"] == {"G": "contiguous"}
    assert record["optimisers"] == "fused"
    assert record["versions"].keys() >= {"python", "torch", "numpy"}
    assert not folder.owner.exists()


def test_killed_at_random_moments_a_run_ends_with_the_same_bits(run):
    straight = run.create("straight", steps=60, checkpoint_every=7, sample_every=9)
    assert run.finish(straight)[0] == 0
    killed = run.create(
        "killed", steps=60, checkpoint_every=7, sample_every=9, pause=0.01
    )
    moments = random.Random(1)
    for _ in range(3):
        process = run.start(killed)
        wait_for(killed.owner.exists)
        time.sleep(moments.uniform(0.0, 0.5))
        process.kill()
        process.communicate()
    assert status(killed).state in ("interrupted", "finished")
    code, _, err = run.finish(killed)
    assert code == 0, err
    assert weights(killed, 60)[0] == weights(straight, 60)[0]
    steps = [e["step"] for e in history(killed.events) if e["type"] == "metrics"]
    assert steps == sorted(set(steps))


def test_commands_act_between_steps_and_are_acknowledged(run):
    folder = run.create(steps=100_000, pause=0.005, sample_every=0, checkpoint_every=0)
    process = run.start(folder)
    wait_for(lambda: step_of(folder) > 2)
    send(folder, "pause")
    wait_for(lambda: status(folder).state == "paused")
    send(folder, "sample")
    wait_for(lambda: "samples" in kinds(folder))
    step = step_of(folder)
    send(folder, "set", lr=0.5)
    send(folder, "set", steps=7)
    send(folder, "export", name="now", licence="CC0")
    wait_for(lambda: "exported" in kinds(folder))
    assert step_of(folder) == step
    send(folder, "resume")
    wait_for(lambda: step_of(folder) > step)
    send(folder, "checkpoint")
    send(folder, "stop")
    assert process.wait(timeout=60) == 0, process.stderr.read()
    process.communicate()
    events = read_events(folder.events)[0]
    assert events[-1]["type"] == "stopped"
    assert status(folder).state == "stopped"
    notes = [e for e in events if e["type"] == "note"]
    assert notes[0]["set"] == {"lr": 0.5}
    assert "steps: cannot change during a run" in notes[1]["text"]
    rates = [e["values"]["lr/g"] for e in events if e["type"] == "metrics"]
    assert rates[0] == 0.01
    assert rates[-1] == 0.5
    card = check_model_file(folder.exports / "now.onnx").card
    assert (card.licence, card.step, card.model) == ("CC0", step, "toy")
    assert not list(folder.control.iterdir())
    # The live change is part of the checkpoint: a resumed run keeps it.
    process = run.start(folder)
    last = events[-1]["step"]
    wait_for(lambda: step_of(folder) > last)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    process.communicate()
    events = read_events(folder.events)[0]
    assert [e for e in events if e["type"] == "metrics"][-1]["values"]["lr/g"] == 0.5


@pytest.mark.parametrize(
    ("fail", "sentence"),
    [
        ("nan", r"at step 6: loss/g is nan.*lower learning rate"),
        ("memory", r"Out of memory at step 6.*batch_size=2"),
        ("raise", r"Model toy of plugin toys failed at step 6 in ganstudio_toys.py"),
        ("leave", r"left its loop at step 6 of 12"),
        ("no loop", r"returned without a step"),
    ],
)
def test_a_run_that_fails_says_why_and_keeps_its_checkpoint(
    run, monkeypatch, capsys, fail, sentence
):
    folder = run.create(fail=fail)
    # In this process: five starts of torch less.
    monkeypatch.syspath_prepend(TOYS)
    monkeypatch.setattr(life, "_lower_priority", lambda: None)
    assert life.live(folder.path) == 1
    err = capsys.readouterr().err
    last = read_events(folder.events)[0][-1]
    assert last["type"] == "failed"
    assert re.search(sentence, last["text"]), last["text"]
    assert "\n" not in last["text"]
    assert last["text"] in err
    checkpoint, damaged = newest_valid(folder)
    assert not damaged
    assert (checkpoint is None) == (fail == "no loop")
    assert checkpoint is None or checkpoint.step == 4


def test_a_damaged_checkpoint_is_named_and_the_one_before_it_is_used(run):
    folder = run.create()
    assert run.finish(folder)[0] == 0
    expected = weights(folder, 12)
    tensors = folder.checkpoints / "step-00000012" / "tensors.safetensors"
    with tensors.open("r+b") as file:
        file.truncate(tensors.stat().st_size // 2)
    assert run.finish(folder)[0] == 0
    events = read_events(folder.events)[0]
    starts = [e for e in events if e["type"] == "started"]
    assert [s["from_step"] for s in starts] == [0, 8]
    assert any("step-00000012 is damaged" in e.get("text", "") for e in events)
    assert weights(folder, 12) == expected


def test_a_second_worker_on_the_same_run_is_refused_and_the_first_goes_on(run):
    folder = run.create(steps=100_000, pause=0.005)
    process = run.start(folder)
    wait_for(lambda: step_of(folder) > 2)
    code, _, err = run.finish(folder)
    assert code == 1
    assert f"already run by process {process.pid}" in err
    other = run.create("other")
    code, _, err = run.finish(other)
    assert code == 1
    assert "Device cpu is busy: run run" in err
    step = step_of(folder)
    wait_for(lambda: step_of(folder) > step)
    send(folder, "stop")
    assert process.wait(timeout=60) == 0
    process.communicate()


def test_export_of_a_stopped_run_uses_the_averaged_weights(run):
    folder = run.create()
    assert run.finish(folder)[0] == 0
    code, out, err = run.finish(folder, "--export", "--step", "8")
    assert code == 0, err
    file = check_model_file(Path(out.strip()))
    assert file.path.name == "run-8-generator.onnx"
    assert file.card.parity is not None
    assert file.card.parity < 1e-3
    assert file.preview is not None
    assert file.card.title == "Toy"
    wording = ("--name", "grey", "--title", "All grey")
    code, out, err = run.finish(folder, "--export", *wording)
    assert code == 0, err
    assert Path(out.strip()).name == "grey.onnx"
    assert check_model_file(Path(out.strip())).card.title == "All grey"
    code, _, err = run.finish(folder, "--export", "--name", "one,two")
    assert code == 1
    assert "2 file names were given for 1 graphs (generator)" in err
    code, _, err = run.finish(folder, "--export", "--step", "5")
    assert code == 1
    assert "no whole checkpoint 5" in err


def test_the_worker_gives_way_to_windows(run):
    import psutil

    folder = run.create(steps=100_000, pause=0.005)
    process = run.start(folder)
    wait_for(lambda: step_of(folder) > 0)
    low = psutil.BELOW_NORMAL_PRIORITY_CLASS if os.name == "nt" else 10
    assert psutil.Process(process.pid).nice() == low
    autogroup = Path(f"/proc/{process.pid}/autogroup")
    if autogroup.exists():  # where it counts more than the process's own value
        assert autogroup.read_text().split()[-1] == "10"
    process.kill()
    process.communicate()
