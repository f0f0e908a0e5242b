"""The small widgets, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ganstudio.gui.widgets import (
    Card,
    CardList,
    NumberRow,
    Sentence,
    time_left,
    to_image,
)


@pytest.fixture
def row(qtbot):
    made = NumberRow("Strength", 0, 1, 0.5, unit="times", help="How much.")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_number_moves_by_arrow_page_and_typing(row, qtbot):
    heard = []
    row.changed.connect(heard.append)
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.value == pytest.approx(0.51)
    qtbot.keyClick(row.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert row.value == pytest.approx(0.61)
    row.field.selectAll()
    qtbot.keyClicks(row.field, "0.25")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert row.value == 0.25
    assert row.slider.value() == 250
    assert heard[-1] == 0.25


def test_a_double_click_resets_a_number(row, qtbot):
    row.set_value(0.9)
    with qtbot.waitSignal(row.settled) as settled:
        qtbot.mouseDClick(row.slider, Qt.MouseButton.LeftButton)
    assert settled.args == [0.5]


def test_setting_a_number_tells_nobody(row):
    heard = []
    row.changed.connect(heard.append)
    row.set_value(5)
    assert (row.value, heard) == (1.0, [])


def test_a_number_says_its_range_and_unit(row):
    for part in (row.slider, row.field):
        assert "From 0 to 1 times" in part.toolTip()
        assert "Strength" in part.accessibleName()


@given(value=st.floats(1e-4, 1.0))
def test_a_logarithmic_slider_reaches_every_decade(qapp, value):
    row = NumberRow("Rate", 1e-4, 1.0, 1e-2, decimals=6, log=True)
    row.set_value(value)
    row.slider.valueChanged.emit(row.slider.value())
    assert row.value == pytest.approx(value, rel=0.02, abs=1e-6)
    row.deleteLater()


def test_a_sentence_takes_room_only_while_it_says_something(qtbot):
    sentence = Sentence()
    qtbot.addWidget(sentence)
    assert sentence.isHidden()
    done = []
    sentence.say(
        "It failed.", details="Trace", action="Try again", then=lambda: done.append(1)
    )
    assert not sentence.isHidden()
    sentence._copy_button.click()
    assert QGuiApplication.clipboard().text() == "It failed.\n\nTrace"
    sentence._action.click()
    assert done == [1]
    sentence.clear()
    assert sentence.isHidden()


def test_cards_are_chosen_by_arrow_and_opened_by_enter(qtbot):
    cards = CardList("Models", card_width=100)
    qtbot.addWidget(cards)
    cards.show_cards(["a", "b", "c"], lambda key: Card(str(key), picture_height=20))
    cards.resize(360, 200)
    cards.show()
    with qtbot.waitActive(cards):
        cards.activateWindow()
    chosen, opened = [], []
    cards.chosen.connect(chosen.append)
    cards.activated.connect(opened.append)
    cards.cards["a"].setFocus()
    qtbot.keyClick(cards.cards["a"], Qt.Key.Key_Right)
    assert chosen == ["b"]
    qtbot.keyClick(cards.cards["b"], Qt.Key.Key_Return)
    assert opened == ["b"]
    kept = cards.cards["b"]
    cards.show_cards(["b", "d"], lambda key: Card(str(key)))
    assert cards.cards["b"] is kept
    assert list(cards.cards) == ["b", "d"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.2, "1 s left"),
        (59, "59 s left"),
        (200, "3 min left"),
        (7800, "2 h 10 min left"),
        (86400 * 3, "3 days left"),
    ],
)
def test_time_left_reads_as_people_say_it(seconds, text):
    assert time_left(seconds) == text


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_arrays_become_pictures_pixel_for_pixel(qapp, channels, dtype):
    top = np.iinfo(dtype).max
    pixels = np.full((3, 5, channels), top, dtype)
    pixels[1, 2, : min(channels, 3)] = 0
    image = to_image(pixels)
    del pixels
    assert (image.width(), image.height()) == (5, 3)
    assert image.pixelColor(2, 1).getRgb() == (0, 0, 0, 255)
    assert image.pixelColor(0, 0).getRgb() == (255, 255, 255, 255)
