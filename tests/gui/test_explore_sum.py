"""A − B + C on samples, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from ganstudio.core.images import read_pixels

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hands(explore, generator):
    """A window that explores the labelled toy, lying anywhere."""
    return explore(generator(labels=("ant", "bee", "cat")))


@pytest.fixture
def place(hands):
    return hands.place


def _entry(picker, begins) -> QAction:
    picker.fill()
    return next(a for a in picker.menu().actions() if a.text().startswith(begins))


def _sum_page(hands):
    hands.press(Qt.Key.Key_A, CTRL, SHIFT)
    return hands.place.stage.sum


def test_a_sum_needs_a_picture_in_each_operand(hands, qtbot):
    hands.keep(4)
    page = _sum_page(hands)
    assert "into A, B and C" in page.hint.text()
    assert not page.go.isEnabled()
    assert not page.keep.isEnabled()
    pickers = page.operands["a"].pickers
    assert [p.isEnabled() for p in pickers] == [True, False, False]
    _entry(pickers[0], "100 % seed 4").trigger()
    assert [p.isEnabled() for p in pickers] == [True, True, False]
    assert "into B and C" in page.hint.text()
    qtbot.waitUntil(
        lambda: not page.operands["a"].picture.pixmap.isNull(), timeout=9000
    )


def _fill(page, place, **operands):
    for operand, seeds in operands.items():
        for number, seed in enumerate(seeds):
            picker = page.operands[operand].pickers[number]
            _entry(picker, f"100 % seed {seed}").trigger()


def test_a_minus_b_plus_c_is_drawn_gone_to_and_taken_back(hands, place, qtbot):
    hands.keep(4, 7, 9)
    page = _sum_page(hands)
    _fill(page, place, a=[4], b=[7], c=[9])
    sum_ = place.parts.sum
    qtbot.waitUntil(lambda: "sum" in sum_.pictures, timeout=9000)
    drawn = sum_.pictures["sum"]
    assert page.hint.text() == ""
    assert np.array_equal(sum_.pictures["a"], hands.drawn(4, "ant"))
    qtbot.mouseClick(page.go, Qt.MouseButton.LeftButton)
    hands.ready()
    assert place.stage.picture.isVisible()
    assert np.array_equal(place.explorer.shown.pixels, drawn)
    assert place.stage.what.text().startswith("4 − 7 + 9")
    hands.press(Qt.Key.Key_Z, CTRL)
    assert place.explorer.point.seeds[0] == 9
    assert place.explorer.point.base is None


def test_the_mean_of_several_counts(hands, place, qtbot):
    hands.keep(4, 7, 9)
    page = _sum_page(hands)
    _fill(page, place, a=[4, 7, 9], b=[7], c=[7])
    page.lengthen.setChecked(False)
    sum_ = place.parts.sum
    qtbot.waitUntil(
        lambda: "sum" in sum_.pictures and not hands.window.services.interactive.busy,
        timeout=9000,
    )
    # B and C are the same: what is left is the mean of A.
    qtbot.waitUntil(
        lambda: np.array_equal(sum_.pictures["sum"], sum_.pictures["a"]), timeout=9000
    )
    assert page.operands["a"].words.text() == "mean of 3"
    page.lengthen.setChecked(True)
    qtbot.waitUntil(
        lambda: not np.array_equal(sum_.pictures["sum"], sum_.pictures["a"]),
        timeout=9000,
    )


def test_a_sum_is_kept_saved_and_its_operands_undone(hands, place, qtbot, tmp_path):
    hands.keep(4, 7, 9)
    page = _sum_page(hands)
    _fill(page, place, a=[4], b=[7], c=[9])
    sum_ = place.parts.sum
    qtbot.waitUntil(lambda: "sum" in sum_.pictures, timeout=9000)
    qtbot.mouseClick(page.keep, Qt.MouseButton.LeftButton)
    assert place.kept.all[3].point == sum_.result_point
    assert place.row.cards[3].toolTip().startswith("4 − 7 + 9")
    hands.press(Qt.Key.Key_S, CTRL)
    file = tmp_path / "pictures" / "noise-sum.png"
    qtbot.waitUntil(file.exists, timeout=5000)
    assert np.array_equal(read_pixels(file), sum_.pictures["sum"])
    page.empty.click()
    assert sum_.result_point is None
    assert not page.go.isEnabled()
    hands.press(Qt.Key.Key_Z, CTRL)
    assert page.go.isEnabled()
    _entry(page.operands["b"].pickers[0], "Take it out").trigger()
    assert sum_.points("b") == ()


def test_another_model_begins_with_empty_operands(hands, place, qtbot, generator):
    hands.keep(4, 7)
    page = _sum_page(hands)
    _fill(page, place, a=[4], b=[7], c=[4])
    qtbot.waitUntil(lambda: "sum" in place.parts.sum.pictures, timeout=9000)
    other = generator(place.explorer.subject.path.with_name("other.onnx"))
    place.open([other])
    qtbot.waitUntil(lambda: place.explorer.subject.path == other, timeout=9000)
    assert place.parts.sum.result_point is None
    assert page.picture.pixmap.isNull()
    assert place.parts.walk.ends == (None, None)
