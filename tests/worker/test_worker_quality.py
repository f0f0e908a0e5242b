"""Measuring while a run goes on, and as a job of its own, in real processes."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import DataKind
from ganstudio.core.data import open_data
from ganstudio.core.model_file import read_model_file
from ganstudio.core.runs import (
    DataRecord,
    RunFolder,
    RunRecord,
    checkpoint_steps,
    history,
)
from ganstudio.inference import Model

FASHION = Path(__file__).parents[1] / "data" / "fashion"
TINY = {
    "image_size": 28,
    "width": 4,
    "z_dim": 8,
    "batch_size": 8,
    "sample_every": 0,
    "metric": "fid",
    "metric_samples": 16,
    "metric_budget": 100.0,
}


@pytest.fixture
def create(tmp_path, monkeypatch):
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def make(name, model="dcgan", kind=DataKind.IMAGES, **config):
        record = RunRecord(
            model=model,
            plugin=model,
            config={**TINY, **config},
            data=DataRecord(kind=kind, path=FASHION),
            seed=5,
            device="cpu",
        )
        return RunFolder.create(tmp_path / name, record)

    return make


def work(folder, *args):
    command = [sys.executable, "-m", "ganstudio.worker", str(folder.path), *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=200)


def measured(folder):
    return [e for e in history(folder.events) if e.get("protocols")]


def weights(folder, step):
    name = f"step-{step:08d}"
    return (folder.checkpoints / name / "tensors.safetensors").read_bytes()


def test_the_best_checkpoint_is_kept_and_the_last_one_is_always_measured(create):
    folder = create("run", steps=10, checkpoint_every=2, keep_checkpoints=1)
    done = work(folder)
    assert done.returncode == 0, done.stderr
    events = measured(folder)
    assert events[-1]["step"] == 10
    values = {e["step"]: e["values"]["fid/generator"] for e in events}
    best = min(values, key=values.get)
    assert set(checkpoint_steps(folder)) == {best, 10}
    assert events[0]["protocols"]["fid/generator"] == (
        "EfficientNet-Lite0, 16 samples, against 16 training pictures"
    )
    assert events[0]["seconds"] > 0


def test_measuring_changes_no_bit_of_the_run_and_keeps_to_its_budget(create):
    plain = create("plain", steps=4, checkpoint_every=1, metric="none")
    frugal = create("frugal", steps=4, checkpoint_every=1, metric_budget=0.001)
    lavish = create("lavish", steps=4, checkpoint_every=1)
    for folder in (plain, frugal, lavish):
        assert work(folder).returncode == 0
    assert weights(plain, 4) == weights(frugal, 4) == weights(lavish, 4)
    assert measured(plain) == []
    assert [e["step"] for e in measured(frugal)] == [4]


def test_a_metric_that_cannot_be_is_refused_before_the_first_step(create):
    folder = create("run", "mnist_cgan", DataKind.LABELLED, metric="obedience", steps=2)
    done = work(folder)
    assert done.returncode == 1
    assert "needs the classes 0 to 9" in done.stderr.splitlines()[-1]
    assert not checkpoint_steps(folder)


def test_a_classifier_is_measured_by_what_it_names_of_held_out_pictures(create):
    folder = create(
        "run", "sgan", DataKind.LABELLED, metric="accuracy", steps=60, lr=3e-3
    )
    assert work(folder).returncode == 0
    (event,) = measured(folder)
    assert event["protocols"] == {
        "accuracy/classifier": "held-out pictures, 16 samples"
    }

    done = work(folder, "--evaluate", "accuracy", "--samples", "1000")
    assert done.returncode == 0, done.stderr
    (row,) = history(folder.events)[-1]["scores"]
    assert work(folder, "--export").returncode == 0
    (file,) = folder.exports.glob("*classifier.onnx")
    classifier = Model.open(file)
    (pictures,) = open_data(DataKind.LABELLED, FASHION).held_out.domains
    x = pictures.array[:, None].astype(np.float32) / 127.5 - 1
    named = classifier.run({classifier.card.inputs[0].name: x}).argmax(1)
    assert row["value"] == pytest.approx((named == pictures.labels).mean())
    assert row["value"] > 0.3  # of ten classes
    assert [m.name for m in classifier.card.metrics] == ["accuracy"]


def test_accuracy_wants_classes_and_a_classifier(create):
    done = work(create("without-classes", metric="accuracy", steps=2))
    assert done.returncode == 1
    assert "has no classes" in done.stderr.splitlines()[-1]
    folder = create("no", "mnist_cgan", DataKind.LABELLED, metric="accuracy", steps=2)
    assert "no classifier whose accuracy" in work(folder).stderr.splitlines()[-1]
    assert not checkpoint_steps(folder)
    folder = create("a-gan", "mnist_cgan", DataKind.LABELLED, metric="none", steps=1)
    assert work(folder).returncode == 0
    done = work(folder, "--evaluate", "accuracy")
    assert "makes nothing that accuracy measures" in done.stderr.splitlines()[-1]


def test_a_checkpoint_is_measured_afterwards_by_a_job_of_its_own(create):
    folder = create("run", metric="none", steps=2)
    assert work(folder).returncode == 0
    done = work(folder, "--evaluate", "fid,kid,is,recall", "--samples", "20")
    assert done.returncode == 0, done.stderr
    event = history(folder.events)[-1]
    assert (event["type"], event["step"]) == ("evaluated", 2)
    assert [row["metric"] for row in event["scores"]] == [
        f"{name}/generator" for name in ("fid", "kid", "is", "recall")
    ]
    assert all(
        "EfficientNet-Lite0, 20 samples" in r["protocol"] for r in event["scores"]
    )

    assert work(folder, "--export").returncode == 0
    (file,) = folder.exports.glob("*.onnx")
    metrics = read_model_file(file).card.metrics
    assert [m.name for m in metrics][:2] == [
        "FID (EfficientNet-Lite0)",
        "KID (EfficientNet-Lite0)",
    ]
    assert [m.value for m in metrics] == [row["value"] for row in event["scores"]]
    assert metrics[0].protocol == event["scores"][0]["protocol"]


def test_a_translator_is_measured_on_both_sides(create, tmp_path):
    data = Path(__file__).parents[1] / "data"
    record = RunRecord(
        model="cyclegan",
        plugin="cyclegan",
        config={
            **{k: v for k, v in TINY.items() if k not in ("z_dim",)},
            "metric": "kid",
            "image_size": 32,
            "load_size": 32,
            "blocks": 1,
            "batch_size": 1,
            "steps": 1,
        },
        data=DataRecord(
            kind=DataKind.UNPAIRED, path=data / "photos", path_b=data / "paintings"
        ),
        seed=1,
        device="cpu",
    )
    folder = RunFolder.create(tmp_path / "both", record)
    done = work(folder)
    assert done.returncode == 0, done.stderr
    (event,) = measured(folder)
    assert event["values"].keys() == {"kid/a-to-b", "kid/b-to-a"}
    assert json.dumps(event)
