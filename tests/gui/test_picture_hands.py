"""Mouse, wheel, fingers and keys on a picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.gui.picture import PictureView, Pyramid
from ganstudio.gui.theme import theme

RED, BLUE = (200, 30, 30), (20, 40, 190)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def field() -> QLineEdit:
    return QLineEdit()


@pytest.fixture
def view(qtbot: QtBot, field: QLineEdit) -> Iterator[PictureView]:
    """A view of 400 x 300 with the keys, beside a field that could have them."""
    window = QWidget()
    qtbot.addWidget(window)
    made = PictureView("Photograph")
    made.setParent(window)
    made.setGeometry(0, 0, 400, 300)
    field.setParent(window)
    field.setGeometry(0, 300, 400, 30)
    window.resize(400, 330)
    was, theme.reduced_motion = theme.reduced_motion, True
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    made.show_pictures(plain(RED), plain(BLUE))
    made.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(made.hasFocus)
    yield made
    theme.reduced_motion = was
    window.close()


def plain(colour: tuple[int, int, int]) -> Pyramid:
    return Pyramid.build(np.full((1200, 1600, 3), colour, np.uint8))


def colours(view: QWidget) -> set[tuple[int, int, int]]:
    """What is on the screen below the grip, beside the marks."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = [image.pixelColor(x, 220) for x in (15, 100, 300, 385)]
    return {(one.red(), one.green(), one.blue()) for one in seen}


def place(view: PictureView) -> tuple[float, int, int]:
    now = view._stage.place
    assert now is not None
    return now.scale, now.left, now.top


def turn(view: PictureView, notches: float, x: int, y: int, **other: object) -> None:
    phase = other.get("phase", Qt.ScrollPhase.NoScrollPhase)
    pixels = other.get("pixels", QPoint())
    event = QWheelEvent(
        QPointF(x, y),
        QPointF(view.mapToGlobal(QPoint(x, y))),
        pixels,
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        phase,
        False,
    )
    QApplication.sendEvent(view, event)


def key(view: PictureView, kind: QEvent.Type, *, repeated: bool) -> None:
    event = QKeyEvent(
        kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeated
    )
    QApplication.sendEvent(view, event)


# Mouse


def test_the_line_is_dragged_from_where_it_was_taken(
    view: PictureView, qtbot: QtBot
) -> None:
    qtbot.mousePress(view, LEFT, pos=QPoint(203, 150))
    assert view.wipe == 0.5, "taking hold moves nothing"
    qtbot.mouseMove(view, QPoint(123, 150))
    assert view.wipe == pytest.approx(0.3)
    qtbot.mouseMove(view, QPoint(-900, 150))
    assert view.wipe == 0
    qtbot.mouseMove(view, QPoint(303, 150))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(303, 150))
    qtbot.mouseMove(view, QPoint(20, 150))
    assert view.wipe == pytest.approx(0.75)


def test_a_fitted_picture_moves_the_line_from_anywhere(
    view: PictureView, qtbot: QtBot
) -> None:
    qtbot.mousePress(view, LEFT, pos=QPoint(40, 20))
    qtbot.mouseMove(view, QPoint(80, 90))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(80, 90))
    assert view.wipe == pytest.approx(0.6)


def test_dragging_pans_as_far_as_the_border(view: PictureView, qtbot: QtBot) -> None:
    view.actual_size()
    scale, left, top = place(view)
    qtbot.mousePress(view, LEFT, pos=QPoint(50, 50))
    qtbot.mouseMove(view, QPoint(80, 40))
    assert place(view) == (scale, left + 30, top - 10)
    qtbot.mouseMove(view, QPoint(9000, 9000))
    assert place(view) == (scale, 0, 0)
    qtbot.mouseRelease(view, LEFT, pos=QPoint(90, 90))
    assert view.wipe == 0.5


def test_the_line_is_taken_before_the_picture(view: PictureView, qtbot: QtBot) -> None:
    view.actual_size()
    before = place(view)
    qtbot.mousePress(view, LEFT, pos=QPoint(198, 40))
    qtbot.mouseMove(view, QPoint(98, 90))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(98, 90))
    assert view.wipe == pytest.approx(0.25)
    assert place(view) == before


def test_the_other_buttons_are_left_to_others(view: PictureView, qtbot: QtBot) -> None:
    view.actual_size()
    before = place(view)
    right = Qt.MouseButton.RightButton
    qtbot.mousePress(view, right, pos=QPoint(50, 50))
    qtbot.mouseMove(view, QPoint(90, 90))
    qtbot.mouseRelease(view, right, pos=QPoint(90, 90))
    assert place(view) == before


def test_the_pointer_says_what_can_be_done(view: PictureView, qtbot: QtBot) -> None:
    qtbot.mouseMove(view, QPoint(201, 150))
    assert view.cursor().shape() is Qt.CursorShape.SplitHCursor
    qtbot.mouseMove(view, QPoint(50, 150))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor
    view.actual_size()
    qtbot.mouseMove(view, QPoint(60, 150))
    assert view.cursor().shape() is Qt.CursorShape.OpenHandCursor
    qtbot.mousePress(view, LEFT, pos=QPoint(60, 150))
    assert view.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(view, LEFT, pos=QPoint(60, 150))
    assert view.cursor().shape() is Qt.CursorShape.OpenHandCursor


def test_a_double_click_goes_to_the_pixels_under_it_and_back(
    view: PictureView, qtbot: QtBot
) -> None:
    qtbot.mouseDClick(view, LEFT, pos=QPoint(100, 60))
    # The pixel (400, 240) was there at a quarter of the size.
    assert place(view) == (1.0, 100 - 400, 60 - 240)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(300, 60))
    assert view.fitted


def test_a_double_click_on_the_line_puts_it_into_the_middle(
    view: PictureView, qtbot: QtBot
) -> None:
    view.set_wipe(0.2)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(80, 60))
    assert view.wipe == 0.5
    assert view.fitted


# Wheel and fingers


def test_the_wheel_zooms_where_the_pointer_is(view: PictureView) -> None:
    for notches in (4, 3, -2, 5):
        now = view._stage.place
        assert now is not None
        before = now.part_at(300, 100)
        turn(view, notches, 300, 100)
        now = view._stage.place
        assert now is not None
        after = now.part_at(300, 100)
        assert abs(after[0] - before[0]) * now.width <= 1
        assert abs(after[1] - before[1]) * now.height <= 1
    assert view.zoom == pytest.approx(0.25 * 1.25**10)


def test_the_wheel_does_not_go_beyond_all_of_it(view: PictureView) -> None:
    turn(view, 3, 10, 10)
    turn(view, -50, 390, 10)
    assert view.fitted
    assert place(view) == (0.25, 0, 0)
    turn(view, 200, 10, 10)
    assert view.zoom == 64


def test_a_touchpad_zooms_in_parts_of_a_notch(view: PictureView) -> None:
    for _ in range(10):
        turn(view, 0.1, 200, 100)
    assert view.zoom == pytest.approx(0.25 * 1.25)
    turn(view, 0, 200, 100, pixels=QPoint(0, 120))
    assert view.zoom == pytest.approx(0.25 * 1.25**2)
    turn(view, 3, 200, 100, phase=Qt.ScrollPhase.ScrollMomentum)
    assert view.zoom == pytest.approx(0.25 * 1.25**2)


def test_in_the_right_pane_the_wheel_zooms_there(view: PictureView) -> None:
    view.set_mode("side")
    now = view._stage.place
    assert now is not None
    part = now.part_at(150, 150)
    turn(view, 5, 201 + 150, 150)
    now = view._stage.place
    assert now is not None
    assert now.part_at(150, 150) == pytest.approx(part, abs=0.005)


def test_a_pinch_zooms_between_the_fingers(view: PictureView) -> None:
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(100, 100),
        QPointF(100, 100),
        QPointF(view.mapToGlobal(QPoint(100, 100))),
        0.5,
        QPointF(),
    )
    now = view._stage.place
    assert now is not None
    part = now.part_at(100, 100)
    QApplication.sendEvent(view, event)
    now = view._stage.place
    assert now is not None
    assert view.zoom == pytest.approx(0.375)
    assert now.part_at(100, 100) == pytest.approx(part, abs=0.002)


# Keys


@pytest.mark.parametrize(
    ("which", "shift", "wipe"),
    [
        (Qt.Key.Key_Left, False, 0.49),
        (Qt.Key.Key_Right, False, 0.51),
        (Qt.Key.Key_Left, True, 0.4),
        (Qt.Key.Key_Right, True, 0.6),
    ],
)
def test_left_and_right_move_the_line(
    view: PictureView, qtbot: QtBot, which: Qt.Key, shift: bool, wipe: float
) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier(0)
    qtbot.keyClick(view, which, held)
    assert view.wipe == pytest.approx(wipe)


def test_arrows_pan_where_there_is_no_line(view: PictureView, qtbot: QtBot) -> None:
    view.set_mode("after")
    view.actual_size()
    scale, left, top = place(view)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert place(view) == (scale, left - 40, top - 30)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert place(view) == (scale, left + 160, top - 30)


def test_up_and_down_pan_beside_a_line(view: PictureView, qtbot: QtBot) -> None:
    view.actual_size()
    scale, left, top = place(view)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert place(view) == (scale, left, top + 30)


def test_plus_minus_and_nought(view: PictureView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Equal)
    assert view.zoom == pytest.approx(0.25 * 1.25**2)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(0.25 * 1.25)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.fitted


def test_keys_of_commands_are_left_to_them(view: PictureView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.AltModifier)
    assert view.wipe == 0.5
    assert view.fitted


@pytest.mark.parametrize("mode", ["wipe", "after", "side"])
def test_the_original_is_shown_while_space_is_held(
    view: PictureView, qtbot: QtBot, mode: str
) -> None:
    view.set_mode(mode)  # type: ignore[arg-type]
    compared = colours(view)
    assert BLUE in compared
    before = place(view)
    key(view, QEvent.Type.KeyPress, repeated=False)
    for _ in range(3):
        # So a held key arrives on X11: releases and presses, marked as repeated.
        key(view, QEvent.Type.KeyRelease, repeated=True)
        assert BLUE not in colours(view)
        key(view, QEvent.Type.KeyPress, repeated=True)
    assert colours(view) <= {RED, (0x2A, 0x2A, 0x2A)}
    assert "original" in view.accessibleDescription()
    assert view.mode == mode
    assert place(view) == before, "the picture does not jump"
    key(view, QEvent.Type.KeyRelease, repeated=False)
    assert colours(view) == compared


def test_space_is_let_go_with_the_keys(
    view: PictureView, field: QLineEdit, qtbot: QtBot
) -> None:
    key(view, QEvent.Type.KeyPress, repeated=False)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert BLUE in colours(view)


def test_a_result_that_goes_lets_go_of_space(view: PictureView) -> None:
    key(view, QEvent.Type.KeyPress, repeated=False)
    view.show_pictures(plain(RED))
    view.show_pictures(plain(RED), plain(BLUE))
    assert BLUE in colours(view)


def test_the_ring_is_for_those_who_come_by_key(
    view: PictureView, field: QLineEdit, qtbot: QtBot
) -> None:
    def corner() -> str:
        image = view.grab().toImage()
        return image.pixelColor(1, 1).name()

    assert corner() != theme.tokens.accent
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Backtab)
    qtbot.waitUntil(view.hasFocus)
    assert corner() == theme.tokens.accent
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert corner() != theme.tokens.accent


def test_without_a_picture_nothing_happens(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(None)
    turn(view, 3, 10, 10)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(100, 60))
    qtbot.mousePress(view, LEFT, pos=QPoint(100, 60))
    qtbot.mouseMove(view, QPoint(20, 20))
    for which in (Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_0, Qt.Key.Key_Space):
        qtbot.keyClick(view, which)
    view.fit()
    view.actual_size()
    view.zoom_by(2)
    view.pan_by(3, 3)
    assert view.zoom == 0


def test_the_tooltip_belongs_to_the_line(view: PictureView, qtbot: QtBot) -> None:
    def is_told(x: int) -> bool:
        at = QPoint(x, 150)
        qtbot.mouseMove(view, at)
        event = QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at))
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert "0 to 100 %" in view.toolTip()
    assert not is_told(60)
    assert is_told(200)
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_two_fingers_on_the_screen_zoom_and_pull(
    view: PictureView, qtbot: QtBot
) -> None:
    screen = QTest.createTouchDevice()
    view.actual_size()
    now = view._stage.place
    assert now is not None
    held = now.part_at(200, 150)
    fingers = [(QPoint(190 - 2 * n, 150), QPoint(210 + 2 * n, 150)) for n in range(20)]
    touch = QTest.touchEvent(view, screen, False)
    touch.press(0, fingers[0][0], view).press(1, fingers[0][1], view).commit()
    for first, second in fingers[1:]:
        touch.move(0, first, view).move(1, second, view).commit()
    touch.release(0, fingers[-1][0], view).release(1, fingers[-1][1], view).commit()
    now = view._stage.place
    assert now is not None
    assert 2 < view.zoom < 5
    assert now.part_at(200, 150) == pytest.approx(held, abs=0.01)
