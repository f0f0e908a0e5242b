"""Curves, wall and slider on one history: what a person sees, clicks and types."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.core.images import encode_png, sheet
from ganstudio.core.runs import EventWriter, RunFolder
from ganstudio.gui.services import Services
from ganstudio.gui.theme import theme
from ganstudio.gui.train.timeline import (
    CurvesView,
    RunHistory,
    SampleWall,
    TimeSlider,
)


class Timeline(NamedTuple):
    history: RunHistory
    curves: CurvesView
    wall: SampleWall
    slider: TimeSlider

    @property
    def plot(self):
        assert self.curves.plot is not None
        return self.curves.plot

    def line(self, name: str):
        lines = [line for panel in self.curves.panels for line in panel.lines]
        return next(line for line in lines if line.name == name)


def a_sheet(folder: RunFolder, step: int, writer: EventWriter, rows: int = 1) -> None:
    """Write a sheet of `rows` blocks; its grey is its step."""
    block = sheet(np.full((2, 8, 8, 3), step, np.uint8), columns=2)
    gap = np.full((6, block.shape[1], 3), 64, np.uint8)
    parts = [part for _ in range(rows) for part in (block, gap)][:-1]
    name = f"{step:08d}.png"
    (folder.samples / name).write_bytes(encode_png(np.concatenate(parts)))
    writer.write("samples", step=step, path=name, rows=list("abcdef"[:rows]))


@pytest.fixture
def trained(run: RunFolder) -> RunFolder:
    """A run of 100 steps with sheets at 20, 40, ... and a checkpoint at 50."""
    rng = np.random.default_rng(0)
    with EventWriter(run) as writer:
        writer.write("started", step=0, from_step=0, total_steps=100, time=0.0)
        for step in range(1, 101):
            values = {
                "loss/d": 1 + rng.random(),
                "loss/g": 2 + rng.random(),
                "d/real": 0.7,
                "d/fake": float("nan") if step == 60 else 0.25,
            }
            writer.write("metrics", step=step, time=float(step), values=values)
            if step % 20 == 0:
                a_sheet(run, step, writer, rows=2)
        writer.write("checkpoint", step=50, path="step-00000050")
        writer.write("finished", step=100)
    return run


Show = Callable[[RunFolder | None], Timeline]


@pytest.fixture
def show(qtbot: QtBot, services: Services) -> Iterator[Show]:
    made: list[tuple[QWidget, RunHistory]] = []

    def open_run(folder: RunFolder | None) -> Timeline:
        history = RunHistory(services.background)
        window = QWidget()
        views = CurvesView(history), SampleWall(history), TimeSlider(history)
        box = QVBoxLayout(window)
        for view in views:
            box.addWidget(view)
        window.resize(900, 700)
        window.show()
        made.append((window, history))
        history.open(folder)
        qtbot.waitUntil(lambda: not history.reading and views[0].plot is not None)
        qtbot.waitUntil(lambda: bool(views[0].panels) == bool(history.series))
        return Timeline(history, *views)

    yield open_run
    for window, history in made:
        history.close()
        window.close()
        window.deleteLater()


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    widget.setFocus()
    for key in keys:
        qtbot.keyClick(widget, key)


def test_a_click_on_the_curves_moves_all_three(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    at = QPoint(round(timeline.plot.pixel_at(47)), 100)
    qtbot.mouseClick(timeline.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert timeline.history.cursor == pytest.approx(47, abs=0.5)
    assert timeline.plot.cursor == timeline.history.cursor
    assert timeline.slider.slider.value() == 47
    assert timeline.slider.place.text() == "step 47 of 100"
    assert timeline.wall.sheet is not None
    assert timeline.wall.sheet.step == 40
    assert timeline.wall.film.current == 1
    assert not timeline.slider.follow.isChecked()
    qtbot.mouseClick(timeline.slider.follow, Qt.MouseButton.LeftButton)
    assert timeline.history.cursor is None
    assert timeline.wall.sheet.step == 100
    assert timeline.slider.slider.value() == 100


def test_wall_and_slider_move_the_curves(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    film = timeline.wall.film
    at = film.place(2).center()
    qtbot.mouseClick(film.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert timeline.history.cursor == 60
    assert timeline.plot.cursor == 60
    timeline.slider.slider.setValue(33)
    assert timeline.plot.cursor == 33
    assert timeline.wall.film.current == 0


@pytest.mark.parametrize("part", ["curves", "view", "film", "slider"])
def test_keys_go_from_sheet_to_sheet_wherever_the_focus_is(
    qtbot: QtBot, show: Show, trained: RunFolder, part: str
) -> None:
    timeline = show(trained)
    widget = {
        "curves": timeline.curves,
        "view": timeline.wall.view,
        "film": timeline.wall.film,
        "slider": timeline.slider.slider,
    }[part]
    press(qtbot, widget, Qt.Key.Key_Home)
    assert timeline.history.cursor == 20
    press(qtbot, widget, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert timeline.history.cursor == 60
    press(qtbot, widget, Qt.Key.Key_Left)
    assert timeline.history.cursor == 40
    press(qtbot, widget, Qt.Key.Key_End)
    assert timeline.history.cursor is None


def test_smoothing_and_log_change_what_is_drawn(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    measured = timeline.history.series["loss/d"].values
    line = timeline.line("loss/d")
    assert np.ptp(line.y) < np.ptp(measured) / 2
    assert line.raw is not None
    np.testing.assert_allclose(line.raw[1], measured)
    timeline.curves.controls.smooth.setValue(0)
    line = timeline.line("loss/d")
    assert line.raw is None
    np.testing.assert_allclose(line.y, measured)
    assert timeline.curves.controls.smooth_value.text() == "0.00"
    qtbot.mouseClick(timeline.curves.controls.log, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(timeline.line("loss/d").y, np.log10(measured))
    probabilities = timeline.curves.panels[1]
    assert probabilities.group.probability
    assert (probabilities.low, probabilities.high, probabilities.log) == (0, 1, False)


def test_time_in_place_of_steps(qtbot: QtBot, show: Show, run: RunFolder) -> None:
    with EventWriter(run) as writer:
        writer.write("started", step=0, from_step=0, time=0.0)
        for step in range(1, 11):
            event = {"a": 1.0}
            writer.write("metrics", step=step, time=step * 60.0, values=event)
    timeline = show(run)
    timeline.history.set_cursor(5)
    qtbot.mouseClick(timeline.curves.controls.by_time, Qt.MouseButton.LeftButton)
    assert timeline.curves.span == (0, 600)
    assert timeline.plot.cursor == 300
    timeline.plot.clicked.emit(120.0)
    assert timeline.history.cursor == 2


def test_chips_choose_the_terms(qtbot: QtBot, show: Show, trained: RunFolder) -> None:
    timeline = show(trained)
    chips = timeline.curves.controls.chips.buttons
    assert list(chips) == ["loss/d", "loss/g", "d/real", "d/fake"]
    qtbot.mouseClick(chips["loss/g"], Qt.MouseButton.LeftButton)
    drawn = [line.name for panel in timeline.curves.panels for line in panel.lines]
    assert drawn == ["loss/d", "d/real", "d/fake"]
    number = timeline.line("d/real").number
    press(qtbot, chips["loss/g"], Qt.Key.Key_Space)
    assert timeline.line("loss/g").number == 1
    assert timeline.line("d/real").number == number, "colours stay"
    timeline.curves.controls.chips.alone("d/real")
    assert [p.group.title for p in timeline.curves.panels] == [
        "Probability of being real"
    ]
    timeline.curves.controls.chips.alone("d/real")
    assert len(timeline.curves.panels) == 2


def test_wheel_zooms_at_the_pointer_drag_pans_and_double_click_resets(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    plot = timeline.plot
    at = QPointF(plot.pixel_at(50), 100)
    QApplication.sendEvent(
        plot.viewport(),
        QWheelEvent(
            at,
            plot.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, 480),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    low, high = timeline.curves.span
    assert high - low == pytest.approx(100 * 0.8**4)
    assert plot.x_at(at.x()) == pytest.approx(50)
    assert timeline.line("loss/d").x[0] >= low - 1
    start = at.toPoint()
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(plot.viewport(), button, pos=start)
    qtbot.mouseMove(plot.viewport(), start + QPoint(60, 0))
    qtbot.mouseRelease(plot.viewport(), button, pos=start + QPoint(60, 0))
    assert timeline.curves.span[0] < low
    assert timeline.history.cursor is None, "a drag is no click"
    qtbot.mouseDClick(plot.viewport(), button, pos=start)
    assert timeline.curves.span == (0, 100)


def test_the_cross_hair_tells_all_values_and_the_mark_that_is_near(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    qtbot.mouseMove(
        timeline.plot.viewport(), QPoint(round(timeline.plot.pixel_at(50)), 90)
    )
    qtbot.waitUntil(lambda: timeline.plot.pointer is not None)
    assert timeline.plot.head == "step 50 · 50 s · Checkpoint"
    series = timeline.history.series
    for name in series:
        assert timeline.plot.values(name) in series[name].values[48:51]
    timeline.plot.pointed.emit(None)
    assert timeline.plot.values("loss/d") == series["loss/d"].values[-1]


def test_values_are_told_in_words(show: Show, trained: RunFolder) -> None:
    timeline = show(trained)
    timeline.history.set_cursor(60)
    words = timeline.curves.accessibleDescription()
    value = timeline.history.series["loss/d"].at(60)
    assert words.startswith(f"Step 60: loss/d {value:.3f}, ")
    assert "d/real 0.700, d/fake not finite." in words
    assert timeline.wall.view.accessibleDescription() == "Sheet of step 60, All."


def test_a_value_that_was_not_finite_is_marked_with_its_name(
    show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    assert timeline.line("d/fake").bad.tolist() == [60]
    assert not len(timeline.line("d/real").bad)


def test_values_are_saved_as_csv(
    qtbot: QtBot, show: Show, trained: RunFolder, tmp_path: Path
) -> None:
    timeline = show(trained)
    qtbot.mouseClick(
        timeline.curves.controls.chips.buttons["loss/g"], Qt.MouseButton.LeftButton
    )
    path = tmp_path / "curves.csv"
    timeline.curves.export_csv(path)
    qtbot.waitUntil(lambda: "Saved 100 rows" in timeline.curves.message.text)
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["step", "seconds", "loss/d", "d/real", "d/fake"]
    assert len(rows) == 101
    series = timeline.history.series
    assert [float(row[2]) for row in rows[1:]] == series["loss/d"].values.tolist()
    assert rows[60] == ["60", "60.000", repr(series["loss/d"].at(60)), "0.7", "nan"]


def test_the_picture_of_the_curves_is_saved(
    qtbot: QtBot, show: Show, trained: RunFolder, tmp_path: Path
) -> None:
    timeline = show(trained)
    path = tmp_path / "curves.png"
    shown = timeline.plot.viewport().size()
    timeline.curves.export_png(path, scale=2)
    qtbot.waitUntil(lambda: "Saved the picture" in timeline.curves.message.text)
    image = QImage(str(path))
    assert image.size() == shown * 2
    colours = {image.pixel(x, y) for x in range(90, 600, 3) for y in range(10, 300, 3)}
    assert len(colours) > 4, "it is empty"


def test_colours_follow_the_scheme(show: Show, trained: RunFolder) -> None:
    timeline = show(trained)
    dark = timeline.plot.picture(1).toImage().pixelColor(2, 2).name()
    theme.apply("light")
    try:
        light = timeline.plot.picture(1).toImage().pixelColor(2, 2).name()
        assert light == theme.tokens.panel != dark
    finally:
        theme.apply("dark")


def test_the_sheet_is_loaded_and_its_parts_are_shown(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    wall = timeline.wall
    timeline.history.set_cursor(45)
    qtbot.waitUntil(lambda: wall.view.panes[0].image is not None)
    (pane,) = wall.view.panes
    assert pane.title == "step 40"
    assert pane.image is not None
    assert pane.image.pixelColor(4, 4).red() == 40
    assert [wall.tabs.tabText(i) for i in range(wall.tabs.count())] == ["All", "a", "b"]
    whole = wall.view.panes[0].area
    wall.tabs.setCurrentIndex(2)
    area = wall.view.panes[0].area
    assert whole is not None
    assert area is not None
    assert area.top() > whole.height() / 2
    assert area.height() < whole.height() / 2


def test_compare_with_first(qtbot: QtBot, show: Show, trained: RunFolder) -> None:
    timeline = show(trained)
    qtbot.mouseClick(timeline.wall.compare, Qt.MouseButton.LeftButton)
    assert [p.title for p in timeline.wall.view.panes] == ["step 20", "step 100"]
    timeline.history.set_cursor(20)
    assert [p.title for p in timeline.wall.view.panes] == ["step 20"]


def test_a_sheet_that_is_gone_is_said_in_its_place(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    (trained.samples / "00000060.png").unlink()
    timeline = show(trained)
    timeline.history.set_cursor(60)
    view = timeline.wall.view
    qtbot.waitUntil(lambda: bool(view.panes[0].message))
    assert view.panes[0].message == "The sheet 00000060.png is gone."


def test_a_sheet_is_saved_as_it_is(
    qtbot: QtBot, show: Show, trained: RunFolder, tmp_path: Path
) -> None:
    timeline = show(trained)
    timeline.history.set_cursor(40)
    timeline.wall.save_sheet(tmp_path / "copy.png")
    qtbot.waitUntil(lambda: timeline.wall.message.text == "Saved copy.png.")
    original = (trained.samples / "00000040.png").read_bytes()
    assert (tmp_path / "copy.png").read_bytes() == original


def test_a_new_sheet_is_shown_when_it_comes(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    with EventWriter(trained) as writer:
        a_sheet(trained, 120, writer, rows=2)
    timeline.history.refresh()
    qtbot.waitUntil(lambda: len(timeline.history.samples) == 6)
    view = timeline.wall.view
    qtbot.waitUntil(lambda: view.panes[0].image is not None)
    assert view.panes[0].title == "step 120"
    timeline.history.set_cursor(40)
    with EventWriter(trained) as writer:
        a_sheet(trained, 140, writer, rows=2)
    timeline.history.refresh()
    qtbot.waitUntil(lambda: len(timeline.history.samples) == 7)
    assert timeline.history.cursor == 40, "who looks back is not torn away"


def test_play_goes_through_the_sheets_and_stops_at_the_last(
    qtbot: QtBot, show: Show, trained: RunFolder
) -> None:
    timeline = show(trained)
    seen: list[float | None] = []
    timeline.history.cursor_changed.connect(
        lambda: seen.append(timeline.history.cursor)
    )
    qtbot.mouseClick(timeline.slider.play, Qt.MouseButton.LeftButton)
    assert timeline.slider.play.accessibleName() == "Stop playing"
    qtbot.waitUntil(lambda: not timeline.slider.playing, timeout=10_000)
    assert seen == [20, 40, 60, 80, 100]
    assert timeline.slider.play.accessibleName() == "Play"


def test_an_empty_run_says_when_the_first_sheet_comes(
    show: Show, new_run: Callable[..., RunFolder]
) -> None:
    timeline = show(new_run(config={"steps": 1000, "sample_every": 250}))
    assert timeline.wall.empty.text() == "The first sheet comes at step 250."
    assert "first step" in timeline.curves.empty.text()
    assert not timeline.slider.slider.isEnabled()
    for widget in (timeline.curves, timeline.wall, timeline.slider):
        widget.grab()


def test_another_run_is_opened_while_the_last_is_painted(
    qtbot: QtBot, show: Show, trained: RunFolder, new_run: Callable[..., RunFolder]
) -> None:
    other = new_run("other")
    with EventWriter(other) as writer:
        writer.write("metrics", step=1, values={"psnr": 20.0})
        writer.write("metrics", step=2, values={"psnr": 21.0})
    timeline = show(trained)
    timeline.history.set_cursor(40)
    timeline.history.open(other)
    timeline.plot.viewport().repaint()
    qtbot.waitUntil(lambda: len(timeline.curves.panels) == 1)
    assert list(timeline.curves.controls.chips.buttons) == ["psnr"]
    assert timeline.plot.cursor is None


def test_no_run_at_all(qtbot: QtBot, show: Show) -> None:
    timeline = show(None)
    assert "Choose a run" in timeline.curves.empty.text()
    assert "Choose a run" in timeline.wall.empty.text()
    press(qtbot, timeline.curves, Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_Home)


@pytest.mark.parametrize(
    "values", [[1.0], [2.0, 2.0, 2.0], [float("nan")], [0.0], [-1.0, 0.0], [1e300, 0]]
)
def test_strange_series_are_drawn_on_both_axes(
    qtbot: QtBot, show: Show, run: RunFolder, values: list[float]
) -> None:
    with EventWriter(run) as writer:
        for step, value in enumerate(values, 1):
            writer.write("metrics", step=step, values={"a": value})
    timeline = show(run)
    for _ in range(2):
        timeline.curves.draw()
        assert not timeline.plot.picture(1).isNull()
        qtbot.mouseClick(timeline.curves.controls.log, Qt.MouseButton.LeftButton)
    timeline.curves.zoom(0.01, 1.0)
    assert not timeline.plot.picture(1).isNull()


def test_the_focus_on_the_curves_is_seen(show: Show, trained: RunFolder) -> None:
    timeline = show(trained)
    timeline.curves.window().activateWindow()
    timeline.wall.view.setFocus()
    without = timeline.plot.picture(1).toImage().pixelColor(0, 100)
    timeline.curves.setFocus()
    assert timeline.plot.picture(1).toImage().pixelColor(0, 100) != without


def test_the_drawing_library_waits_until_curves_are_shown() -> None:
    code = (
        "import sys; import ganstudio.gui.train.timeline;"
        "sys.exit(any(m in sys.modules for m in ('pyqtgraph', 'torch', 'onnxruntime')))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_thousands_of_sheets_load_only_what_is_in_sight(
    qtbot: QtBot, show: Show, run: RunFolder
) -> None:
    with EventWriter(run) as writer:
        a_sheet(run, 1, writer)
        writer.write_many(
            {"type": "samples", "step": step, "path": "00000001.png", "rows": ["a"]}
            for step in range(2, 5001)
        )
    timeline = show(run)
    film = timeline.wall.film
    assert film.current == 4999
    assert film.viewport().rect().contains(film.place(4999))
    press(qtbot, film, Qt.Key.Key_Home)
    assert film.viewport().rect().contains(film.place(0))
    press(qtbot, film, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right)
    assert film.current == 1


def test_every_control_has_a_name_and_a_tip(show: Show, trained: RunFolder) -> None:
    from PySide6.QtWidgets import QAbstractButton, QSlider

    timeline = show(trained)
    for view in (timeline.curves, timeline.wall, timeline.slider):
        for kind in (QAbstractButton, QSlider):
            for control in view.findChildren(kind):
                if control.isVisible() and control.focusPolicy():
                    assert control.accessibleName(), control
                    assert control.toolTip(), control


class Resizes(QObject):
    """Counts how often a widget is resized."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Resize
        return False


def test_thumbnails_that_just_need_a_scroll_bar_come_to_rest(
    qtbot: QtBot, show: Show, run: RunFolder
) -> None:
    """A bar that makes thumbnails smaller must not thereby become superfluous."""
    with EventWriter(run) as writer:
        for step in range(1, 13):
            a_sheet(run, step, writer)
    film = show(run).wall.film
    film.setParent(None)
    film.show()
    resizes = Resizes(film.viewport())
    restless = []
    for width in range(200, 500, 12):
        for height in range(80, 420, 3):
            film.resize(width, height)
            for _ in range(4):
                QApplication.processEvents()
            resizes.count = 0
            for _ in range(2):
                QApplication.processEvents()
            restless += [(width, height)] if resizes.count else []
    assert restless == []
    film.deleteLater()
