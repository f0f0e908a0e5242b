"""The workspace with runs that rest: choosing, reading, deleting, coming back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ganstudio.api import DataKind
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import DataRecord, EventWriter, RunFolder, RunRecord
from ganstudio.gui.train.workspace import TrainWorkspace

SOON = 10_000


@pytest.fixture(autouse=True)
def own_bin(monkeypatch, home):
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))


@pytest.fixture
def rested():
    """Make a run that rests."""

    def make(name: str, *events: dict, parent=None, **changes) -> RunFolder:
        record = RunRecord(
            model="dcgan",
            plugin="dcgan",
            config={"steps": 100, "lr": 0.01, "batch_size": 64},
            data=DataRecord(kind=DataKind.IMAGES, path="/pictures"),
            seed=11,
        ).model_copy(update=changes)
        folder = RunFolder.create((parent or runs_dir()) / name, record)
        with EventWriter(folder) as writer:
            writer.write_many(events or [{"type": "stopped", "step": 40}])
        (folder.checkpoints / "step-00000040").mkdir()
        return folder

    return make


@pytest.fixture
def place(services, commands, qtbot):
    """Make the workspace alone, its lists read."""
    made: list[TrainWorkspace] = []

    def make(state=None) -> TrainWorkspace:
        workspace = TrainWorkspace(services, commands)
        made.append(workspace)
        commands.enter("train")
        workspace.restore(state or {})
        for widget in (workspace.canvas, workspace.inspector, workspace.strip):
            qtbot.addWidget(widget)
        workspace.canvas.resize(900, 600)
        workspace.canvas.show()
        services.start()
        qtbot.waitUntil(
            lambda: services.runs.read and services.plugins.registry is not None,
            timeout=20_000,
        )
        workspace.entered()
        return workspace

    yield make
    for workspace in made:
        workspace.close()
        workspace.canvas.hide()


def test_without_runs_the_place_says_what_it_is_for(place, commands):
    made = place()
    assert made.pages.currentWidget() is made.empty
    assert "goes on when the window is closed" in made.empty.sentence.text()
    assert made.column.count.text() == "No runs yet"
    for id in ("train.start", "train.stop", "train.delete", "train.log"):
        assert not commands.action(id).isEnabled()
    commands.action("train.new").trigger()
    assert made.shows_new
    assert made.column.new.isChecked()


def test_arrows_go_from_run_to_run(place, rested, qtbot):
    for number in range(3):
        rested(f"run-{number}")
    made = place()
    assert made.selected.path.name == "run-2"  # the newest
    keys = made.column.list
    keys.setFocus()
    qtbot.keyClick(keys, Qt.Key.Key_Down)
    assert made.selected.path.name == "run-1"
    assert made.view.inspector.head.name.text().startswith("run-1")
    qtbot.keyClick(keys, Qt.Key.Key_End)
    assert made.selected.path.name == "run-0"
    qtbot.keyClicks(made.column.filter, "run-1")
    assert made.column.rows.rowCount() == 1
    assert made.selected.path.name == "run-0"  # looking for one is no choice
    qtbot.keyClick(made.column.filter, Qt.Key.Key_Down)
    assert made.selected.path.name == "run-1"
    qtbot.keyClick(made.column.filter, Qt.Key.Key_Escape)
    assert made.column.rows.rowCount() == 3
    assert made.column.list.currentIndex().row() == 1


def test_the_inspector_says_what_a_run_is_and_where_it_goes_on(place, rested, qtbot):
    rested("run")
    made = place()
    panel = made.view.inspector
    qtbot.waitUntil(lambda: made.selected.details.record is not None, timeout=SOON)
    assert panel.head.word.text() == "Stopped"
    qtbot.waitUntil(
        lambda: (
            panel.head.sentence.text
            == "Stopped at step 40 of 100. Resume goes on from checkpoint 40."
        ),
        timeout=SOON,
    )
    assert panel.main.text() == "Resume"
    assert panel.main.isEnabled()
    assert not panel.stop.isEnabled()
    assert not panel.knobs  # nobody would hear
    settings = made.selected.details.settings
    qtbot.waitUntil(
        lambda: made.selected.details.settings[0].name != "steps", timeout=SOON
    )
    settings = {s.name: s.differs for s in made.selected.details.settings}
    assert settings["lr"]
    assert not settings["batch_size"]
    assert list(settings)[-1] == "batch_size"
    panel.details.click()
    assert panel.more.isVisibleTo(panel.more_box)


def test_a_failure_is_said_with_its_reason(place, rested):
    text = "Training stopped at step 7: loss/g is NaN. Resume with a lower lr."
    rested("run", {"type": "failed", "step": 7, "text": text})
    made = place()
    assert made.view.inspector.head.sentence.text == text
    assert made.view.inspector.note.text == ""  # once is enough


def test_copy_as_command_line(place, rested, commands, qtbot):
    rested("run")
    made = place()
    qtbot.waitUntil(
        lambda: commands.action("train.copy_command").isEnabled(), timeout=SOON
    )
    qtbot.waitUntil(lambda: made.selected.details.record is not None, timeout=SOON)
    commands.action("train.copy_command").trigger()
    command = QGuiApplication.clipboard().text()
    assert command.startswith("ganstudio train dcgan --data /pictures --set steps=100")
    assert "--set lr=0.01" in command
    assert "batch_size" not in command
    assert "--seed 11" in command


def test_a_run_goes_to_the_bin_and_comes_back(place, rested, commands, services, qtbot):
    kept, gone = rested("run-1"), rested("run-2")
    made = place()
    assert made.selected.path == gone.path
    commands.action("train.delete").trigger()
    qtbot.waitUntil(lambda: made.selected.path == kept.path, timeout=SOON)
    assert not gone.path.exists()
    assert made.column.rows.paths == [kept.path]
    assert services.undo.canUndo()
    services.undo.undo()
    qtbot.waitUntil(lambda: gone.path in made.column.rows.paths, timeout=SOON)
    assert gone.run_json.exists()
    made.show_run(gone.path)
    services.undo.redo()
    qtbot.waitUntil(lambda: not gone.path.exists(), timeout=SOON)
    qtbot.waitUntil(lambda: made.column.rows.paths == [kept.path], timeout=SOON)


def test_a_run_from_anywhere_is_shown(place, rested, tmp_path, qtbot):
    rested("run")
    made = place()
    far = rested("far", parent=tmp_path)
    made.open([far.path])
    assert made.selected.path == far.path
    assert far.path in made.column.rows.paths
    qtbot.waitUntil(
        lambda: made.view.inspector.head.word.text() == "Stopped", timeout=SOON
    )


def test_data_that_somebody_brings_opens_a_new_run(place, rested, services, tmp_path):
    rested("run")
    made = place()
    services.navigator.train("dcgan", [])
    assert made.shows_new
    assert made.selected.path is None
    assert made.new.state()["model"] == "dcgan"


def test_the_log_has_events_and_output_and_finds_words(place, rested, commands, qtbot):
    folder = rested("run")
    folder.log.write_text("loading\nTraceback: it broke\n")
    made = place()
    log = made.view.monitor.log
    assert not made.log_open
    commands.action("train.log").trigger()
    assert made.log_open
    qtbot.waitUntil(lambda: "Stopped." in log.events.toPlainText(), timeout=SOON)
    log.show_page(1)
    qtbot.waitUntil(lambda: "it broke" in log.output.toPlainText(), timeout=SOON)
    qtbot.keyClicks(log.search, "Broke")
    assert log.found.text() == "1 found"
    qtbot.keyClick(log.search, Qt.Key.Key_Return)
    assert log.output.textCursor().selectedText() == "broke"
    with folder.log.open("a") as file:
        file.write("and went on\n")
    qtbot.waitUntil(
        lambda: log.output.toPlainText().endswith("and went on"), timeout=SOON
    )
    log.copy.click()
    assert QGuiApplication.clipboard().text().startswith("loading")


def test_choice_log_and_column_come_back(place, rested, commands):
    for number in range(3):
        rested(f"run-{number}")
    first = place()
    first.show_run(runs_dir() / "run-1")
    first.open_log(True)
    commands.action("train.runs").trigger()
    assert first.folded
    assert not first.edge.isHidden()
    state = first.state()
    first.close()
    again = place(state)
    assert again.selected.path.name == "run-1"
    assert again.log_open
    assert again.folded
    again.go_to_filter()
    assert not again.folded
    for nonsense in ({"run": 3, "monitor": []}, {"run": "/nowhere", "splitter": 1}):
        place(nonsense).close()
