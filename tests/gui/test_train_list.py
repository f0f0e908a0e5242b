"""Conditions, rows, notes and words of runs: without workers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from ganstudio.api import DataKind
from ganstudio.app.settings import build_config
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import (
    DataRecord,
    EventWriter,
    RunFolder,
    RunRecord,
    RunStatus,
    claim,
)
from ganstudio.gui.theme import icon
from ganstudio.gui.train.command_line import request_of
from ganstudio.gui.train.conditions import LOOKS, Condition, condition, controls
from ganstudio.gui.train.journal import Journal
from ganstudio.gui.train.known_runs import KnownRuns
from ganstudio.gui.train.rows import RunRows
from ganstudio.gui.train.sentences import ending
from ganstudio.gui.train.steering import _countdown

SOON = 10_000


@pytest.fixture
def listed():
    """Make a run among the user's own, with what happened to it."""

    def make(name: str, *events: dict, model: str = "toy", **changes) -> RunFolder:
        record = RunRecord(
            model=model,
            plugin="toys",
            config={"steps": 100},
            data=DataRecord(kind=DataKind.BUILT_IN),
            **changes,
        )
        folder = RunFolder.create(runs_dir() / name, record)
        with EventWriter(folder) as writer:
            writer.write_many(events)
        return folder

    return make


@pytest.fixture
def rows(services, qtbot):
    """The list of runs, read."""
    runs = KnownRuns(services)
    made = RunRows(services, runs)
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )

    def read() -> RunRows:
        services.runs.refresh()
        names = {path.name for path in runs_dir().glob("*") if path.is_dir()}
        qtbot.waitUntil(lambda: {path.name for path in runs.all} == names, timeout=SOON)
        return made

    read.runs = runs
    yield read
    runs.close()
    del tester


def started(step: int = 0) -> dict:
    return {"type": "started", "step": step, "from_step": step, "total_steps": 100}


def names(model: RunRows) -> list[str]:
    return [path.name for path in model.paths]


def of(state: str, message: str = "") -> RunStatus:
    return RunStatus(state, 5, 100, message, None, None)


@pytest.mark.parametrize(
    ("status", "phase", "is_"),
    [
        (of("new"), "", Condition.NEW),
        (of("new"), "starting", Condition.STARTING),
        (of("failed", "It broke."), "starting", Condition.STARTING),
        (of("stopped"), "waiting", Condition.WAITING),
        (of("running", "starting"), "starting", Condition.STARTING),
        (of("running"), "starting", Condition.RUNNING),
        (of("running", "pausing"), "", Condition.PAUSING),
        (of("paused", "resuming"), "", Condition.RESUMING),
        (of("running"), "stopping", Condition.STOPPING),
        (of("elsewhere"), "stopping", Condition.STOPPING),
        (of("stopped"), "stopping", Condition.STOPPED),
        (of("finished"), "starting", Condition.FINISHED),
        (of("interrupted"), "", Condition.INTERRUPTED),
    ],
)
def test_what_a_run_does_is_its_process_s_word(status, phase, is_):
    assert condition(status, damaged=False, phase=phase) is is_
    assert condition(status, damaged=True, phase=phase) is Condition.DAMAGED


def test_what_can_be_done_follows_what_a_run_does(qapp):
    can = {now: controls(now, begun=True, saved=True) for now in Condition}
    assert {now for now in can if can[now].go} == {
        Condition.PAUSED,
        Condition.PAUSING,
        Condition.INTERRUPTED,
        Condition.FAILED,
        Condition.NEW,
        Condition.STOPPED,
    }
    assert {now for now in can if can[now].pause} == {
        Condition.RUNNING,
        Condition.RESUMING,
        Condition.ELSEWHERE,
    }
    # What is held cannot be deleted, and what is over cannot be stopped.
    assert not [now for now in can if can[now].stop and can[now].delete]
    assert can[Condition.STOPPING] == controls(
        Condition.STOPPING, begun=False, saved=False
    )
    assert controls(Condition.NEW, begun=False, saved=False).go == "Start"
    assert not controls(Condition.FAILED, begun=True, saved=False).export
    words = [look.word for look in LOOKS.values()]
    assert len(set(words)) == len(words) == len(Condition)
    for look in LOOKS.values():
        assert not icon(look.icon, look.role).isNull()


def test_the_list_is_sorted_by_state_then_newest_first(listed, rows):
    listed("b_old", started(), {"type": "finished", "step": 100}, created="2026-01-01")
    listed("c_new", started(), {"type": "finished", "step": 100}, created="2026-02-01")
    listed("d_bad", started(), {"type": "failed", "text": "No."}, created="2025-01-01")
    paused = listed("e_paused", started(3), {"type": "paused", "step": 3})
    running = listed("a_running", started(), created="2024-01-01")
    with claim(paused, "cpu"), claim(running, "cpu"):
        # An owner that came after the last event is starting.
        with EventWriter(paused) as writer:
            writer.write("paused", step=3)
        with EventWriter(running) as writer:
            writer.write("started", step=0, from_step=0, total_steps=100)
        model = rows()
        assert names(model) == ["a_running", "e_paused", "d_bad", "c_new", "b_old"]
        texts = [
            model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
            for row in range(model.rowCount())
        ]
    assert "running" in texts[0]
    assert "paused, step 3 of 100" in texts[1]
    assert "failed" in texts[2]


def test_rows_come_go_and_move_without_a_reset(listed, rows, qtbot, services):
    for number in range(5):
        listed(f"run-{number}", created=f"2026-01-0{number + 1}")
    model = rows()
    assert names(model) == [f"run-{n}" for n in (4, 3, 2, 1, 0)]
    kept = [index_of(model, f"run-{n}") for n in (0, 3)]
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    with EventWriter(RunFolder(runs_dir() / "run-0")) as writer:
        writer.write_many([started(), {"type": "failed", "text": "It broke."}])
    listed("run-9", created="2026-01-09")
    rows()
    qtbot.waitUntil(lambda: names(model)[0] == "run-0", timeout=SOON)
    assert names(model) == ["run-0", "run-9", "run-4", "run-3", "run-2", "run-1"]
    assert [i.data(Qt.ItemDataRole.DisplayRole) for i in kept] == ["toy", "toy"]
    assert [index.row() for index in kept] == [0, 3]
    assert not resets


def index_of(model: QAbstractItemModel, name: str):
    from PySide6.QtCore import QPersistentModelIndex

    row = next(i for i, path in enumerate(model.paths) if path.name == name)
    return QPersistentModelIndex(model.index(row))


def test_the_filter_looks_at_model_name_and_state(listed, rows):
    listed("one", model="dcgan")
    listed("two", started(), {"type": "failed", "text": "No."}, model="cyclegan")
    model = rows()
    for text, found in (
        ("gan", {"one", "two"}),
        ("CYCLE", {"two"}),
        ("failed", {"two"}),
        ("one not", {"one"}),
        ("nothing", set()),
        ("", {"one", "two"}),
    ):
        model.set_filter(text)
        assert set(names(model)) == found, text


def test_of_many_runs_only_the_one_that_changed_is_drawn_anew(listed, rows):
    for number in range(300):
        listed(f"run-{number:04}")
    model = rows()
    runs = rows.runs
    path = model.paths[150]
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first, last)))
    runs.set_phase(path, "waiting")
    assert model.paths[0] == path
    assert len(told) == 1  # one row, not all of them


def test_a_damaged_run_says_why_and_can_only_go_to_the_bin(listed, rows):
    folder = listed("hurt")
    folder.run_json.write_text("{")
    model = rows()
    run = rows.runs.at(model.paths[0])
    assert run.condition is Condition.DAMAGED
    assert "is damaged" in ending(run)
    assert run.controls.delete
    assert not run.controls.go


def test_a_run_elsewhere_on_the_disk_is_shown_and_leaves_when_it_is_gone(
    new_run, rows, qtbot
):
    folder = new_run("far")
    runs = rows.runs
    runs.add(folder)
    assert runs.at(folder.path).condition is Condition.NEW
    qtbot.waitUntil(lambda: runs.at(folder.path).entry.model == "toy", timeout=SOON)
    folder.path.rename(folder.path.with_name("gone"))
    qtbot.waitUntil(lambda: runs.at(folder.path) is None, timeout=SOON)


SCORE = {"name": "FID (x)", "metric": "fid/g", "value": 2.3456, "protocol": "x"}


def test_the_journal_tells_what_happened_and_reads_only_what_is_new(run):
    journal = Journal(run)
    assert not journal.read()
    with EventWriter(run) as writer:
        writer.write_many(
            [
                started(),
                {"type": "metrics", "step": 1, "values": {"loss/g": 1.0}},
                {"type": "note", "step": 5, "set": {"lr": 0.1}},
                {"type": "note", "step": 9, "set": {"lr": 0.2}},
                {"type": "note", "step": 9, "level": "error", "text": "No."},
                {"type": "exported", "step": 9, "files": ["/a/b.onnx"]},
                {"type": "evaluated", "step": 9, "scores": [SCORE]},
            ]
        )
        assert journal.read()
        assert not journal.read()
        assert journal.live == {"lr": 0.2}
        assert [str(path) for path in journal.exported] == ["/a/b.onnx"]
        assert ("bad", "No.") in [(n.kind, n.text) for n in journal.notes]
        assert "Measured FID (x) 2.346." in [n.text for n in journal.notes]
        assert all(event["type"] != "metrics" for event in journal.events)
        # The process died, and the run went back behind the second change.
        writer.write_many([started(6)])
    journal.read()
    assert journal.live == {"lr": 0.1}
    assert journal.notes[-1].text == "Went on from step 6."


def test_the_same_run_from_a_terminal(services, qtbot):
    services.plugins.refresh()
    qtbot.waitUntil(lambda: services.plugins.registry is not None, timeout=SOON)
    spec = services.plugins.registry.models["dcgan"].spec
    preset = next(iter(spec.presets))
    config = build_config(spec, preset, {"lr": 0.0625}).model_dump(mode="json")
    record = RunRecord(
        model="dcgan",
        plugin="dcgan",
        config=config,
        preset=preset,
        data=DataRecord(kind=DataKind.IMAGES),
        seed=3,
        device="cpu",
    )
    request = request_of(record, spec)
    assert (request.preset, dict(request.settings)) == (preset, {"lr": 0.0625})
    assert (request.seed, request.device) == (3, "cpu")
    assert dict(request_of(record, None).settings) == config


def test_the_countdown_names_what_comes_next():
    assert "Ended by force in 60 s" in _countdown(0)
    assert "Killed in 14 s" in _countdown(61)
    assert "is killed" in _countdown(100)
