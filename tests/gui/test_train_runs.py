"""Real runs of a toy model, steered through the window."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from ganstudio.api import DataKind
from ganstudio.core.images import encode_png
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import (
    DataRecord,
    EventWriter,
    RunFolder,
    RunRecord,
    read_owner,
    status,
)
from ganstudio.gui.services import JobState
from ganstudio.gui.train.conditions import Condition

TESTS = Path(__file__).parents[1]
TOYS = (TESTS / "gui" / "toys", TESTS / "worker" / "toys")
SOON = 60_000
SLOW = {
    "steps": 100_000,
    "batch_size": 4,
    "sample_every": 0,
    "checkpoint_every": 20,
    "lr": 0.01,
    "pause": 0.01,
    "fail": "",
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")


@pytest.fixture(autouse=True)
def toys(monkeypatch, home):
    """Offer the toy model here and in workers, and leave no worker."""
    monkeypatch.syspath_prepend(str(TOYS[0]))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, TOYS)))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    yield
    waiting = [t for t in threading.enumerate() if t.name.startswith("worker-")]
    for mark in home.glob("runs/*/owner.json"):
        owner = read_owner(RunFolder(mark.parent))
        worker = owner.process() if owner else None
        if worker is not None:
            worker.kill()
    for thread in waiting:
        thread.join(10)


@pytest.fixture
def toy(home):
    """Make a run of the toy model that takes its time."""

    def make(name: str, **config):
        record = RunRecord(
            model="slow",
            plugin="slow",
            config=SLOW | config,
            data=DataRecord(kind=DataKind.BUILT_IN),
            device="cpu",
        )
        return RunFolder.create(runs_dir() / name, record)

    return make


@pytest.fixture
def train(window):
    """Open a window on Train."""

    def make():
        opened = window(workspace="train")
        return opened, opened.place("train")

    return make


def condition(place, path):
    run = place.runs.at(path)
    return run.condition if run is not None else None


def click(qtbot, button):
    qtbot.waitUntil(button.isEnabled, timeout=SOON)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def notes(place):
    return [note.text for note in place.selected.details.notes]


def quiet(qtbot, window):
    """Wait until no work of the window is on its way."""
    qtbot.waitUntil(lambda: not window.services.background.busy, timeout=SOON)


def test_a_run_from_the_form_to_pause_kill_and_resume(train, qtbot):
    window, place = train()
    assert place.pages.currentWidget() is place.empty
    qtbot.mouseClick(place.column.new, Qt.MouseButton.LeftButton)
    assert place.shows_new
    place.new.prepare("slow", [])
    qtbot.waitUntil(lambda: place.new.can_start, timeout=SOON)
    window.commands.action("train.start").trigger()
    qtbot.waitUntil(lambda: bool(place.runs.all), timeout=SOON)
    (path,) = place.runs.all
    assert condition(place, path) is Condition.STARTING
    panel = place.view.inspector
    assert panel.head.word.text() == "Starting"
    assert not panel.main.isEnabled()
    (job,) = window.services.jobs.live
    assert job.title == "Train Slow toy"
    assert job.outlives_window

    qtbot.waitUntil(lambda: condition(place, path) is Condition.RUNNING, timeout=SOON)
    assert window.services.jobs.live == [job]
    assert panel.main.text() == "Pause"
    qtbot.waitUntil(lambda: place.runs.at(path).seconds_left is not None, timeout=SOON)
    assert "left" in panel.head.left.text()
    assert job.seconds_left is not None

    click(qtbot, panel.main)
    qtbot.waitUntil(lambda: condition(place, path) is Condition.PAUSED, timeout=SOON)
    assert panel.main.text() == "Resume"
    assert panel.head.left.text() == ""
    assert job.state is JobState.PAUSED

    # Another window finds the run as it is, and steers it.
    left = place.state()
    window.close()
    window, place = train()
    place.restore(left)
    assert place.selected.path == path
    qtbot.waitUntil(lambda: condition(place, path) is Condition.PAUSED, timeout=5000)
    (job,) = window.services.jobs.live
    panel = place.view.inspector
    qtbot.waitUntil(lambda: "sample_every" in panel.knobs, timeout=SOON)
    field = panel.knobs["sample_every"].control
    field.setText("-1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "at least 0" in panel.knobs["sample_every"].problem.text
    field.setText("7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: "Changed while it ran: sample_every = 7." in notes(place), timeout=SOON
    )
    assert not panel.knobs["sample_every"].problem.text
    click(qtbot, panel.main)
    qtbot.waitUntil(lambda: condition(place, path) is Condition.RUNNING, timeout=SOON)
    qtbot.waitUntil(lambda: bool(place.view.history.samples), timeout=SOON)

    os.kill(read_owner(RunFolder(path)).pid, signal.SIGKILL)
    qtbot.waitUntil(
        lambda: condition(place, path) is Condition.INTERRUPTED, timeout=5000
    )
    saved = place.runs.at(path).checkpoint
    said = panel.head.sentence.text
    assert "ended without a word at step" in said
    assert said.endswith(f"Resume goes on from checkpoint {saved:,}.")
    assert job.state is JobState.FAILED

    click(qtbot, panel.main)
    assert condition(place, path) is Condition.STARTING
    qtbot.waitUntil(lambda: condition(place, path) is Condition.RUNNING, timeout=SOON)
    click(qtbot, panel.stop)
    assert condition(place, path) is Condition.STOPPING
    assert "Ended by force in 60 s" in panel.head.sentence.text
    qtbot.waitUntil(lambda: condition(place, path) is Condition.STOPPED, timeout=SOON)
    assert status(RunFolder(path)).state == "stopped"
    assert panel.main.text() == "Resume"
    assert window.services.jobs.all[0].state is JobState.STOPPED
    quiet(qtbot, window)


def test_export_of_what_runs_and_a_device_that_is_waited_for(train, toy, qtbot):
    first, second = toy("2026-01-02_first"), toy("2026-01-01_second", steps=30)
    window, place = train()
    qtbot.waitUntil(lambda: len(place.runs.all) == 2, timeout=SOON)
    place.show_run(first.path)
    panel = place.view.inspector
    click(qtbot, panel.main)
    qtbot.waitUntil(
        lambda: condition(place, first.path) is Condition.RUNNING, timeout=SOON
    )

    opened = []
    window.services.navigator.model_wanted.connect(opened.append)
    window.commands.action("train.open_model").trigger()
    assert place.exports.busy(first.path)
    assert not window.commands.action("train.export").isEnabled()

    place.show_run(second.path)
    click(qtbot, panel.main)
    qtbot.waitUntil(lambda: bool(panel.head.trouble.text), timeout=SOON)
    said = panel.head.trouble.text
    assert "Device cpu is busy: run 2026-01-02_first trains on it" in said
    qtbot.waitUntil(
        lambda: condition(place, second.path) is Condition.NEW, timeout=5000
    )
    qtbot.mouseClick(panel.head.show_holder, Qt.MouseButton.LeftButton)
    assert place.selected.path == first.path
    place.show_run(second.path)
    qtbot.mouseClick(panel.head.wait, Qt.MouseButton.LeftButton)
    assert condition(place, second.path) is Condition.WAITING
    assert panel.head.sentence.text == "It starts as soon as cpu is free."
    job = window.services.jobs.all[0]
    assert not job.outlives_window

    qtbot.waitUntil(lambda: bool(opened), timeout=SOON)
    assert opened[0].parent == first.exports
    assert opened[0].is_file()
    qtbot.waitUntil(lambda: window.current == "explore", timeout=SOON)
    window.show_workspace("train")
    place.show_run(first.path)
    qtbot.waitUntil(lambda: not panel.files.isHidden(), timeout=SOON)

    window.commands.action("train.stop").trigger()
    qtbot.waitUntil(
        lambda: condition(place, second.path) is Condition.FINISHED, timeout=SOON
    )
    qtbot.waitUntil(
        lambda: condition(place, first.path) is Condition.STOPPED, timeout=SOON
    )
    assert job.state is JobState.DONE
    place.show_run(second.path)
    qtbot.waitUntil(lambda: panel.main.text() == "Open its model", timeout=SOON)
    qtbot.waitUntil(lambda: not second.owner.exists(), timeout=SOON)
    quiet(qtbot, window)


def test_the_picture_that_a_run_made_is_listed_opened_and_saved(
    train, toy, qtbot, tmp_path, monkeypatch
):
    folder = toy("2026-01-02_painted_with_a_name_that_no_column_has_room_for")
    folder.exports.mkdir(exist_ok=True)
    made = folder.exports / f"{folder.path.name}-150.png"
    made.write_bytes(encode_png(np.full((12, 20, 3), 90, np.uint8)))
    with EventWriter(folder) as events:
        events.write("exported", step=150, files=[str(made)])
    window, place = train()
    qtbot.waitUntil(lambda: folder.path in place.runs.all, timeout=SOON)
    place.show_run(folder.path)
    panel = place.view.inspector
    qtbot.waitUntil(lambda: not panel.files.isHidden(), timeout=SOON)
    buttons = {b.text(): b for b in panel.files.findChildren(QAbstractButton)}
    for part in (panel.head, panel.files):  # a long name gives way
        assert part.minimumSizeHint().width() < panel.area.viewport().width() - 32

    copy = tmp_path / "kept"
    monkeypatch.setattr(
        "ganstudio.gui.train.keeping.QFileDialog.getSaveFileName",
        lambda *_: (str(copy), ""),
    )
    click(qtbot, buttons["Save as…"])
    saved = copy.with_suffix(".png")
    qtbot.waitUntil(saved.exists, timeout=SOON)
    assert saved.read_bytes() == made.read_bytes()

    click(qtbot, buttons["Translate"])
    qtbot.waitUntil(lambda: window.current == "translate", timeout=SOON)


def test_a_run_is_measured_from_the_window(train, home, qtbot):
    config = {"image_size": 28, "width": 4, "z_dim": 8, "batch_size": 8, "steps": 2}
    record = RunRecord(
        model="dcgan",
        plugin="dcgan",
        config={**config, "sample_every": 0, "metric_samples": 16},
        data=DataRecord(kind=DataKind.IMAGES, path=TESTS / "data" / "fashion"),
        device="cpu",
    )
    path = RunFolder.create(runs_dir() / "clothes", record).path
    window, place = train()
    qtbot.waitUntil(lambda: bool(place.runs.all), timeout=SOON)
    place.show_run(path)
    measure = window.commands.action("train.measure")
    assert not measure.isEnabled()  # nothing was saved yet
    click(qtbot, place.view.inspector.main)
    qtbot.waitUntil(lambda: condition(place, path) is Condition.FINISHED, timeout=SOON)
    qtbot.waitUntil(measure.isEnabled, timeout=SOON)

    measure.trigger()
    assert not measure.isEnabled()
    job = window.services.jobs.all[0]
    assert job.title == "Measure DCGAN sampler"
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=SOON)
    assert job.message.startswith("FID (EfficientNet-Lite0) ")
    assert "recall" in job.message
    qtbot.waitUntil(
        lambda: any(n.startswith("Measured FID") for n in notes(place)), timeout=SOON
    )
    assert measure.isEnabled()
    quiet(qtbot, window)


def test_why_a_run_cannot_be_measured_is_said(train, toy, qtbot):
    folder = toy("short", steps=2, checkpoint_every=1)
    window, place = train()
    qtbot.waitUntil(lambda: bool(place.runs.all), timeout=SOON)
    place.show_run(folder.path)
    panel = place.view.inspector
    click(qtbot, panel.main)
    qtbot.waitUntil(
        lambda: condition(place, folder.path) is Condition.FINISHED, timeout=SOON
    )
    measure = window.commands.action("train.measure")
    qtbot.waitUntil(measure.isEnabled, timeout=SOON)
    measure.trigger()
    qtbot.waitUntil(lambda: bool(panel.head.work_problem.text), timeout=SOON)
    assert "makes its own data" in panel.head.work_problem.text
    quiet(qtbot, window)
