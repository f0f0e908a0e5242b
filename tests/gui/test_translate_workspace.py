"""The workspace as a person uses it: by mouse and keys, on real models."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
)

from ganstudio.gui.translate.frames import State

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def photo(tmp_path) -> Path:
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "beach.png")
    return tmp_path / "beach.png"


@pytest.fixture
def translate(window, negative, home, qtbot):
    """A window on Translate with one tiny translator beside those that ship."""
    (home / "models").mkdir(parents=True)
    negative(home / "models" / "negative.onnx")
    opened = window(workspace="translate")
    opened.resize(1280, 800)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


def drop(opened, *paths) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    assert opened.take(data)


def card(opened, name="negative"):
    cards = opened.workspace.panel.gallery.cards.cards
    return next(card for path, card in cards.items() if path.stem == name)


def click(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(qtbot, opened, key, modifier=Qt.KeyboardModifier.ControlModifier) -> None:
    qtbot.keyClick(opened, key, modifier)


def pixels(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def translated(opened) -> bool:
    desk = opened.workspace.desk
    return desk.after is not None and not desk.is_preview


def test_from_a_dropped_photograph_to_a_saved_picture(translate, photo, qtbot):
    work = translate.workspace
    assert work.canvas.currentWidget() is work.view.empty
    assert not work.panel.save.isEnabled()
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    assert work.canvas.currentWidget() is not work.view.empty
    assert work.view.bar.text.whole == "beach.png · 144 × 96 px"
    click(qtbot, card(translate))
    qtbot.waitUntil(lambda: translated(translate))
    assert card(translate).chosen
    slider = work.panel.knobs.rows["strength"].slider
    qtbot.mouseClick(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(1, slider.height() // 2)
    )
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert work.desk.shape.strength == 0
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert work.desk.shape.strength == 1
    press(qtbot, translate, Qt.Key.Key_S)
    target = photo.with_name("beach-negative.png")
    qtbot.waitUntil(lambda: work.film.current.state is State.DONE)
    assert np.abs(pixels(photo) + pixels(target) - 255).max() <= 1
    assert work.view.bar.text.whole == "Saved as beach-negative.png"
    assert work.view.bar.show_in_folder.isVisible()


def test_a_click_on_save_before_the_result_is_there_is_kept(translate, photo, qtbot):
    work = translate.workspace
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    click(qtbot, card(translate))
    click(qtbot, work.panel.save)
    qtbot.waitUntil(lambda: work.film.current.state is State.DONE)
    assert photo.with_name("beach-negative.png").exists()


def test_sample_photographs_open_with_a_click(translate, qtbot):
    work = translate.workspace
    assert len(work.view.empty.samples) == 3
    path, sample = next(iter(work.view.empty.samples.items()))
    click(qtbot, sample)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    assert work.film.current.path == path


def test_keys_go_along_the_film_and_close_and_undo(translate, photo, qtbot):
    work = translate.workspace
    other = photo.with_name("other.png")
    shutil.copy(photo, other)
    drop(translate, photo, other)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    work.film_strip.view.setFocus()
    qtbot.keyClick(work.film_strip.view, Qt.Key.Key_Right)
    assert work.film.current.path == other
    press(qtbot, translate, Qt.Key.Key_Left)
    assert work.film.current.path == photo
    press(qtbot, translate, Qt.Key.Key_W)
    assert work.film.current.path == other
    press(qtbot, translate, Qt.Key.Key_W)
    assert work.canvas.currentWidget() is work.view.empty
    assert photo.exists()
    press(qtbot, translate, Qt.Key.Key_Z)
    press(qtbot, translate, Qt.Key.Key_Z)
    assert [f.path for f in work.film.frames] == [photo, other]
    qtbot.waitUntil(lambda: work.desk.photo is not None)


def test_a_click_on_a_frame_shows_it(translate, photo, qtbot):
    work = translate.workspace
    other = photo.with_name("other.png")
    shutil.copy(photo, other)
    drop(translate, photo, other)
    qtbot.waitUntil(lambda: len(work.film.frames) == 2)
    view = work.film_strip.view
    place = view.visualRect(work.film.index(1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert work.film.current.path == other
    qtbot.waitUntil(lambda: work.desk.photo is not None)


def test_the_view_commands_do_what_they_say(translate, photo, qtbot):
    work = translate.workspace
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    click(qtbot, card(translate))
    qtbot.waitUntil(lambda: translated(translate))
    action = translate.commands.action
    press(qtbot, translate, Qt.Key.Key_Backslash, Qt.KeyboardModifier.NoModifier)
    assert work.view.mode == "side"
    assert action("translate.side_by_side").isChecked()
    action("translate.original").trigger()
    assert work.view.mode == "before"
    assert not action("translate.side_by_side").isChecked()
    action("translate.original").trigger()
    assert work.view.mode == "wipe"
    action("translate.actual").trigger()
    assert work.view.bar.zoom.text() == "100 %"
    action("translate.zoom_in").trigger()
    assert work.view.bar.zoom.text() == "125 %"
    action("translate.zoom_out").trigger()
    action("translate.fit").trigger()
    assert work.view.view.fitted


def test_a_photograph_that_cannot_be_read_says_why_under_the_canvas(
    translate, photo, tmp_path, qtbot
):
    work = translate.workspace
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    drop(translate, bad)
    qtbot.waitUntil(lambda: work.view.sentence.isVisible())
    assert "bad.jpg" in work.view.sentence.text
    assert not work.panel.save.isEnabled()
    photo.replace(bad)
    again = work.view.sentence.findChildren(QAbstractButton)
    click(qtbot, next(one for one in again if one.text() == "Try again"))
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    assert not work.view.sentence.isVisible()


def test_damaged_models_stand_there_with_their_sentence(window, home, qtbot):
    (home / "models").mkdir(parents=True)
    (home / "models" / "broken.onnx").write_bytes(b"nothing of use")
    work = window(workspace="translate").workspace
    (said,) = work.panel.gallery.sentences.values()
    assert said.isVisible()
    assert "broken.onnx" in said.text


def test_an_empty_gallery_says_where_models_come_from(window, monkeypatch, qtbot):
    monkeypatch.setattr("ganstudio.app.models._files", lambda: iter(()))
    view = window(workspace="translate").workspace.panel.gallery
    assert view.empty.isVisible()
    assert ".onnx" in view.empty.text()
    click(qtbot, view.to_library)
    assert view.window().current == "library"


def test_a_dropped_model_is_chosen(translate, photo, negative, tmp_path, qtbot):
    work = translate.workspace
    drop(translate, photo, negative(tmp_path / "mine.onnx"))
    qtbot.waitUntil(lambda: translated(translate))
    assert work.desk.recipe.name == "mine"
    assert card(translate, "mine").chosen


def test_save_as_takes_the_format_that_was_chosen(
    translate, photo, tmp_path, monkeypatch, qtbot
):
    work = translate.workspace
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    click(qtbot, card(translate))
    asked = []

    def answer(parent, title, start, kinds, chosen):
        asked.append((Path(start).name, kinds, chosen))
        return str(tmp_path / "mine"), "TIF (*.tif)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    translate.commands.action("translate.save_as").trigger()
    qtbot.waitUntil(lambda: work.film.current.state is State.DONE)
    assert asked[0][0] == "beach-negative.png"
    assert asked[0][2] == "PNG (*.png)"
    with Image.open(tmp_path / "mine.tif") as image:
        assert image.format == "TIFF"


def test_save_all_writes_the_film_and_says_what_failed(
    translate, photo, tmp_path, save_all, qtbot
):
    work = translate.workspace
    tree = tmp_path / "holiday"
    (tree / "deep").mkdir(parents=True)
    shutil.copy(photo, tree / "a.png")
    shutil.copy(photo, tree / "deep" / "b.png")
    (tree / "bad.jpg").write_text("no picture")
    drop(translate, tree)
    qtbot.waitUntil(lambda: len(work.film.frames) == 3)
    click(qtbot, card(translate))
    out = tmp_path / "out"
    save_all(translate, out)
    (job,) = [j for j in translate.services.jobs.all if "3 pictures" in j.title]
    assert not work.panel.save_all.isEnabled()
    qtbot.waitUntil(lambda: not job.live, timeout=20_000)
    files = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert files == {"a-negative.png", "deep/b-negative.png"}
    assert "2 of 3 pictures saved" in work.view.sentence.text
    states = {f.name: f.state for f in work.film.frames}
    assert states["bad.jpg"] is State.FAILED
    assert states["b.png"] is State.DONE
    qtbot.waitUntil(work.panel.save_all.isEnabled)


def test_copy_puts_the_translation_on_the_clipboard(translate, photo, qtbot):
    work = translate.workspace
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    click(qtbot, card(translate))
    qtbot.waitUntil(lambda: translated(translate))
    board = QGuiApplication.clipboard()
    board.clear()
    press(qtbot, translate, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: not board.image().isNull())
    image: QImage = board.image()
    assert (image.width(), image.height()) == (144, 96)
    before = pixels(photo)[40, 70]
    assert abs(image.pixelColor(70, 40).red() + before[0] - 255) <= 1


def test_open_work_comes_back(translate, photo, window, qtbot):
    work = translate.workspace
    gone = photo.with_name("gone.png")
    shutil.copy(photo, gone)
    drop(translate, gone, photo)
    qtbot.waitUntil(lambda: len(work.film.frames) == 2)
    work.film.step(1)
    click(qtbot, card(translate))
    work.panel.knobs.rows["strength"].field.setValue(40)
    work.view.set_mode("side")
    qtbot.waitUntil(lambda: translated(translate))
    translate.close()
    gone.unlink()
    again = window()
    work = again.workspace
    qtbot.waitUntil(lambda: translated(again))
    assert [frame.path for frame in work.film.frames] == [photo]
    assert work.desk.recipe.name == "negative"
    assert work.desk.shape.strength == 0.4
    assert work.panel.knobs.rows["strength"].value == 40
    assert work.view.mode == "side"


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(translate, photo, qtbot):
    work = translate.workspace
    drop(translate, photo)
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox)
    nameless = [
        widget
        for part in (work.canvas, work.inspector, work.strip)
        for kind in kinds
        for widget in part.findChildren(kind)
        if not widget.objectName().startswith("qt_")
        and type(widget).__name__ != "QScrollBar"
        and not (widget.accessibleName() and widget.toolTip())
        and widget.isVisible()
    ]
    assert not nameless, [(type(w).__name__, w.accessibleName()) for w in nameless]


def test_closing_in_the_middle_of_everything_leaves_nothing(
    translate, photo, tmp_path, save_all, qtbot
):
    work = translate.workspace
    for number in range(30):
        shutil.copy(photo, tmp_path / f"{number}.png")
    drop(translate, *(tmp_path / f"{number}.png" for number in range(30)))
    qtbot.waitUntil(lambda: work.desk.photo is not None)
    click(qtbot, card(translate))
    out = tmp_path / "out"
    save_all(translate, out)
    qtbot.waitUntil(out.exists)
    work.film.step(5)
    translate.services.preferences.change(ask_before_close=False)
    translate.close()
    # What was written is whole.
    for path in out.glob("*.png"):
        assert pixels(path).shape == pixels(photo).shape
