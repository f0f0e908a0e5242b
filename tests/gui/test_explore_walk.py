"""Walks between two points, and the training pictures nearest to their frames."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from ganstudio.core.images import read_pixels

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hands(explore, generator):
    """A window that explores the labelled toy, lying anywhere."""
    return explore(generator(labels=("ant", "bee", "cat")))


@pytest.fixture
def place(hands):
    return hands.place


def _walk(hands, qtbot):
    hands.press(Qt.Key.Key_W, CTRL, SHIFT)
    qtbot.waitUntil(lambda: hands.place.parts.walk.frames is not None, timeout=9000)
    return hands.place.stage.walk


def _entry(picker, begins) -> QAction:
    picker.fill()
    return next(a for a in picker.menu().actions() if a.text().startswith(begins))


def test_without_two_samples_the_walk_says_what_it_needs(hands, place, qtbot):
    hands.press(Qt.Key.Key_W, CTRL, SHIFT)
    page = place.stage.walk
    assert page.empty.isVisible()
    assert hands.window.commands.action("explore.walk").isChecked()
    assert not hands.window.commands.action("explore.film").isEnabled()
    assert not hands.window.commands.action("explore.save").isEnabled()
    (back,) = (b for b in page.empty.findChildren(QAbstractButton))
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert place.stage.picture.isVisible()


def test_the_two_samples_kept_last_are_the_ends_of_the_walk(hands, place, qtbot):
    hands.keep(4, 7, 9)
    page = _walk(hands, qtbot)
    walk = place.parts.walk
    assert page.frames.isVisible()
    assert len(walk.frames) == 10
    assert np.array_equal(walk.frames[0], hands.drawn(7, "ant"))
    assert np.array_equal(walk.frames[-1], hands.drawn(9, "ant"))
    steps = np.abs(np.diff(walk.frames.astype(int), axis=0)).mean((1, 2, 3))
    assert steps.max() < 3 * steps.min() + 2  # evenly
    assert place.stage.what.text() == "From seed 7 to seed 9"


def test_ends_are_chosen_turned_round_and_taken_back(hands, place, qtbot):
    hands.keep(4, 7, 9)
    page = _walk(hands, qtbot)
    walk = place.parts.walk
    _entry(page.ends[0], "100 % seed 4").trigger()
    assert [end.seeds[0] for end in walk.ends] == [4, 9]
    assert page.ends[0].accessibleDescription() == "100 % seed 4"
    qtbot.mouseClick(page.swap, Qt.MouseButton.LeftButton)
    assert [end.seeds[0] for end in walk.ends] == [9, 4]
    qtbot.waitUntil(
        lambda: np.array_equal(walk.frames[0], hands.drawn(9, "ant")), timeout=9000
    )
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.press(Qt.Key.Key_Z, CTRL)
    assert [end.seeds[0] for end in walk.ends] == [7, 9]


def test_the_present_picture_can_be_an_end(hands, place):
    hands.keep(4)
    place.explorer.choose_seed(12)
    hands.ready()
    hands.press(Qt.Key.Key_W, CTRL, SHIFT)
    page = place.stage.walk
    assert page.empty.isVisible()
    _entry(page.ends[0], "The present picture").trigger()
    assert page.frames.isVisible()
    assert [end.seeds[0] for end in place.parts.walk.ends] == [12, 4]


def test_the_number_of_frames_is_typed(hands, place, qtbot):
    hands.keep(4, 7)
    page = _walk(hands, qtbot)
    page.count.setFocus()
    page.count.selectAll()
    qtbot.keyClicks(page.count, "21")
    qtbot.keyClick(page.count, Qt.Key.Key_Return)
    walk = place.parts.walk
    qtbot.waitUntil(lambda: len(walk.frames) == 21, timeout=9000)
    # Frame 11 of 21 is the middle, as frame 2 of 3.
    middle = walk.frames[10]
    page.count.setValue(3)
    qtbot.waitUntil(lambda: len(walk.frames) == 3, timeout=9000)
    assert np.array_equal(walk.frames[1], middle)


def test_a_frame_is_taken_by_a_click_or_by_keys_and_undo_goes_back(hands, place, qtbot):
    hands.keep(4, 7)
    page = _walk(hands, qtbot)
    frames = place.parts.walk.frames
    view, explorer = page.frames, place.explorer
    qtbot.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=view.frame(3).center().toPoint()
    )
    assert place.stage.picture.isVisible()
    hands.ready()
    assert np.array_equal(explorer.shown.pixels, frames[3])
    assert place.panel.seed.text() == "none"
    assert "step 4 of 10" in place.stage.what.text()
    hands.press(Qt.Key.Key_Z, CTRL)
    assert explorer.point.seeds[0] == 7
    assert place.panel.seed.text() == "7"
    hands.press(Qt.Key.Key_W, CTRL, SHIFT)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("Frame 5 of 10")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    hands.ready()
    assert np.array_equal(explorer.shown.pixels, frames[4])


def test_a_taken_frame_can_be_varied_kept_and_mixed(hands, place, qtbot):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    place.parts.walk.take(5)
    hands.ready()
    explorer = place.explorer
    before = explorer.shown.pixels
    place.kept.keep()
    assert place.row.cards[2].accessibleName() == "Kept sample, step 6 of 10"
    explorer.change("Move", weights=(0.5, 0.5, 0.0))
    hands.ready()
    assert not np.array_equal(explorer.shown.pixels, before)
    qtbot.mouseClick(place.row.cards[2], Qt.MouseButton.LeftButton)
    hands.ready()
    assert np.array_equal(explorer.shown.pixels, before)
    explorer.throw_dice()
    assert explorer.point.base is None


def test_the_walk_is_saved_as_a_sheet(hands, qtbot, tmp_path):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    hands.press(Qt.Key.Key_S, CTRL)
    file = tmp_path / "pictures" / "noise-walk-4-to-7.png"
    qtbot.waitUntil(file.exists, timeout=5000)
    assert read_pixels(file).shape[:2] == (12, 10 * 10 + 2)


def test_the_walk_is_saved_as_frames(hands, place, qtbot, tmp_path):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    hands.press(Qt.Key.Key_F, CTRL, ALT)
    last = tmp_path / "pictures" / "noise-walk-4-to-7" / "frame-0009.png"
    qtbot.waitUntil(last.exists, timeout=5000)
    qtbot.waitUntil(lambda: not place.parts.film.busy, timeout=5000)
    assert np.array_equal(read_pixels(last), hands.drawn(7, "ant"))


@pytest.mark.parametrize("name", ["walk.webp", "walk"])
def test_the_walk_is_saved_as_a_film_there_and_back(
    hands, place, qtbot, tmp_path, monkeypatch, name
):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    path = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    place.panel.set_enlarge(4)
    hands.press(Qt.Key.Key_S, CTRL, ALT)
    assert place.parts.film.busy
    qtbot.waitUntil(lambda: not place.parts.film.busy, timeout=20_000)
    (job,) = hands.window.services.jobs.all
    assert job.message == f"Saved to {tmp_path / 'walk.webp'}."
    with Pillow.open(tmp_path / "walk.webp") as film:
        assert film.size == (32, 32)
        assert 90 <= film.n_frames <= 96  # equal ones in a row are merged


def test_a_film_can_be_stopped(hands, place, qtbot, tmp_path):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    place.parts.film.film(tmp_path / "walk.gif", 1, overwrite=True)
    (job,) = hands.window.services.jobs.all
    job.stop()
    assert job.state == "stopped"
    assert hands.window.commands.action("explore.film").isEnabled()
    qtbot.wait(300)
    assert not (tmp_path / "walk.gif").exists()


def test_a_film_that_cannot_be_written_is_one_sentence(hands, place, qtbot, tmp_path):
    hands.keep(4, 7)
    _walk(hands, qtbot)
    (tmp_path / "file").write_text("no folder")
    place.parts.film.film(tmp_path / "file" / "walk.gif", 1, overwrite=True)
    qtbot.waitUntil(lambda: not place.parts.film.busy, timeout=20_000)
    (job,) = hands.window.services.jobs.all
    assert job.state == "failed"
    assert "walk.gif" in job.message


@pytest.fixture
def copies(hands, tmp_path):
    """Both ends of the walk from seed 4 to seed 7, and noise."""
    folder = tmp_path / "training"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(5):
        noise = rng.integers(0, 256, (8, 8), np.uint8)
        Pillow.fromarray(noise).save(folder / f"noise-{number}.png")
    for seed in (4, 7):
        picture = hands.drawn(seed, "ant")[..., 0]
        Pillow.fromarray(picture).save(folder / f"copy-{seed}.png")
    return folder


def test_the_nearest_training_picture_stands_below_each_frame(
    hands, place, qtbot, copies, monkeypatch
):
    hands.keep(4, 7)
    page = _walk(hands, qtbot)
    qtbot.mouseClick(page.neighbours, Qt.MouseButton.LeftButton)
    # The toy comes from no run.
    qtbot.waitUntil(lambda: "choose the folder" in page.error.text, timeout=9000)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(copies))
    choose = next(
        b for b in page.error.findChildren(QAbstractButton) if b.text().startswith("Ch")
    )
    qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.frames.has_neighbours, timeout=9000)
    assert not page.error.isVisible()
    assert "7 training pictures" in page.told.text()
    assert "Distance of pixels at 8 x 8 px" in page.told.text()
    assert page.frames.describe(0) == (
        "Frame 1 of 10. Nearest: copy-4.png, distance 0.000."
    )
    assert "copy-7.png, distance 0.000" in page.frames.describe(9)
    assert page.frames.neighbour(0).top() > page.frames.frame(0).top()
    jobs = [job.state for job in hands.window.services.jobs.all]
    assert jobs == ["done", "failed"]

    # Other frames are compared with what is open already.
    page.count.setValue(5)
    walk = place.parts.walk
    qtbot.waitUntil(
        lambda: walk.search.found is not None and len(walk.search.found.rows) == 5,
        timeout=9000,
    )
    assert len(hands.window.services.jobs.all) == 2
    state = json.loads(json.dumps(place.state()))
    assert state["training"] == {str(place.explorer.subject.path): str(copies)}
    assert state["walk"] == {"count": 5, "neighbours": True}


def test_the_saved_sheet_has_the_neighbours_below(
    hands, place, qtbot, copies, tmp_path
):
    hands.keep(4, 7)
    page = _walk(hands, qtbot)
    place.parts.search.folders[place.explorer.subject.path] = copies
    page.neighbours.setChecked(True)
    qtbot.waitUntil(lambda: page.frames.has_neighbours, timeout=9000)
    place.panel.save.click()
    file = tmp_path / "pictures" / "noise-walk-4-to-7.png"
    qtbot.waitUntil(file.exists, timeout=5000)
    sheet = read_pixels(file)
    assert sheet.shape[0] == 2 * 10 + 2
    assert np.array_equal(sheet[2:10, 2:10], sheet[12:20, 2:10])
    page.neighbours.setChecked(False)
    assert not page.frames.has_neighbours
    assert not page.told.isVisible()


def test_a_search_can_be_stopped_in_the_job_list(hands, place, qtbot, copies):
    hands.keep(4, 7)
    page = _walk(hands, qtbot)
    place.parts.search.folders[place.explorer.subject.path] = copies
    page.neighbours.setChecked(True)
    (job,) = hands.window.services.jobs.all
    job.stop()
    assert job.state == "stopped"
    assert "stopped" in page.error.text
    qtbot.wait(200)
    assert place.parts.search.found is None
