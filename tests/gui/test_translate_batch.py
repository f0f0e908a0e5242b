"""Save all: the dialog before, the bar while it runs, what is left to go on with."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ganstudio.app.batch import Journal, Standing, unfinished
from ganstudio.app.translating import TranslateRequest, Translation
from ganstudio.core.images import KeepMetadata, RecipeLevel, read_recipe
from ganstudio.core.runs import ProcessMark
from ganstudio.gui.services import JobState
from ganstudio.gui.translate.batch import Batch
from ganstudio.gui.translate.batch_bar import BatchBar
from ganstudio.gui.translate.save_all import SaveAllDialog

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    for number in range(20):
        shutil.copy(PHOTOS / "sea.jpg", place / f"{number:02}.jpg")
    return place


@pytest.fixture
def request_(negative, folder, tmp_path) -> TranslateRequest:
    inputs = tuple(sorted(folder.iterdir()))
    return TranslateRequest(
        str(negative()), inputs, tmp_path / "out", name="{name}-{model}"
    )


@pytest.fixture
def batch(services):
    made = Batch(services.background, services.jobs, services.heavy, lambda path: None)
    yield made
    made.close()


@pytest.fixture
def bar(batch, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    made = BatchBar(batch)
    QVBoxLayout(holder).addWidget(made)
    holder.resize(340, 160)
    holder.show()
    yield made
    holder.close()


def click(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def written(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


# --- the bar --------------------------------------------------------------------------


def test_without_a_batch_it_takes_no_room(batch, bar):
    assert not bar.isVisible()


def test_it_counts_pauses_and_goes_on(batch, bar, request_, services, qtbot):
    batch.stepped.connect(
        lambda step: step.done == 2 and not batch.paused and click(qtbot, bar.pause)
    )
    job = batch.start(request_)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: batch.paused, timeout=20_000)
    assert bar.pause.text() == "Go on"
    assert bar.says.text().startswith("Paused")
    qtbot.waitUntil(lambda: job.state is JobState.PAUSED)
    # What was in the network, or made by then, is still written; then nothing is.
    qtbot.wait(400)
    held = batch.step.done
    qtbot.wait(200)
    assert batch.step.done == held < 20
    assert bar.title.text() == f"{held} of 20 pictures"
    assert bar.bar.value() // 100 == held
    batch.stepped.disconnect()
    batch.stepped.connect(bar._stepped)
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        click(qtbot, bar.pause)
    assert len(written(request_.out)) == 20
    assert not bar.isVisible()
    assert job.state is JobState.DONE


def test_a_large_picture_moves_the_bar_and_the_job(
    batch, bar, request_, services, qtbot
):
    job = batch.start(request_)
    qtbot.waitUntil(lambda: batch.step is not None, timeout=20_000)
    batch.pause()
    seen = []

    def halfway() -> None:
        seen.append((bar.bar.value(), job.progress))

    batch.advanced.connect(halfway)
    batch._asker.advanced.emit(0.5)
    done = batch.step.done
    assert seen[0] == (done * 100 + 50, (done + 0.5) / 20)
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        batch.stop()


def test_stop_keeps_what_is_saved_and_can_go_on(batch, bar, request_, qtbot):
    batch.stepped.connect(lambda step: step.done == 3 and click(qtbot, bar.stop))
    batch.start(request_)
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        pass
    batch.stepped.disconnect()
    batch.stepped.connect(bar._stepped)
    some = len(written(request_.out))
    assert 3 <= some < 20
    assert bar.title.text() == f"Stopped: {20 - some} of 20 pictures are left."
    assert str(request_.out) in bar.says.text()
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        click(qtbot, bar.go_on)
    assert len(written(request_.out)) == 20
    assert not bar.isVisible()


def test_failed_pictures_are_tried_again(batch, bar, request_, folder, qtbot):
    good = (folder / "07.jpg").read_bytes()
    (folder / "07.jpg").write_text("no picture")
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        batch.start(request_)
    assert bar.title.text() == "1 of 20 pictures failed."
    assert bar.go_on.text() == "Try again"
    (folder / "07.jpg").write_bytes(good)
    with qtbot.waitSignal(batch.ended, timeout=20_000) as heard:
        click(qtbot, bar.go_on)
    assert [r.source.name for r in heard.args[0].results] == ["07.jpg"]
    assert len(written(request_.out)) == 20
    assert batch.left is None


def test_leaving_it_forgets_the_batch_and_keeps_the_files(
    batch, bar, request_, folder, services, qtbot
):
    (folder / "07.jpg").write_text("no picture")
    with qtbot.waitSignal(batch.ended, timeout=20_000):
        batch.start(request_)
    click(qtbot, bar.forget)
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: not services.background.busy)
    assert unfinished() == []
    assert len(written(request_.out)) == 19


def crashed(request: TranslateRequest, done: int) -> Journal:
    """Leave a journal as a process does that was killed after some pictures."""
    run = Translation(request)
    results = run.run()
    for _ in range(done):
        next(results)
    results.close()
    journal = run.journal
    lines = journal.path.read_text().splitlines()
    assert '"stopped"' in lines.pop()
    mark = ProcessMark.mine().model_copy(update={"pid": 2**22 + 1})
    lines = [
        line.replace(f'"pid": {ProcessMark.mine().pid}', f'"pid": {mark.pid}')
        for line in lines
    ]
    journal.path.write_text("\n".join(lines) + "\n")
    return Journal(journal.path)


def test_what_a_crash_ended_is_offered_at_the_next_start(
    negative, request_, home, window, qtbot
):
    journal = crashed(request_, 4)
    assert journal.standing is Standing.INTERRUPTED
    count = len(journal.left())
    opened = window(workspace="translate")
    bar = opened.workspace.batch_bar
    qtbot.waitUntil(bar.isVisible)
    said = f"A batch did not come to its end: {count} of 20 pictures are left."
    assert bar.title.text() == said
    with qtbot.waitSignal(opened.workspace.batch.ended, timeout=20_000):
        click(qtbot, bar.go_on)
    assert len(written(request_.out)) == 20
    for path in request_.out.iterdir():
        with Image.open(path) as image:
            assert np.asarray(image).shape == (96, 144, 3)


def test_a_batch_somebody_stopped_is_not_offered(request_, window, qtbot):
    run = Translation(request_)
    results = run.run()
    next(results)
    results.close()
    opened = window(workspace="translate")
    qtbot.waitUntil(lambda: not opened.services.background.busy, timeout=20_000)
    assert not opened.workspace.batch_bar.isVisible()


# --- the dialog -----------------------------------------------------------------------


@pytest.fixture
def dialog(request_, services, window, qtbot):
    opened = window(workspace="translate")
    made = SaveAllDialog(request_, opened.services.preferences, opened)
    made.open()
    return made


def test_the_first_name_is_shown_as_it_is_typed(dialog, qtbot):
    assert dialog.first.whole == "The first one: 00-negative.jpg"
    assert dialog.accept_button.text() == "Translate 20 pictures"
    dialog.name.clear()
    qtbot.keyClicks(
        dialog.name, "{{folder}} {n:03}".replace("{{", "{").replace("}}", "}")
    )
    assert dialog.first.whole == "The first one: photos 001.jpg"
    dialog.format.setCurrentIndex(dialog.format.findData("png"))
    dialog.format.activated.emit(0)
    assert dialog.first.whole == "The first one: photos 001.png"


def test_a_pattern_that_is_none_is_said_and_cannot_begin(dialog, qtbot):
    dialog.name.setText("{nmae}")
    assert "does not know {nmae}" in dialog.sentence.text
    assert not dialog.accept_button.isEnabled()
    dialog.name.setText("{name}")
    assert dialog.sentence.text == ""
    assert dialog.accept_button.isEnabled()


def test_choices_are_taken_and_kept(dialog, tmp_path, monkeypatch, qtbot):
    other = tmp_path / "elsewhere"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    click(qtbot, dialog.choose)
    for box in (dialog.conflict, dialog.metadata, dialog.recipe):
        qtbot.keyClick(box, Qt.Key.Key_End)
    dialog.name.setText("{n:02}")
    store, heard = dialog._preferences, []
    dialog.chosen.connect(heard.append)
    click(qtbot, dialog.accept_button)
    (wanted,) = heard
    assert (wanted.out, wanted.name) == (other, "{n:02}")
    assert wanted.conflict == store.value.conflict == "skip"
    assert wanted.keep_metadata is store.value.keep_metadata is KeepMetadata.NO
    assert wanted.recipe is store.value.recipe is RecipeLevel.NONE
    assert store.value.batch_name == "{n:02}"


def test_every_control_has_a_name_and_a_tooltip(dialog):
    controls = (
        dialog.folder,
        dialog.choose,
        dialog.name,
        dialog.format,
        dialog.conflict,
        dialog.metadata,
        dialog.recipe,
        dialog.accept_button,
    )
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()


def test_escape_translates_nothing(dialog, qtbot):
    heard = []
    dialog.chosen.connect(heard.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not heard


# --- one picture and many are one pipeline --------------------------------------------


def test_a_saved_picture_and_one_of_a_batch_are_the_same_file(
    window, negative, home, folder, save_all, tmp_path, qtbot
):
    (home / "models").mkdir(parents=True)
    model = negative(home / "models" / "negative.onnx")
    opened = window(folder / "00.jpg", workspace="translate")
    work = opened.workspace
    qtbot.waitUntil(lambda: work.desk.photo is not None, timeout=20_000)
    cards = work.panel.gallery.cards.cards
    click(qtbot, next(card for path, card in cards.items() if path.stem == model.stem))
    qtbot.waitUntil(lambda: work.desk.after is not None and not work.desk.is_preview)
    opened.commands.action("translate.save").trigger()
    alone = folder / "00-negative.jpg"
    qtbot.waitUntil(alone.exists)
    qtbot.waitUntil(lambda: not work.desk.saver.busy)
    with qtbot.waitSignal(work.batch.ended, timeout=20_000):
        save_all(opened, tmp_path / "many")
    many = tmp_path / "many" / "00-negative.jpg"
    assert read_recipe(alone) == read_recipe(many)
    assert alone.read_bytes() == many.read_bytes()
