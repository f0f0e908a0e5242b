"""The brush: what it does to a mask, and the view that is painted on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ganstudio.gui.picture import Brush, PaintView, Pyramid, Stroke, empty_mask
from ganstudio.gui.theme import theme

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
parts = st.floats(-0.3, 1.3)


def painted(*places: tuple[float, float], brush: Brush, erase: bool = False, fill=0):
    mask = empty_mask((60, 100), fill)
    stroke = Stroke(mask, brush, erase=erase)
    for place in places:
        stroke.to(*place)
    return mask


def test_a_mask_is_as_large_as_the_picture_up_to_its_limit():
    assert empty_mask((60, 100)).shape == (60, 100)
    assert empty_mask((4000, 6000), 255).shape == (1365, 2048)
    assert (empty_mask((4000, 6000), 255) == 255).all()


def test_a_dab_is_round_full_in_the_middle_and_soft_at_the_edge():
    mask = painted((0.5, 0.5), brush=Brush(size=0.4, softness=0.5))
    assert mask[29:31, 49:51].min() == 255
    row = mask[30].astype(int)
    assert row[25] == row[75] == 0
    assert 0 < row[35] < 255
    assert (np.diff(row[20:50]) >= 0).all()
    np.testing.assert_array_equal(mask, mask[::-1])
    hard = painted((0.5, 0.5), brush=Brush(size=0.4, softness=0))
    assert ((hard > 0) & (hard < 255)).sum() < 150
    assert ((mask > 0) & (mask < 255)).sum() > 500


def test_a_stroke_has_no_gaps_and_going_twice_adds_nothing():
    brush = Brush(size=0.1, softness=1)
    once = painted((0.2, 0.5), (0.8, 0.5), brush=brush)
    assert once[29:31, 20:80].min() > 200
    twice = painted((0.2, 0.5), (0.8, 0.5), (0.2, 0.5), brush=brush)
    np.testing.assert_array_equal(once, twice)


def test_erasing_takes_away_what_painting_gives():
    brush = Brush(size=0.3)
    left = painted((0.5, 0.5), brush=brush, erase=True, fill=255)
    added = painted((0.5, 0.5), brush=brush)
    assert np.abs(left.astype(int) + added - 255).max() <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(parts, parts), min_size=1, max_size=4),
    st.floats(0.005, 0.6),
    st.floats(0, 1),
)
def test_only_the_box_that_is_told_changes(places, size, softness):
    mask = empty_mask((37, 53))
    stroke = Stroke(mask, Brush(size, softness))
    for place in places:
        before = mask.copy()
        left, top, right, bottom = stroke.to(*place)
        assert 0 <= left <= right <= 53
        assert 0 <= top <= bottom <= 37
        outside = np.ones(mask.shape, bool)
        outside[top:bottom, left:right] = False
        np.testing.assert_array_equal(mask[outside], before[outside])
        assert (mask >= before).all()


# The view


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PaintView]:
    window = QWidget()
    qtbot.addWidget(window)
    made = PaintView("Photograph")
    made.setParent(window)
    made.setGeometry(0, 0, 400, 300)
    window.resize(400, 300)
    was, theme.reduced_motion = theme.reduced_motion, True
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    grey = np.full((1200, 1600, 3), 128, np.uint8)
    made.show_pictures(Pyramid.build(grey), Pyramid.build(grey))
    yield made
    theme.reduced_motion = was
    window.close()


@pytest.fixture
def heard(view: PaintView) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    view.pressed.connect(lambda x, y, e: found.append((round(x, 2), round(y, 2), e)))
    view.moved.connect(lambda x, y: found.append((round(x, 2), round(y, 2))))
    view.lifted.connect(lambda: found.append(("up",)))
    return found


def pull(qtbot, view, button=LEFT, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.mousePress(view, button, modifier, QPoint(100, 150))
    qtbot.mouseMove(view, QPoint(200, 75))
    qtbot.mouseRelease(view, button, modifier, QPoint(200, 75))


def colour(view: QWidget, x: int, y: int) -> tuple[int, int, int]:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = image.pixelColor(x, y)
    return found.red(), found.green(), found.blue()


def test_the_left_button_paints_and_the_wipe_stays(view, heard, qtbot):
    view.set_brush(Brush())
    pull(qtbot, view)
    assert heard == [(0.25, 0.5, False), (0.5, 0.25), ("up",)]
    assert view.wipe == 0.5


@pytest.mark.parametrize(
    ("button", "modifier", "eraser"),
    [
        (RIGHT, Qt.KeyboardModifier.NoModifier, False),
        (LEFT, Qt.KeyboardModifier.AltModifier, False),
        (LEFT, Qt.KeyboardModifier.NoModifier, True),
    ],
)
def test_right_button_alt_and_eraser_take_away(
    view, heard, qtbot, button, modifier, eraser
):
    view.set_brush(Brush(), erase=eraser)
    pull(qtbot, view, button, modifier)
    assert heard[0] == (0.25, 0.5, True)


def test_without_a_brush_the_mouse_wipes(view, heard, qtbot):
    pull(qtbot, view)
    assert not heard
    assert view.wipe != 0.5


def test_zoomed_in_places_are_those_of_the_picture(view, heard, qtbot):
    view.actual_size()
    view.set_brush(Brush())
    pull(qtbot, view)
    x, y, _ = heard[0]
    assert (x, y) == (0.44, 0.5)


def test_the_wheel_still_zooms_and_the_middle_button_pans(view, heard, qtbot):
    view.set_brush(Brush())
    view.actual_size()
    before = view._stage.place
    pull(qtbot, view, Qt.MouseButton.MiddleButton)
    assert view._stage.place != before
    assert not heard


def test_putting_the_brush_away_ends_the_stroke(view, heard, qtbot):
    view.set_brush(Brush())
    qtbot.mousePress(view, LEFT, pos=QPoint(100, 150))
    view.set_brush(None)
    assert heard[-1] == ("up",)
    qtbot.mouseRelease(view, LEFT, pos=QPoint(100, 150))
    assert heard.count(("up",)) == 1


def test_the_mask_tints_what_stays_and_follows_the_brush(view, qtbot):
    mask = np.zeros((30, 40), np.uint8)
    mask[:, 20:] = 255
    view.set_mode("after")
    view.show_mask(mask)
    tinted, plain = colour(view, 60, 250), colour(view, 360, 250)
    assert plain == (128, 128, 128)
    assert tinted[0] > tinted[1] + 20
    mask[:, :20] = 255
    view.touch((0, 0, 20, 30))
    assert colour(view, 60, 250) == plain
    view.show_mask(None)
    assert view.shown_mask is None


def test_side_by_side_both_halves_are_painted_on(view, heard, qtbot):
    view.set_mode("side")
    view.set_brush(Brush())
    mask = np.zeros((30, 40), np.uint8)
    view.show_mask(mask)
    view.touch((0, 0, 5, 5))
    for x in (100, 301):
        qtbot.mousePress(view, LEFT, pos=QPoint(x, 150))
        qtbot.mouseRelease(view, LEFT, pos=QPoint(x, 150))
    places = [one for one in heard if len(one) == 3]
    assert places[0] == pytest.approx(places[1], abs=0.02)
    assert colour(view, 150, 200)[0] > 140
    assert colour(view, 350, 200)[0] > 140


def test_the_brush_is_seen_where_the_pointer_is(view, qtbot):
    view.set_mode("after")
    view.set_brush(Brush(size=0.2))
    qtbot.mouseMove(view, QPoint(200, 150))
    assert view.cursor().shape() is Qt.CursorShape.BlankCursor
    assert colour(view, 240, 150) != (128, 128, 128)
    view.set_brush(None)
    assert colour(view, 240, 150) == (128, 128, 128)
    assert view.cursor().shape() is not Qt.CursorShape.BlankCursor
