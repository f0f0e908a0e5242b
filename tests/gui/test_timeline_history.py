"""A run's history without a window: reading, rewinding, following, the cursor."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.runs import EventWriter, RunFolder
from ganstudio.gui.services import Services
from ganstudio.gui.train.timeline.history import RunHistory


@pytest.fixture
def history(services: Services) -> Iterator[RunHistory]:
    made = RunHistory(services.background)
    yield made
    made.close()


@pytest.fixture
def writer(run: RunFolder) -> Iterator[EventWriter]:
    with EventWriter(run) as made:
        yield made


def metrics(step: int, time: float = 0.0, **values: Any) -> dict[str, Any]:
    values = {name.replace("_", "/"): value for name, value in values.items()}
    return {"type": "metrics", "step": step, "time": time, "values": values}


def opened(qtbot: QtBot, history: RunHistory, run: RunFolder) -> None:
    history.open(run)
    qtbot.waitUntil(lambda: not history.reading)


def test_an_event_file_becomes_series_sheets_marks_and_notes(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many(
        [
            {"type": "started", "step": 0, "from_step": 0, "total_steps": 9, "time": 5},
            metrics(1, 10.0, loss_d=1.5, loss_g=2),
            metrics(2, 12.0, loss_d=1.25),
            {"type": "samples", "step": 2, "path": "00000002.png", "rows": ["a", "b"]},
            {"type": "checkpoint", "step": 2, "path": "step-00000002"},
            {"type": "note", "level": "warning", "text": "Low on memory."},
            {"type": "note", "step": 2, "set": {"lr": 0.001}},
            {"type": "failed", "step": 2, "text": "No memory left."},
        ]
    )
    opened(qtbot, history, run)
    assert list(history.series) == ["loss/d", "loss/g"]
    assert history.series["loss/d"].steps.tolist() == [1, 2]
    assert history.series["loss/d"].values.tolist() == [1.5, 1.25]
    assert history.series["loss/d"].seconds.tolist() == [5, 7]
    assert [(s.step, s.path, s.rows) for s in history.samples] == [
        (2, run.samples / "00000002.png", ("a", "b"))
    ]
    assert history.checkpoints == [2]
    assert [(n.level, n.text) for n in history.notes] == [
        ("mark", "Begun"),
        ("warning", "Low on memory."),
        ("info", "lr set to 0.001"),
        ("error", "No memory left."),
    ]
    assert (history.step, history.total, history.error) == (2, 9, "")


def test_a_start_from_an_earlier_step_makes_later_events_void(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write("started", step=0, from_step=0, total_steps=10, time=0.0)
    writer.write_many([metrics(step, step, loss_d=step) for step in range(1, 7)])
    for step in (2, 4, 6):
        writer.write("samples", step=step, path=f"{step:08d}.png", rows=[])
        writer.write("checkpoint", step=step, path="x")
    opened(qtbot, history, run)
    history.set_cursor(6)
    # Once while it is followed ...
    writer.write("started", step=4, from_step=4, total_steps=10, time=100.0)
    writer.write_many([metrics(5, 101.0, loss_d=-5)])
    history.refresh()
    qtbot.waitUntil(lambda: history.step == 5)
    assert history.series["loss/d"].values.tolist() == [1, 2, 3, 4, -5]
    assert [sheet.step for sheet in history.samples] == [2, 4]
    assert history.checkpoints == [2, 4]
    assert history.cursor == 5
    # ... and once when all of it is read in one go.
    history.close()
    opened(qtbot, history, run)
    assert history.series["loss/d"].values.tolist() == [1, 2, 3, 4, -5]
    assert [sheet.step for sheet in history.samples] == [2, 4]
    # Time of training goes on where the kept steps end, without the gap.
    assert history.series["loss/d"].seconds.tolist() == [1, 2, 3, 4, 5]


def test_a_torn_line_costs_itself_alone(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many([metrics(1, loss_d=1.0)])
    with run.events.open("ab") as file:
        file.write(b'{"type": "metrics", "step": 2, "values": {"loss/d"')
    opened(qtbot, history, run)
    assert history.series["loss/d"].values.tolist() == [1.0]
    writer.write_many([metrics(3, loss_d=3.0)])
    history.refresh()
    qtbot.waitUntil(lambda: history.step == 3)
    assert history.series["loss/d"].values.tolist() == [1.0, 3.0]


def test_a_value_that_is_not_finite_is_a_gap(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many(
        [metrics(1, a=1.0), metrics(2, a=float("nan")), metrics(3, a=float("inf"))]
    )
    with run.events.open("ab") as file:
        file.write(b'{"type": "metrics", "step": 4, "values": {"a": 1e999}}\n')
    opened(qtbot, history, run)
    values = history.series["a"].values
    assert values[0] == 1.0
    assert np.isnan(values[1:]).tolist() == [True, True, True]


def test_a_long_run_is_read_in_pieces_and_the_window_lives(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    count = 100_000
    writer.write_many(
        metrics(step, step / 100, loss_d=1.0, loss_g=2.0) for step in range(count)
    )
    seen: list[int] = []
    history.changed.connect(lambda: seen.append(len(history.series.get("loss/d", ()))))
    history.open(run)
    qtbot.waitUntil(lambda: not history.reading, timeout=30_000)
    assert len(history.series["loss/g"]) == count
    assert history.series["loss/d"].steps[-1] == count - 1
    assert len({n for n in seen if 0 < n < count}) > 2, "it came in one lump"


def test_a_run_grows_while_it_is_open(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    opened(qtbot, history, run)
    assert history.series == {}
    for step in range(1, 3):
        writer.write_many([metrics(step, loss_d=float(step))])
        with qtbot.waitSignal(history.changed, timeout=5000):
            pass
    assert history.series["loss/d"].values.tolist() == [1.0, 2.0]


def test_a_deleted_folder_is_said_and_what_was_read_stays(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many([metrics(1, loss_d=1.0)])
    opened(qtbot, history, run)
    writer.close()
    shutil.rmtree(run.path)
    history.refresh()
    qtbot.waitUntil(lambda: bool(history.error))
    assert "is gone" in history.error
    assert len(history.series["loss/d"]) == 1


def test_a_file_put_back_from_a_copy_is_read_anew(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many([metrics(step, loss_d=1.0) for step in range(1, 9)])
    opened(qtbot, history, run)
    lines = run.events.read_bytes().splitlines(keepends=True)
    run.events.write_bytes(b"".join(lines[:2]))
    history.refresh()
    qtbot.waitUntil(lambda: history.step == 2)
    assert history.series["loss/d"].steps.tolist() == [1, 2]


def test_another_run_takes_the_place_of_the_first(
    qtbot: QtBot, history: RunHistory, new_run: Callable[..., RunFolder]
) -> None:
    first, second = new_run("first"), new_run("second")
    for folder, step in ((first, 7), (second, 3)):
        with EventWriter(folder) as writer:
            writer.write_many([metrics(step, a=1.0)])
    opened(qtbot, history, first)
    history.set_cursor(2)
    opened(qtbot, history, second)
    assert (history.step, history.cursor) == (3, None)
    assert history.series["a"].steps.tolist() == [3]
    history.open(None)
    assert history.series == {}
    assert history.step == 0


def test_the_cursor_goes_from_sheet_to_sheet_and_back_to_the_newest(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    for step in (10, 20, 30):
        writer.write("samples", step=step, path=f"{step:08d}.png", rows=[])
    writer.write_many([metrics(35, a=1.0)])
    opened(qtbot, history, run)
    assert history.sheet_at(9) is None
    sheet = history.sheet_at(29.5)
    assert sheet is not None
    assert sheet.step == 20
    history.go(-1)
    assert history.cursor == 30, "back from between two sheets is the one in sight"
    history.go(-1)
    assert history.cursor == 20
    history.go(5)
    assert history.cursor == 30
    history.go_first()
    assert history.cursor == 10
    history.set_cursor(1e9)
    assert history.cursor == 35
    history.set_cursor(None)
    assert history.at == 35


def test_a_sheet_drawn_twice_at_a_step_counts_once(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    for _ in range(2):
        writer.write("samples", step=10, path="00000010.png", rows=[])
    opened(qtbot, history, run)
    assert [sheet.step for sheet in history.samples] == [10]


def test_a_pause_is_no_time_of_training(
    qtbot: QtBot, history: RunHistory, run: RunFolder, writer: EventWriter
) -> None:
    writer.write_many(
        [
            {"type": "started", "step": 0, "from_step": 0, "time": 0.0},
            metrics(1, 1.0, a=1.0),
            {"type": "paused", "step": 1, "time": 2.0},
            {"type": "resumed", "step": 1, "time": 1002.0},
            metrics(2, 1003.0, a=1.0),
        ]
    )
    opened(qtbot, history, run)
    assert history.series["a"].seconds.tolist() == [1.0, 3.0]
