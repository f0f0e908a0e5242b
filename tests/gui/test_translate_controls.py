"""Knobs, brush, presets, comparison and offered recipes, by mouse and keys."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QMenu,
    QScrollArea,
)

from ganstudio.api import Image as ImagePort
from ganstudio.api import Label, Role
from ganstudio.core.images import WrittenRecipe, read_picture, write_picture
from ganstudio.core.model_file import Card, write_model_file
from ganstudio.core.paths import config_dir
from ganstudio.gui.translate.compare_view import best_columns
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.preset_menu import fill
from ganstudio.gui.translate.presets import Preset, Presets

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def photo(tmp_path) -> Path:
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "beach.png")
    return tmp_path / "beach.png"


@pytest.fixture
def translate(window, negative, home, photo, monkeypatch, tmp_path, qtbot):
    """A window on Translate, a photograph, and tiny translators alone."""
    # The models that ship would be rendered by each of these tests.
    monkeypatch.setattr("ganstudio.app.models.resources", lambda: tmp_path / "none")
    (home / "models").mkdir(parents=True)
    for name in ("negative", "other", "third", "fourth", "fifth"):
        negative(home / "models" / f"{name}.onnx")
    opened = window(workspace="translate")
    opened.resize(1280, 800)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    drop(opened, photo)
    qtbot.waitUntil(lambda: opened.workspace.desk.photo is not None)
    return opened


@pytest.fixture
def ready(translate, qtbot):
    """The same, translated."""
    click(qtbot, card(translate))
    # The first of all waits for a process to start, perhaps beside other work.
    qtbot.waitUntil(lambda: translated(translate), timeout=20_000)
    return translate


def drop(opened, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    assert opened.take(data)


def card(opened, name="negative"):
    cards = opened.workspace.panel.gallery.cards.cards
    return next(card for path, card in cards.items() if path.stem == name)


def click(qtbot, widget, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, modifier)


def press(qtbot, opened, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(opened, key, modifier)


def translated(opened) -> bool:
    desk = opened.workspace.desk
    return desk.after is not None and not desk.is_preview


# Knobs


@pytest.mark.parametrize("field", ["strength", "keep_colour", "keep_detail"])
def test_every_slider_acts_on_the_picture_and_is_undone(ready, field, qtbot):
    work = ready.workspace
    row = work.panel.knobs.rows[field]
    before = work.desk.after_picture.pixels
    was = row.value
    qtbot.keyClick(row.slider, Qt.Key.Key_End if was == 0 else Qt.Key.Key_Home)
    assert getattr(work.desk.shape, field) == 1 - was / 100
    qtbot.waitUntil(lambda: (work.desk.after_picture.pixels != before).any())
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert row.value == was
    qtbot.waitUntil(lambda: (work.desk.after_picture.pixels == before).all())
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert row.value == 100 - was
    row.field.setValue(35)
    assert getattr(work.desk.shape, field) == 0.35


def test_the_working_size_is_chosen_and_undone(ready, qtbot):
    work = ready.workspace
    sizes = work.panel.knobs.sizes
    assert sizes.currentText() == "All pixels"
    qtbot.keyClicks(sizes, "5")  # as a person types: the first entry with a 5
    assert work.desk.recipe.working_size == 512
    qtbot.waitUntil(lambda: translated(ready))
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert sizes.currentText() == "All pixels"
    assert work.desk.recipe.working_size is None


def two_classes(path: Path) -> None:
    """Write a translator that knows "plain" and "negative"."""

    def value(name: str, *shape: object):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    constants = {
        "signs": np.array([[1], [-1]], np.float32),
        "shape": np.array([-1, 1, 1, 1], np.int64),
    }
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["label", "signs"], ["flat"]),
            helper.make_node("Reshape", ["flat", "shape"], ["sign"]),
            helper.make_node("Mul", ["image", "sign"], ["translation"]),
        ],
        "g",
        [value("image", "N", 3, "H", "W"), value("label", "N", 2)],
        [value("translation", "N", 3, "H", "W")],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    card = Card(
        name="two",
        title="Two",
        role=Role.TRANSLATOR,
        model="toy",
        inputs=(ImagePort(), Label(classes=2)),
        output=ImagePort(name="translation"),
        labels=("plain", "negative"),
    )
    opset = [helper.make_opsetid("", 18)]
    model = helper.make_model(graph, ir_version=10, opset_imports=opset)
    write_model_file(path, model, card, None)


def test_a_class_is_chosen_undone_and_kept_in_a_preset(
    ready, tmp_path, monkeypatch, qtbot
):
    work = ready.workspace
    two_classes(tmp_path / "two.onnx")
    drop(ready, tmp_path / "two.onnx")
    labels = work.panel.knobs.labels
    qtbot.waitUntil(labels.isVisible)
    original = work.desk.photo.picture.pixels.astype(int)

    def shows(wanted) -> bool:
        shown = work.desk.after_picture
        return shown is not None and np.abs(shown.pixels - wanted).max() <= 1

    qtbot.waitUntil(lambda: shows(original))
    qtbot.keyClick(labels, Qt.Key.Key_Down)
    assert work.desk.recipe.label == 1
    qtbot.waitUntil(lambda: shows(255 - original))
    answer(monkeypatch, "Second class")
    ready.commands.action("translate.preset_save").trigger()
    qtbot.keyClick(labels, Qt.Key.Key_Up)
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert labels.currentText() == "negative"
    press(qtbot, ready, Qt.Key.Key_Y, CONTROL)
    assert labels.currentText() == "plain"
    entries(ready)["Second class"].trigger()
    assert labels.currentText() == "negative"
    qtbot.waitUntil(lambda: shows(255 - original))


# Brush


def test_brush_from_the_key_to_the_saved_file(ready, photo, qtbot):
    work = ready.workspace
    view, where = work.view.view, work.panel.where_panel
    assert not where.size_row.isVisible()
    press(qtbot, ready, Qt.Key.Key_B)
    assert work.masking.active
    assert work.view.mode == "after"
    assert where.size_row.isVisible()
    middle = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    frame = work.film.current
    assert frame.mask.max() == 255
    assert frame.mask[0, 0] == 0
    assert view.shown_mask is frame.mask
    press(qtbot, ready, Qt.Key.Key_T)
    assert view.shown_mask is None
    press(qtbot, ready, Qt.Key.Key_T)
    size = work.masking.brush.size
    press(qtbot, ready, Qt.Key.Key_BracketRight)
    assert work.masking.brush.size > size
    assert where.size_row.value == pytest.approx(work.masking.brush.size * 100, abs=0.1)
    press(qtbot, ready, Qt.Key.Key_BracketLeft)
    press(qtbot, ready, Qt.Key.Key_BracketLeft)
    assert work.masking.brush.size < size
    press(qtbot, ready, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: frame.state is State.DONE)
    made = read_picture(photo.with_name("beach-negative.png")).pixels
    outside = frame.mask == 0
    np.testing.assert_array_equal(made[outside], read_picture(photo).pixels[outside])
    press(qtbot, ready, Qt.Key.Key_B)
    assert work.view.mode == "wipe"
    assert view.shown_mask is None


def test_many_models_leave_the_knobs_in_sight_and_show_the_chosen_one(
    ready, negative, home, qtbot
):
    names = [f"more-{number:02}" for number in range(20)]
    for name in names:
        negative(home / "models" / f"{name}.onnx")
    ready.services.models.refresh()
    panel = ready.workspace.panel
    qtbot.waitUntil(lambda: len(panel.gallery.cards.cards) == 25)
    ready.workspace.comparing._history.choose(
        ready.workspace.comparing._recipe_of(home / "models" / "more-19.onnx")
    )
    area = panel._models_area

    def seen(widget, inside) -> bool:
        bottom = widget.mapTo(inside, QPoint(0, widget.height())).y()
        return 0 < bottom <= inside.height()

    qtbot.waitUntil(lambda: seen(card(ready, "more-19"), area.viewport()))
    assert seen(panel.knobs.rows["keep_detail"], panel)


def test_taking_the_brush_brings_its_sliders_into_sight(ready, qtbot):
    ready.resize(960, 600)
    row = ready.workspace.panel.where_panel.edge_row
    scroll = ready.workspace.panel.findChild(QScrollArea).viewport()
    press(qtbot, ready, Qt.Key.Key_B)

    def seen() -> bool:
        bottom = row.mapTo(scroll, QPoint(0, row.height())).y()
        return row.isVisible() and 0 < bottom <= scroll.height()

    qtbot.waitUntil(seen)


def test_buttons_of_the_mask_do_what_they_say(ready, qtbot):
    work = ready.workspace
    view, buttons = work.view.view, work.panel.where_panel.buttons
    assert not buttons["erase"].isEnabled()
    assert not buttons["mask_clear"].isEnabled()
    click(qtbot, buttons["brush"])
    click(qtbot, buttons["erase"])
    middle = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    frame = work.film.current
    assert frame.mask[0, 0] == 255
    click(qtbot, buttons["mask_invert"])
    assert frame.mask[0, 0] == 0
    click(qtbot, buttons["mask_show"])
    assert not work.masking.visible
    click(qtbot, buttons["mask_clear"])
    assert frame.mask is None
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert frame.mask is not None
    work.panel.where_panel.size_row.field.setValue(20)
    assert work.masking.brush.size == 0.2
    work.panel.where_panel.edge_row.field.setValue(0)
    assert work.masking.brush.softness == 0


def test_save_all_uses_the_mask_of_each_picture(
    ready, photo, tmp_path, save_all, qtbot
):
    work = ready.workspace
    work.masking.press(0.3, 0.3, False)
    work.masking.lift()
    first = work.film.current
    other = photo.with_name("other.png")
    shutil.copy(photo, other)
    drop(ready, other)
    qtbot.waitUntil(lambda: len(work.film.frames) == 2)
    out = tmp_path / "out"
    save_all(ready, out)
    qtbot.waitUntil(lambda: not work.batch.running, timeout=20_000)
    original = read_picture(photo).pixels
    masked = read_picture(out / "beach-negative.png").pixels
    outside = first.mask == 0
    np.testing.assert_array_equal(masked[outside], original[outside])
    assert (masked != original).any()
    whole = read_picture(out / "other-negative.png").pixels
    assert np.abs(whole.astype(int) + original - 255).max() <= 1
    assert first.state is State.DONE
    work.film.go(first)
    qtbot.waitUntil(lambda: translated(ready))
    assert first.state is State.DONE, "what is shown is what was saved"


def test_mask_and_knobs_come_back_at_the_next_start(ready, photo, window, qtbot):
    work = ready.workspace
    work.masking.press(0.3, 0.3, False)
    work.masking.lift()
    work.panel.knobs.rows["keep_colour"].field.setValue(70)
    mask = work.film.current.mask
    ready.close()
    again = window()
    work = again.workspace
    qtbot.waitUntil(lambda: translated(again))
    np.testing.assert_array_equal(work.film.current.mask, mask)
    assert work.panel.knobs.rows["keep_colour"].value == 70
    assert not work.undo.canUndo()


# Presets


def entries(opened) -> dict[str, object]:
    """The rows of the menu of presets, as it opens now."""
    menu = opened.workspace.panel.presets.menu()
    assert isinstance(menu, QMenu)
    fill(menu, opened.workspace.presets)
    return {row.text(): row for row in menu.actions() if not row.isSeparator()}


def answer(monkeypatch, text: str, good: bool = True) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (text, good))


def files() -> list[str]:
    return sorted(p.name for p in (config_dir() / "presets").glob("*"))


def settled(opened, qtbot) -> None:
    qtbot.waitUntil(lambda: not opened.services.background.busy)


def test_a_preset_is_saved_used_renamed_deleted_and_brought_back(
    ready, monkeypatch, qtbot
):
    work = ready.workspace
    rows = work.panel.knobs.rows
    assert not entries(ready)["No presets yet"].isEnabled()
    rows["strength"].field.setValue(60)
    rows["keep_colour"].field.setValue(100)
    answer(monkeypatch, "Soft & pale")
    entries(ready)["Save as preset…"].trigger()
    settled(ready, qtbot)
    assert files() == ["soft-pale.preset.json"]
    text = (config_dir() / "presets" / "soft-pale.preset.json").read_text()
    assert str(Path.home()) not in text
    assert entries(ready)["Soft && pale"].isChecked()
    rows["strength"].field.setValue(100)
    assert not entries(ready)["Soft && pale"].isChecked()
    entries(ready)["Soft && pale"].trigger()
    assert rows["strength"].value == 60
    assert work.undo.undoText() == "Use preset Soft & pale"
    answer(monkeypatch, "Mild")
    entries(ready)["Rename Soft && pale…"].trigger()
    settled(ready, qtbot)
    assert files() == ["mild.preset.json"]
    entries(ready)["Delete Mild"].trigger()
    settled(ready, qtbot)
    assert files() == []
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    settled(ready, qtbot)
    assert files() == ["mild.preset.json"]
    assert "Mild" in entries(ready)


def test_changes_in_quick_succession_end_as_the_last_one_says(
    ready, monkeypatch, window, qtbot
):
    for number, name in enumerate(("One", "Two", "Three")):
        ready.workspace.panel.knobs.rows["strength"].field.setValue(10 + number)
        answer(monkeypatch, name)
        ready.commands.action("translate.preset_save").trigger()
        entries(ready)[f"Delete {name}"].trigger()
        press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    entries(ready)["Delete Three"].trigger()
    ready.close()
    assert files() == ["one.preset.json", "two.preset.json"]


def test_names_that_make_one_file_name_are_two_presets(services, qtbot):
    folder = config_dir() / "presets"
    folder.mkdir(parents=True)
    (folder / "soft-one.preset.json").write_text("not ours, and damaged")
    names = ["Soft one", "Soft, one!", "Über"]
    recipe = WrittenRecipe(model="negative")
    presets = Presets(services.background)
    presets.set_all([Preset(name=name, recipe=recipe) for name in names])
    qtbot.waitUntil(lambda: not services.background.busy)
    again = Presets(services.background)
    problems = []
    again.failed.connect(problems.append)
    qtbot.waitUntil(lambda: bool(again.all))
    assert sorted(p.name for p in again.all) == sorted(names)
    assert files()[0] == "soft-one-2.preset.json"
    assert "soft-one.preset.json is no preset" in problems[0]
    again.set_all(())
    qtbot.waitUntil(lambda: not services.background.busy)
    assert files() == ["soft-one.preset.json"], "what is not ours stays"


def test_a_name_that_is_not_given_keeps_nothing(ready, monkeypatch, qtbot):
    answer(monkeypatch, "x", good=False)
    ready.commands.action("translate.preset_save").trigger()
    answer(monkeypatch, "   ")
    ready.commands.action("translate.preset_save").trigger()
    settled(ready, qtbot)
    assert files() == []


def test_a_shared_preset_comes_in_by_drop(ready, monkeypatch, tmp_path, window, qtbot):
    work = ready.workspace
    work.panel.knobs.rows["keep_detail"].field.setValue(80)
    answer(monkeypatch, "Grain")
    ready.commands.action("translate.preset_save").trigger()
    target = tmp_path / "given.preset.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    entries(ready)["Share Grain as a file…"].trigger()
    settled(ready, qtbot)
    entries(ready)["Delete Grain"].trigger()
    work.panel.knobs.rows["keep_detail"].field.setValue(0)
    drop(ready, target)
    qtbot.waitUntil(lambda: "Grain is among yours" in work.view.sentence.text)
    assert work.desk.shape.keep_detail == 0, "nothing changes before a click"
    work.desk.said.then()
    assert work.desk.shape.keep_detail == 0.8
    settled(ready, qtbot)
    ready.close()
    again = window()
    presets = again.workspace.presets.presets
    qtbot.waitUntil(lambda: bool(presets.all), timeout=20_000)
    assert again.workspace.presets.presets.named("Grain") is not None


def test_a_preset_whose_model_is_missing_says_so(ready, qtbot, tmp_path):
    recipe = WrittenRecipe(model="lost", sha256="0" * 64, strength=0.25)
    path = tmp_path / "x.preset.json"
    document = {"format": "ganstudio preset", "version": 1, "name": "Lost"}
    path.write_text(json.dumps(document | {"recipe": recipe.model_dump()}))
    work = ready.workspace
    model = work.desk.recipe.model
    work.presets.take_file(path)
    qtbot.waitUntil(lambda: work.desk.said is not None)
    work.desk.said.then()
    assert work.desk.shape.strength == 0.25
    assert work.desk.recipe.model == model
    assert "model lost is not here" in work.view.sentence.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "is no preset"),
        ("no json", "is no preset"),
        ('{"format": "ganstudio preset", "version": 2}', "later GAN Studio"),
        ('{"format": "ganstudio preset", "version": 1, "name": "a"}', "damaged"),
    ],
)
def test_a_file_that_is_no_preset_is_one_sentence(text, said, tmp_path):
    from ganstudio.api import StudioError
    from ganstudio.gui.translate.presets import read_preset

    path = tmp_path / "bad.preset.json"
    path.write_text(text)
    with pytest.raises(StudioError, match=said):
        read_preset(path)


# Comparing


def panes(opened):
    return list(opened.workspace.compared.panes.values())


def place(view) -> tuple[int, int, int, int]:
    now = view._stage.place
    return now.left, now.top, now.width, now.height


def compared(opened) -> list[str]:
    return [recipe.name for recipe in opened.workspace.comparison.recipes]


def test_ctrl_and_click_puts_a_second_model_beside_the_first(ready, qtbot):
    work = ready.workspace
    click(qtbot, card(ready, "other"), CONTROL)
    assert compared(ready) == ["negative", "other"]
    assert work.view.comparing
    assert card(ready, "other").property("beside")
    qtbot.waitUntil(lambda: all(c.after for c in work.comparison.contenders))
    first, second = panes(ready)
    qtbot.waitUntil(first.isVisible)
    qtbot.waitUntil(lambda: first.view.shown == second.view.shown == "after")
    assert work.desk.recipe.name == "negative"
    first.view.zoom_by(3)
    qtbot.waitUntil(lambda: second.view.zoom == pytest.approx(first.view.zoom))
    second.view.pan_by(-40, -30)
    qtbot.waitUntil(lambda: place(first.view) == place(second.view))
    first.view.setFocus()
    qtbot.keyPress(first.view, Qt.Key.Key_Space)
    assert second.view.shown == "before"
    qtbot.keyRelease(first.view, Qt.Key.Key_Space)
    assert second.view.shown == "after"
    click(qtbot, second.use)
    assert not work.view.comparing
    assert work.desk.recipe.name == "other"
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert work.desk.recipe.name == "negative"


def test_models_chosen_in_quick_succession_are_steps_of_their_own(ready, qtbot):
    click(qtbot, card(ready, "other"))
    click(qtbot, card(ready))
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert ready.workspace.desk.recipe.name == "other"


def test_the_key_compares_with_the_next_model_and_ends_it(ready, qtbot):
    work = ready.workspace
    action = ready.commands.action("translate.compare")
    press(qtbot, ready, Qt.Key.Key_M)
    assert len(compared(ready)) == 2
    assert action.isChecked()
    assert not ready.commands.action("translate.side_by_side").isEnabled()
    assert not ready.commands.action("translate.brush").isEnabled()
    ready.commands.action("translate.original").trigger()
    assert {pane.view.mode for pane in panes(ready)} == {"before"}
    ready.commands.action("translate.original").trigger()
    assert {pane.view.mode for pane in panes(ready)} == {"after"}
    press(qtbot, ready, Qt.Key.Key_M)
    assert not compared(ready)
    assert work.view.mode == "wipe"
    press(qtbot, ready, Qt.Key.Key_M)
    panes(ready)[0].view.setFocus()
    qtbot.keyClick(panes(ready)[0].view, Qt.Key.Key_Escape)
    assert not compared(ready)


def test_four_models_at_most_and_two_at_least(ready, qtbot):
    for name in ("other", "third", "fourth", "fifth"):
        click(qtbot, card(ready, name), CONTROL)
    assert len(compared(ready)) == 4
    click(qtbot, panes(ready)[3].drop)
    click(qtbot, card(ready, "other"), CONTROL)
    assert compared(ready) == ["negative", "third"]
    click(qtbot, panes(ready)[1].drop)
    assert not ready.workspace.view.comparing


def test_ctrl_and_space_on_a_card_compares_too(ready, qtbot):
    card(ready, "other").setFocus()
    qtbot.keyClick(card(ready, "other"), Qt.Key.Key_Space, CONTROL)
    assert compared(ready) == ["negative", "other"]


def test_the_working_size_is_seen_in_the_comparison(ready, qtbot):
    work = ready.workspace
    work.history.choose(replace(work.desk.recipe, working_size=36))
    click(qtbot, card(ready, "other"), CONTROL)
    contenders = work.comparison.contenders
    qtbot.waitUntil(lambda: all(c.after for c in contenders))
    coarse = contenders[1].after.levels[0].astype(int)
    exact = 255 - work.desk.photo.picture.pixels.astype(int)
    assert coarse.shape == exact.shape
    assert np.abs(coarse - exact).mean() > 3, "as coarse as what the network got"


def test_the_knobs_shape_every_pane_and_another_photograph_comes_to_all(
    ready, photo, qtbot
):
    work = ready.workspace
    click(qtbot, card(ready, "other"), CONTROL)
    contenders = work.comparison.contenders
    qtbot.waitUntil(lambda: all(c.after for c in contenders))
    work.panel.knobs.rows["strength"].field.setValue(50)
    qtbot.waitUntil(lambda: all(c.after.levels[0].std() < 2 for c in contenders))
    sea = photo.with_name("sea.jpg")
    shutil.copy(PHOTOS / "sea.jpg", sea)
    drop(ready, sea)
    size = read_picture(sea).size
    qtbot.waitUntil(lambda: all(c.after and c.after.size == size for c in contenders))


def test_a_model_that_fails_says_so_in_its_pane(ready, home, qtbot):
    work = ready.workspace
    click(qtbot, card(ready, "other"), CONTROL)
    qtbot.waitUntil(lambda: all(c.after for c in work.comparison.contenders))
    work.comparison.stop()
    (home / "models" / "other.onnx").unlink()
    click(qtbot, card(ready, "other"), CONTROL)
    qtbot.waitUntil(lambda: bool(panes(ready)[1].sentence.text))
    assert "does not exist" in panes(ready)[1].sentence.text
    assert not panes(ready)[0].sentence.text


@pytest.mark.parametrize("command", ["compare", "brush"])
def test_everything_that_can_be_used_has_a_name_and_a_tooltip(ready, command):
    ready.commands.action(f"translate.{command}").trigger()
    work = ready.workspace
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox)
    nameless = [
        (type(widget).__name__, widget.accessibleName())
        for part in (work.canvas, work.inspector)
        for kind in kinds
        for widget in part.findChildren(kind)
        if not widget.objectName().startswith("qt_")
        and type(widget).__name__ != "QScrollBar"
        and not (widget.accessibleName() and widget.toolTip())
        and widget.isVisible()
    ]
    assert not nameless


def test_closing_while_models_are_compared_leaves_nothing(ready, qtbot):
    click(qtbot, card(ready, "third"), CONTROL)
    click(qtbot, card(ready, "other"), CONTROL)
    ready.close()


def test_closing_with_the_brush_down_leaves_nothing(ready, qtbot):
    view = ready.workspace.view.view
    ready.commands.action("translate.brush").trigger()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    ready.close()


def test_columns_are_those_that_show_most():
    assert best_columns(2, 1.5, 900, 600) in (1, 2)
    assert best_columns(2, 3.0, 900, 600) == 1
    assert best_columns(2, 0.6, 900, 600) == 2
    assert best_columns(4, 1.5, 900, 600) == 2
    assert best_columns(1, 1.5, 900, 600) == 1


# Recipes of pictures


def made_here(photo: Path, **settings) -> Path:
    path = photo.with_name("made.png")
    recipe = WrittenRecipe(model="other", **settings)
    write_picture(read_picture(photo), path, recipe=recipe)
    return path


def test_a_picture_that_was_made_here_offers_its_settings(ready, photo, qtbot):
    work = ready.workspace
    path = made_here(photo, strength=0.4, keep_colour=0.9, working_size=96)
    drop(ready, path)
    qtbot.waitUntil(lambda: "made.png was made by" in work.view.sentence.text)
    said = work.view.sentence.text
    assert "strength 40 %" in said
    assert "90 % of the colour kept" in said
    assert work.desk.recipe.name == "negative", "nothing changes before a click"
    assert work.desk.shape.strength == 1
    click(qtbot, work.view.sentence._action)
    assert work.desk.recipe.name == "other"
    assert work.desk.shape.strength == 0.4
    assert work.desk.shape.keep_colour == 0.9
    assert work.desk.recipe.working_size == 96
    assert work.panel.knobs.sizes.currentText() == "96 px"
    press(qtbot, ready, Qt.Key.Key_Z, CONTROL)
    assert work.desk.recipe.name == "negative"
    assert work.desk.shape.strength == 1


def test_a_picture_that_was_saved_here_brings_its_settings_back(ready, photo, qtbot):
    work = ready.workspace
    rows = work.panel.knobs.rows
    rows["strength"].field.setValue(45)
    rows["keep_detail"].field.setValue(30)
    press(qtbot, ready, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: work.film.current.state is State.DONE)
    for row, value in ((rows["strength"], 100), (rows["keep_detail"], 0)):
        row.field.setValue(value)
    drop(ready, work.film.current.saved)
    qtbot.waitUntil(lambda: "was made by" in work.view.sentence.text)
    work.desk.said.then()
    assert (rows["strength"].value, rows["keep_detail"].value) == (45, 30)


def test_a_recipe_that_is_in_force_is_not_offered(ready, photo, qtbot):
    path = photo.with_name("same.png")
    recipe = WrittenRecipe(model="negative", sha256=sha_of(ready))
    write_picture(read_picture(photo), path, recipe=recipe)
    drop(ready, path)
    qtbot.waitUntil(lambda: ready.workspace.film.current.path == path)
    qtbot.waitUntil(lambda: translated(ready))
    assert ready.workspace.view.sentence.text == ""


def sha_of(opened) -> str:
    entry = opened.workspace.gallery.at(opened.workspace.desk.recipe.model)
    return entry.card.sha256


def test_a_mask_that_is_not_in_the_file_is_said(ready, photo, qtbot):
    work = ready.workspace
    drop(ready, made_here(photo, masked=True))
    qtbot.waitUntil(lambda: "inside a mask" in work.view.sentence.text)
    work.desk.said.then()
    assert "paint it again" in work.view.sentence.text


# Large pictures


@pytest.fixture
def reported(ready, monkeypatch, qtbot):
    """Answer the request for the full size with a report of how it was made."""
    from ganstudio.inference import Answer, Ticket

    def answer(report):
        asked = []
        with monkeypatch.context() as patch:
            process = type(ready.services.interactive)
            patch.setattr(process, "submit_large", lambda _, *args: asked.append(args))
            click(qtbot, card(ready, "other"))
            qtbot.waitUntil(lambda: bool(asked))
        request, receive = asked[0][:2]
        receive(Answer(Ticket("x", 1), picture=request.picture, report=report))
        return ready.workspace.view.bar.text

    return answer


def test_a_picture_that_went_in_tiles_says_how_its_seams_are(ready, reported, qtbot):
    from ganstudio.inference import Report

    report = Report("tiles", "cpu", "It needs more memory.", tiles=12, seam=0.974)
    line = reported(report)
    assert "12 tiles, seams 0.97" in line.whole
    assert "It needs more memory." in line.toolTip()
    click(qtbot, card(ready))
    qtbot.waitUntil(lambda: translated(ready))
    assert "tiles" not in line.whole


def test_a_picture_that_was_made_smaller_says_so(reported):
    from ganstudio.inference import Report

    report = Report("smaller", "cpu", "It cannot be run in tiles.", size=(200, 300))
    line = reported(report)
    assert "made at 300 × 200 px" in line.whole
    assert "It cannot be run in tiles." in line.toolTip()


# Out of a browser


def test_a_picture_out_of_a_browser_opens(ready, photo, qtbot):
    import base64

    text = base64.b64encode(photo.read_bytes()).decode()
    data = QMimeData()
    picture = f'<img src="data:image/png;base64,{text}">'
    data.setHtml(f'<a href="https://example.org/page">{picture}</a>')
    data.setUrls([QUrl("https://example.org/page")])
    assert ready.take(data)
    film = ready.workspace.film
    qtbot.waitUntil(lambda: film.current.name == "picture.png")
    assert film.current.path.read_bytes() == photo.read_bytes()
    nothing = QMimeData()
    nothing.setText("hello")
    assert not ready.take(nothing)
