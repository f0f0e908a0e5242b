"""Real runs of a toy model, steered through the window."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from ganstudio.api import DataKind
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord, read_owner, status
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
    for mark in home.glob("runs/*/owner.json"):
        owner = read_owner(RunFolder(mark.parent))
        worker = owner.process() if owner else None
        if worker is not None:
            worker.kill()
            worker.wait(10)


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


def quiet(qtbot, window):
    """Wait until no work of the window is on its way."""
    qtbot.waitUntil(lambda: not window.services.background.busy, timeout=SOON)


def test_a_run_from_the_form_to_pause_stop_kill_and_resume(train, qtbot):
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
    assert panel.main.text() == "Pause"
    qtbot.waitUntil(lambda: place.runs.at(path).seconds_left is not None, timeout=SOON)
    assert "left" in panel.head.left.text()
    assert job.seconds_left is not None

    click(qtbot, panel.main)
    qtbot.waitUntil(lambda: condition(place, path) is Condition.PAUSED, timeout=SOON)
    assert panel.main.text() == "Resume"
    assert panel.head.left.text() == ""
    assert job.state is JobState.PAUSED

    qtbot.waitUntil(lambda: "sample_every" in panel.knobs, timeout=SOON)
    field = panel.knobs["sample_every"].control
    field.setText("-1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "at least 0" in panel.knobs["sample_every"].problem.text
    field.setText("7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    notes = lambda: [note.text for note in place.selected.details.notes]  # noqa: E731
    qtbot.waitUntil(
        lambda: "Changed while it ran: sample_every = 7." in notes(), timeout=SOON
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


def test_a_second_window_follows_steers_and_exports(train, toy, qtbot):
    folder = toy("run")
    window, place = train()
    qtbot.waitUntil(lambda: place.selected.path == folder.path, timeout=SOON)
    click(qtbot, place.view.inspector.main)
    qtbot.waitUntil(
        lambda: condition(place, folder.path) is Condition.RUNNING, timeout=SOON
    )
    quiet_start = place.state()
    window.close()
    assert status(folder).state == "running"

    window, place = train()
    place.restore(quiet_start)
    assert place.selected.path == folder.path
    qtbot.waitUntil(
        lambda: condition(place, folder.path) is Condition.RUNNING, timeout=5000
    )
    (job,) = window.services.jobs.live
    qtbot.waitUntil(lambda: job.seconds_left is not None, timeout=SOON)

    opened = []
    window.services.navigator.model_wanted.connect(opened.append)
    window.commands.action("train.open_model").trigger()
    assert place.exports.busy(folder.path)
    assert not window.commands.action("train.export").isEnabled()
    qtbot.waitUntil(lambda: bool(opened), timeout=SOON)
    assert opened[0].parent == folder.exports
    assert opened[0].is_file()
    assert [j.state for j in window.services.jobs.all] == ["done", "running"]
    qtbot.waitUntil(lambda: bool(place.selected.details.exports), timeout=SOON)
    window.show_workspace("train")
    assert not place.view.inspector.files.isHidden()

    job.stop()
    qtbot.waitUntil(
        lambda: condition(place, folder.path) is Condition.STOPPED, timeout=SOON
    )
    quiet(qtbot, window)


def test_a_busy_device_is_waited_for(train, toy, qtbot):
    first, second = toy("2026-01-02_first"), toy("2026-01-01_second", steps=30)
    window, place = train()
    for folder in (first, second):
        qtbot.waitUntil(lambda f=folder: f.path in place.runs.all, timeout=SOON)
    place.show_run(first.path)
    click(qtbot, place.view.inspector.main)
    qtbot.waitUntil(
        lambda: condition(place, first.path) is Condition.RUNNING, timeout=SOON
    )
    place.show_run(second.path)
    click(qtbot, place.view.inspector.main)
    head = place.view.inspector.head
    qtbot.waitUntil(lambda: bool(head.trouble.text), timeout=SOON)
    assert "Device cpu is busy: run 2026-01-02_first trains on it" in head.trouble.text
    assert condition(place, second.path) is Condition.NEW

    qtbot.mouseClick(head.show_holder, Qt.MouseButton.LeftButton)
    assert place.selected.path == first.path
    place.show_run(second.path)
    qtbot.mouseClick(head.wait, Qt.MouseButton.LeftButton)
    assert condition(place, second.path) is Condition.WAITING
    assert head.sentence.text == "It starts as soon as cpu is free."
    job = window.services.jobs.all[0]
    assert not job.outlives_window

    place.steering.stop(place.runs.at(first.path))
    qtbot.waitUntil(
        lambda: condition(place, second.path) is Condition.FINISHED, timeout=SOON
    )
    assert job.state is JobState.DONE
    assert place.view.inspector.main.text() == "Open its model"
    quiet(qtbot, window)
