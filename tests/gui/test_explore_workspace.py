"""The workspace by mouse and keys."""

from __future__ import annotations

import json
import os
import signal

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from ganstudio.core.images import read_pixels
from ganstudio.core.paths import resources
from ganstudio.gui.services import Models
from ganstudio.inference import Model, sample

LABELS = ("ant", "bee", "cat")


def _ready(place, qtbot):
    explorer = place.explorer
    qtbot.waitUntil(
        lambda: (
            explorer.shown is not None
            and explorer.shown.point == explorer.point
            and not explorer.services.interactive.busy
        ),
        timeout=20_000,
    )


@pytest.fixture
def opened(window, generator, qtbot, tmp_path):
    """A window that explores the labelled toy, lying anywhere."""
    made = window(generator(labels=LABELS))
    qtbot.waitUntil(lambda: made.current == "explore", timeout=10_000)
    made.services.preferences.change(output_folder=tmp_path / "pictures")
    _ready(made.workspace, qtbot)
    made.activateWindow()
    return made


@pytest.fixture
def place(opened):
    return opened.workspace


def _canvas(place):
    """Pixels of the picture on the screen, each taken from the middle of its square."""
    picture = place.stage.picture
    grabbed = picture.grab().toImage()
    ratio, where = grabbed.devicePixelRatio(), picture.place
    side = picture.image.width()
    step = where.width() * ratio / side
    left, top = where.left() * ratio, where.top() * ratio
    return np.array(
        [
            [
                grabbed.pixelColor(
                    int(left + (x + 0.5) * step), int(top + (y + 0.5) * step)
                ).red()
                for x in range(side)
            ]
            for y in range(side)
        ],
        np.uint8,
    )


def _drawn(place, seed, label=None):
    model = Model.open(place.explorer.subject.path)
    return sample(model, count=1, seed=seed, label=label)[0, ..., 0]


def test_a_file_from_anywhere_is_explored(place):
    assert place.explorer.subject.path.name == "noise.onnx"
    assert place.panel.model.box.currentText().startswith("Noise")
    assert np.array_equal(_canvas(place), _drawn(place, 0))


def test_the_dice_draw_another_picture_and_undo_brings_the_first_back(
    opened, place, qtbot
):
    before = _canvas(place)
    qtbot.keyClick(opened, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    _ready(place, qtbot)
    seed = place.panel.seed.value()
    assert seed == place.explorer.point.seeds[0] != 0
    assert np.array_equal(_canvas(place), _drawn(place, seed))
    qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    _ready(place, qtbot)
    assert place.panel.seed.value() == 0
    assert np.array_equal(_canvas(place), before)


def test_a_typed_seed_is_shown(place, qtbot):
    place.panel.seed.setFocus()
    place.panel.seed.selectAll()
    qtbot.keyClicks(place.panel.seed, "41")
    qtbot.keyClick(place.panel.seed, Qt.Key.Key_Return)
    _ready(place, qtbot)
    assert np.array_equal(_canvas(place), _drawn(place, 41))
    assert "Seed 41" in place.stage.what.text()


def test_dragging_the_point_changes_the_picture_on_the_way(place, qtbot):
    pad, explorer = place.panel.pad, place.explorer
    came = []
    explorer.picture_changed.connect(lambda: came.append(explorer.shown.point))
    begin, end = pad.handle.toPoint(), pad.vertices[2].toPoint()
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=begin)
    for part in (0.3, 0.6):
        at = begin + (end - begin) * part
        qtbot.mouseMove(pad, at)
        _ready(place, qtbot)
    assert len({point.weights for point in came}) >= 2
    assert explorer.dragging
    qtbot.mouseMove(pad, end)
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=end)
    _ready(place, qtbot)
    assert explorer.point.weights == (0, 0, 1)
    assert np.array_equal(_canvas(place), _drawn(place, 2))
    assert explorer.undo.count() == 1
    assert "fps" not in place.stage.speed.text()  # too few pictures for a rate


def test_keys_move_the_point_and_say_where_it_is(place, qtbot):
    pad, explorer = place.panel.pad, place.explorer
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_2)
    assert explorer.point.weights == (0, 1, 0)
    assert pad.accessibleDescription() == "100 % seed 1"
    qtbot.keyClick(pad, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert explorer.point.weights == pytest.approx((0, 0.9, 0.1))
    assert pad.accessibleDescription() == "90 % seed 1, 10 % seed 2"
    qtbot.keyClick(pad, Qt.Key.Key_Left)
    assert explorer.point.weights == pytest.approx((0, 0.92, 0.08))
    qtbot.keyClick(pad, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert explorer.point.weights == (0, 1, 0)  # it stays inside


def test_a_corner_can_be_drawn_again(place, qtbot):
    pad = place.panel.pad
    qtbot.mouseClick(pad.dice[1], Qt.MouseButton.LeftButton)
    seed = place.explorer.point.seeds[1]
    assert seed != 1
    assert pad.dice[1].text() == str(seed)
    qtbot.waitUntil(
        lambda: (
            np.array_equal(
                place.corners.pictures[1][..., 0], _drawn(place, seed, "ant")
            )
            if place.corners.pictures[1] is not None
            else False
        ),
        timeout=10_000,
    )


def test_classes_by_click_and_mixed_by_sliders(place, qtbot):
    classes, explorer = place.panel.classes, place.explorer
    assert [chip.text() for chip in classes.chips] == list(LABELS)
    qtbot.mouseClick(classes.chips[2], Qt.MouseButton.LeftButton)
    _ready(place, qtbot)
    assert np.array_equal(_canvas(place), _drawn(place, 0, "cat"))
    assert [chip.isChecked() for chip in classes.chips] == [False, False, True]
    qtbot.mouseClick(classes.mix, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert classes.mix.isChecked()
    qtbot.mouseClick(classes.chips[0], Qt.MouseButton.LeftButton)
    assert list(classes.rows) == [0, 2]
    classes.rows[0].slider.setFocus()
    qtbot.keyClick(classes.rows[0].slider, Qt.Key.Key_Home)
    assert explorer.point.label == (0, 0, 1)
    assert list(classes.rows) == [0, 2]  # the slider stays under the mouse
    qtbot.keyClick(classes.rows[0].slider, Qt.Key.Key_End)
    assert classes.rows[0].name.text() == "ant · 50 %"
    _ready(place, qtbot)
    assert np.array_equal(_canvas(place), _drawn(place, 0, [1, 0, 1]))
    qtbot.mouseClick(classes.mix, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert explorer.point.label == (1, 0, 0)
    assert not classes.rows


def test_a_dimension_moves_by_keys_and_a_double_click_resets_it(opened, place, qtbot):
    explorer, row = place.explorer, place.panel.dimensions.rows[("z", 1)]
    own = row.value
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    ((where, value),) = explorer.point.values
    assert where == ("z", 1)
    assert value > own
    assert row.name.font().bold()
    assert "1 set by hand" in place.stage.what.text()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert explorer.point.values[0][1] > value + 0.4
    qtbot.mouseDClick(row.slider, Qt.MouseButton.LeftButton)
    assert explorer.point.values == ()
    assert row.value == own
    assert not opened.commands.action("explore.reset").isEnabled()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    qtbot.keyClick(opened, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert explorer.point.values == ()
    assert row.value == own


def test_truncation_goes_into_the_picture(place, qtbot):
    place.panel.truncation.slider.setFocus()
    qtbot.keyClick(place.panel.truncation.slider, Qt.Key.Key_Home)
    _ready(place, qtbot)
    assert place.explorer.point.truncation == 0
    # The middle of the prior is all zeros, and so is this toy's picture.
    assert len(np.unique(_canvas(place))) == 1


def test_a_cell_of_the_grid_is_taken_by_a_click(opened, place, qtbot):
    qtbot.keyClick(opened, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    grid = place.stage.grid
    qtbot.waitUntil(lambda: grid.isVisible() and grid.cell(7).isValid(), timeout=9000)
    assert opened.commands.action("explore.grid").isChecked()
    qtbot.mouseClick(
        grid, Qt.MouseButton.LeftButton, pos=grid.cell(7).center().toPoint()
    )
    assert place.stage.picture.isVisible()
    _ready(place, qtbot)
    assert place.panel.seed.value() == 2
    assert np.array_equal(_canvas(place), _drawn(place, 2, "bee"))
    assert not opened.commands.action("explore.grid").isChecked()


def test_a_cell_of_the_grid_is_taken_by_keys(opened, place, qtbot):
    opened.commands.action("explore.grid").trigger()
    grid = place.stage.grid
    qtbot.waitUntil(lambda: grid.cell(7).isValid(), timeout=9000)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.accessibleDescription() == "Seed 1, bee"
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    _ready(place, qtbot)
    assert np.array_equal(_canvas(place), _drawn(place, 1, "bee"))


def test_saving_writes_the_picture_that_is_on_the_canvas(
    opened, place, qtbot, tmp_path
):
    said = []
    opened.services.notices.said.connect(lambda *all_: said.append(all_))
    place.panel.set_enlarge(2)
    qtbot.keyClick(opened, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    file = tmp_path / "pictures" / "noise-seed0.png"
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert said[0][:2] == (f"Saved to {file}.", "good")
    written = read_pixels(file)
    assert written.shape[:2] == (16, 16)
    assert np.array_equal(written[::2, ::2, 0], _canvas(place))


def test_saving_the_grid_writes_one_sheet(opened, place, qtbot, tmp_path):
    opened.commands.action("explore.grid").trigger()
    qtbot.waitUntil(lambda: place.explorer.grid is not None, timeout=9000)
    place.panel.save.click()
    file = tmp_path / "pictures" / "noise-seeds0-3.png"
    qtbot.waitUntil(file.exists, timeout=5000)
    assert read_pixels(file).shape[:2] == (4 * 10 + 2, 3 * 10 + 2)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    opened, place, qtbot, tmp_path
):
    said = []
    opened.services.notices.said.connect(lambda *all_: said.append(all_))
    (tmp_path / "file").write_text("not a folder")
    opened.services.preferences.change(output_folder=tmp_path / "file")
    place.save()
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert said[0][1] == "bad"
    assert "\n" not in said[0][0]
    assert opened.commands.action("explore.save").isEnabled()


def test_copy_puts_the_picture_on_the_clipboard(opened, place, qtbot):
    qtbot.keyClick(opened, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (8, 8)
    assert image.pixelColor(3, 4).red() == _canvas(place)[4, 3]


def test_kept_samples_come_back_by_a_click_and_at_the_next_start(
    opened, place, qtbot, window
):
    place.explorer.change("Move", weights=(0.5, 0.25, 0.25))
    _ready(place, qtbot)
    mixed = _canvas(place)
    place.stage.setFocus()
    qtbot.keyClick(opened, Qt.Key.Key_K)
    assert len(place.row.cards) == 1
    assert place.row.cards[0].chosen
    place.explorer.choose_seed(9)
    assert not place.row.cards[0].chosen
    qtbot.mouseClick(place.row.cards[0], Qt.MouseButton.LeftButton)
    _ready(place, qtbot)
    assert np.array_equal(_canvas(place), mixed)
    state = json.loads(json.dumps(place.state()))

    later = window()
    explore = later.place("explore")
    explore.restore(state)
    later.show_workspace("explore")
    qtbot.waitUntil(lambda: explore.explorer.subject is not None, timeout=9000)
    _ready(explore, qtbot)
    assert explore.explorer.subject == place.explorer.subject
    assert np.array_equal(_canvas(explore), mixed)
    qtbot.waitUntil(lambda: explore.kept.all[0].pixels is not None, timeout=9000)
    qtbot.mouseClick(explore.row.cards[0].cross, Qt.MouseButton.LeftButton)
    assert explore.row.cards == []


@pytest.mark.parametrize("state", [{"model": 3, "points": [], "kept": 1}, {"x": 1}])
def test_a_strange_state_does_no_harm(place, state):
    place.restore(state)


def test_a_killed_child_is_a_sentence_under_the_canvas(opened, place, qtbot):
    child = opened.services.interactive.pid
    os.kill(child, signal.SIGSTOP)
    place.explorer.choose_seed(4)
    os.kill(child, signal.SIGKILL)
    error = place.stage.error
    qtbot.waitUntil(lambda: error.isVisible(), timeout=9000)
    assert "killed" in error.text
    again = next(
        b for b in error.findChildren(QAbstractButton) if b.text() == "Try again"
    )
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not error.isVisible(), timeout=9000)
    assert np.array_equal(_canvas(place), _drawn(place, 4))


def test_without_a_generator_it_says_what_it_is_for(window, qtbot, monkeypatch):
    monkeypatch.setattr(Models, "of_role", lambda *_: [])
    made = window(workspace="explore")
    place = made.workspace
    assert place.stage.empty.isVisible()
    assert not made.commands.action("explore.dice").isEnabled()
    wanted = []
    made.services.navigator.training_wanted.connect(lambda *a: wanted.append(a))
    buttons = {b.text(): b for b in place.stage.empty.findChildren(QAbstractButton)}
    qtbot.mouseClick(buttons["Handwritten digits"], Qt.MouseButton.LeftButton)
    _ready(place, qtbot)
    assert place.stage.picture.isVisible()
    assert np.array_equal(_canvas(place), _drawn(place, 0))
    buttons["Train one"].click()
    assert wanted == [("", [])]


def test_any_dimension_can_be_brought(window, qtbot):
    made = window(resources() / "models" / "digits.onnx")
    qtbot.waitUntil(lambda: made.current == "explore", timeout=9000)
    place = made.workspace
    _ready(place, qtbot)
    dimensions = place.panel.dimensions
    assert len(dimensions.rows) == 12
    dimensions.which.setValue(100)
    dimensions.add_chosen()
    assert list(dimensions.rows)[-1] == ("z", 99)
    qtbot.waitUntil(
        lambda: not dimensions.rows[("z", 99)].visibleRegion().isEmpty(), timeout=3000
    )
    dimensions.rows[("z", 99)].field.setValue(2.0)
    assert place.explorer.point.values == ((("z", 99), 2.0),)


def test_a_damaged_model_says_so_and_can_be_tried_again(opened, place, qtbot, tmp_path):
    path = tmp_path / "half.onnx"
    whole = (resources() / "models" / "digits.onnx").read_bytes()
    path.write_bytes(whole[:1000])
    place.open([path])
    error = place.stage.error
    qtbot.waitUntil(lambda: error.isVisible(), timeout=9000)
    assert "half.onnx" in error.text
    assert np.array_equal(_canvas(place), _drawn(place, 0))  # the old one is still here
    path.write_bytes(whole)
    again = next(
        b for b in error.findChildren(QAbstractButton) if b.text() == "Try again"
    )
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: place.explorer.subject.path == path, timeout=9000)
    _ready(place, qtbot)
    assert not error.isVisible()
    assert place.panel.classes.isVisible()  # digits are drawn by class
    assert np.array_equal(_canvas(place), _drawn(place, 0))


def test_damaged_files_are_listed_and_say_why(window, qtbot, home):
    (home / "models").mkdir(parents=True)
    (home / "models" / "torn.onnx").write_bytes(b"x" * 50)
    made = window(workspace="explore")
    place = made.workspace
    _ready(place, qtbot)
    box = place.panel.model.box
    names = [box.itemText(i) for i in range(box.count())]
    assert names == ["Clothes", "Handwritten digits", "torn"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert "torn.onnx" in place.stage.error.text
    assert box.currentText() == "Clothes"
