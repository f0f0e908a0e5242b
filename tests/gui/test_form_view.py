"""The form by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from ganstudio.app.plugins import load_plugins
from ganstudio.gui.form import FormModel, FormView


@pytest.fixture(scope="module")
def registry():
    return load_plugins(safe_mode=True)


@pytest.fixture
def form(registry):
    return FormModel(registry.model("dcgan").spec, "quick")


@pytest.fixture
def view(form, qtbot):
    made = FormView(form)
    made.resize(320, 900)
    qtbot.addWidget(made)
    made.show()
    return made


def seen(view):
    return [text.text() for text in view.findChildren(QLabel) if text.isVisible()]


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_typing_shows_the_sentence_beside_the_field_at_once(view, form, qtbot):
    row = view.rows["image_size"]
    type_into(qtbot, row.control, "30")
    assert form.config is None
    assert "Must be 28, 32, 64 or 128 px, not 30." in seen(view)
    assert row.control.property("wrong")
    below = row.mapTo(view, QPoint(0, row.height()))
    sentence = next(t for t in view.findChildren(QLabel) if "not 30" in t.text())
    assert sentence.mapTo(view, QPoint(0, 0)).y() < below.y()
    type_into(qtbot, row.control, "32")
    assert form.config is not None
    assert form.config.image_size == 32
    assert not any("Must be" in text for text in seen(view))


def test_what_was_changed_is_marked_and_can_be_put_back(view, form, qtbot):
    row = view.rows["steps"]
    assert row.back is None
    type_into(qtbot, row.control, "50")
    assert row.back.isVisible()
    assert row.name.property("changed")
    assert row.back.toolTip() == "Back to 4000, the value of preset quick"
    assert view.preset.currentText() == "quick, changed"
    assert view.undo.isVisible()
    qtbot.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert row.control.text() == "4000"
    assert row.control.hasFocus()
    assert not row.back.isVisible()
    assert view.preset.currentText() == "quick"


def test_reset_all_puts_everything_back(view, form, qtbot):
    type_into(qtbot, view.rows["steps"].control, "50")
    qtbot.mouseClick(view.rows["flip"].control, Qt.MouseButton.LeftButton)
    assert form.settings == {"steps": 50, "flip": True}
    qtbot.mouseClick(view.undo, Qt.MouseButton.LeftButton)
    assert form.settings == {}
    assert view.rows["steps"].control.text() == "4000"


def test_a_preset_chosen_by_keys_shows_its_values(view, form, qtbot):
    view.preset.setFocus()
    qtbot.keyClick(view.preset, Qt.Key.Key_Down)
    assert view.preset.currentText() == "paper"
    assert view.rows["epochs"].control.text() == "25"
    assert view.rows["batch_size"].control.text() == "128"
    qtbot.keyClick(view.preset, Qt.Key.Key_Home)
    assert form.preset is None
    assert view.rows["epochs"].control.text() == "0"


def test_arrows_step_and_shift_goes_further(view, form, qtbot):
    field = view.rows["batch_size"].control
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert (field.text(), form.value("batch_size")) == ("128", "128")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert form.config.batch_size == 8
    rate = view.rows["lr"].control
    rate.setFocus()
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert rate.text() == "0.0002"


def test_the_wheel_scrolls_and_changes_nothing(view, form):
    for name in ("steps", "precision"):
        control = view.rows[name].control
        control.setFocus()
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(control, wheel)
    assert form.settings == {}


def test_advanced_settings_unfold(view, qtbot):
    row = view.rows["ema"]
    section = next(s for s in view.sections if row in s.rows)
    assert not row.isVisible()
    qtbot.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert row.isVisible()
    qtbot.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert not row.isVisible()


def test_an_advanced_setting_that_is_wrong_is_never_hidden(view, form):
    assert not view.rows["ema"].isVisible()
    form.set("ema", "1")
    assert view.rows["ema"].isVisible()
    assert "Must be less than 1, not 1." in seen(view)


def test_search_finds_by_name_and_by_help_also_what_is_folded(view, qtbot):
    qtbot.keyClicks(view.search, "momentum")
    visible = {name for name, row in view.rows.items() if row.isVisible()}
    assert visible == {"beta1"}
    view.search.clear()
    qtbot.keyClicks(view.search, "xyzzy")
    assert "No setting has this word." in seen(view)
    view.search.clear()
    assert view.rows["image_size"].isVisible()


def test_tab_goes_through_the_form_from_top_to_bottom(view, qtbot):
    view.rows["image_size"].control.setFocus()
    order = []
    for _ in range(6):
        order.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    named = [name for name in order if name]
    assert named == ["image_size", "flip", "z_dim", "width"]


def test_every_control_is_named_and_says_its_range(view):
    for name, row in view.rows.items():
        assert row.control.accessibleName(), name
        assert f"--set {name}=" in row.control.toolTip()
    assert "28 to 128 px" in view.rows["image_size"].control.accessibleDescription()


def test_a_form_that_grows_ends_up_whole(form, qtbot):
    view = FormView(form, gradually=True)
    qtbot.addWidget(view)
    assert not view.whole
    with qtbot.waitSignal(view.grown):
        view.show()
    assert list(view.rows) == list(FormView(form).rows)
    assert view.rows["image_size"].isVisible()
    assert not view.rows["ema"].isVisible()


def test_focus_goes_to_the_first_wrong_field(view, form):
    form.set("steps", "0")
    form.set("z_dim", "0")
    view.focus_problem()
    assert view.rows["z_dim"].control.hasFocus()
