"""Film, gallery and batch without widgets."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from ganstudio.app.translating import TranslateRequest
from ganstudio.core.images import Shape
from ganstudio.gui.services import JobState
from ganstudio.gui.translate.batch import Batch
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.masks import Packed
from ganstudio.gui.translate.memory import Memory, recall, remember
from ganstudio.gui.translate.pictures import read_photo
from ganstudio.gui.translate.recipe import Look, Recipe

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def film(services):
    made = Film(services.background)
    yield made
    made.close()


@pytest.fixture
def tree(tmp_path) -> Path:
    root = tmp_path / "holiday"
    (root / "deep").mkdir(parents=True)
    shutil.copy(PHOTOS / "beach.jpg", root / "b.jpg")
    shutil.copy(PHOTOS / "sea.jpg", root / "deep" / "a.jpg")
    (root / "notes.txt").write_text("no picture")
    return root


def names(film) -> list[str]:
    return [frame.name for frame in film.frames]


def test_a_folder_becomes_frames_that_know_where_they_belong(film, tree, qtbot):
    film.open([PHOTOS / "sea.jpg", tree])
    assert names(film) == ["sea.jpg"]
    qtbot.waitUntil(lambda: len(film.frames) == 3)
    assert names(film) == ["sea.jpg", "b.jpg", "a.jpg"]
    assert film.roots == (tree,)
    assert film.current.name == "b.jpg"


def test_a_picture_is_opened_once(film, tree):
    film.open([tree / "b.jpg", tree / "deep" / "a.jpg"])
    film.open([tree / "b.jpg"])
    assert names(film) == ["b.jpg", "a.jpg"]
    assert film.current.name == "b.jpg"


def test_closing_goes_to_the_neighbour_and_can_be_undone(film, tree):
    paths = [tree / "b.jpg", tree / "deep" / "a.jpg", PHOTOS / "sea.jpg"]
    film.open(paths)
    film.step(1)
    film.close_current()
    assert names(film) == ["b.jpg", "sea.jpg"]
    assert film.current.name == "sea.jpg"
    film.close_current()
    film.close_current()
    assert film.current is None
    for _ in range(3):
        film.undo.undo()
    assert [frame.path for frame in film.frames] == paths
    film.undo.redo()
    assert names(film) == ["b.jpg", "sea.jpg"]


def test_the_film_ends_at_both_ends(film, tree):
    film.open([tree / "b.jpg", tree / "deep" / "a.jpg"])
    film.step(-1)
    assert film.row == 0
    film.step(1)
    film.step(1)
    assert film.row == 1


def test_only_thumbnails_that_somebody_looks_at_are_made(film, tmp_path, qtbot):
    frames = []
    for number in range(300):
        path = tmp_path / f"{number:03}.png"
        Image.new("RGB", (8, 8), (number % 256, 0, 0)).save(path)
        frames.append(Frame(path))
    film.add(frames)
    asked = [film.index(row) for row in range(5)]
    for index in asked:
        film.data(index, Qt.ItemDataRole.DecorationRole)
    qtbot.waitUntil(
        lambda: all(film.data(i, Qt.ItemDataRole.DecorationRole) for i in asked)
    )
    assert len(film.thumbnails._made) == 5


def test_files_that_are_gone_are_left_out_at_the_next_start(film, tree, qtbot):
    entries = [(tree / "b.jpg", tree), (tree / "gone.jpg", tree)]
    film.restore(entries, tree / "gone.jpg")
    qtbot.waitUntil(lambda: film.current is not None)
    assert names(film) == ["b.jpg"]
    assert film.frames[0].root == tree


def test_what_is_remembered_comes_back_and_nonsense_does_no_harm():
    memory = Memory(
        files=((Path("/a/b.jpg"), Path("/a")), (Path("/c.jpg"), None)),
        current=Path("/c.jpg"),
        look=Look(Recipe(Path("/m.onnx"), 2, 768), Shape(0.4, 0.5, 0.6)),
        mode="side",
        masks=((Path("/c.jpg"), Packed.of(np.eye(5, 7, dtype=np.uint8))),),
    )
    text = json.dumps(remember(memory))
    assert recall(json.loads(text)) == memory
    nonsense = {"files": [1, [], ["x"]], "model": 3, "strength": "much", "mode": None}
    assert recall(nonsense).files == ()
    assert recall(nonsense).look == Look()
    wrong = [[3, 4], [3, 4, "no base64!"], [9, 9, "eJwDAAAAAAE="], [-1, 2, ""], 5]
    masks = {str(number): entry for number, entry in enumerate(wrong)}
    assert recall({"masks": masks, "working_size": -4}).masks == ()


@pytest.fixture
def gallery(services, negative, generator, home, qtbot):
    models = home / "models"
    models.mkdir(parents=True)
    negative(models / "negative.onnx")
    generator(models / "noise.onnx")
    (models / "broken.onnx").write_bytes(b"\x08\x07broken")
    made = Gallery(services.models, services.background, services.interactive)
    services.models.refresh()
    qtbot.waitUntil(lambda: services.models.read)
    yield made
    made.close()


def test_the_gallery_lists_translators_and_what_is_damaged(gallery):
    listed = {entry.path.name: entry.error for entry in gallery.entries}
    assert "noise.onnx" not in listed
    assert listed["negative.onnx"] == ""
    assert "broken.onnx" in listed["broken.onnx"]


def test_every_translator_is_rendered_on_the_photograph(gallery, home, services, qtbot):
    path = home / "models" / "negative.onnx"
    photo = read_photo(Frame(PHOTOS / "sea.jpg"))
    gallery.show_photo(photo)
    gallery.set_active(True)
    qtbot.waitUntil(
        lambda: all(gallery.look(e.path) for e in gallery.entries if e.card),
        timeout=20_000,
    )
    seen = gallery.look(path).image
    before = photo.picture.pixels.mean()
    x, y = seen.width() // 2, seen.height() // 2
    assert not seen.isNull()
    assert seen.width() * seen.height() <= 224 * 168 * 1.05
    top = photo.pyramid.size
    part = photo.picture.pixels[
        y * top[0] // seen.height(), x * top[1] // seen.width()
    ].astype(int)
    colour = seen.pixelColor(x, y)
    assert abs(colour.red() + part[0] - 255) < 60
    assert before > 0
    asked = []
    services.interactive.answered.connect(asked.append)
    gallery.show_photo(None)
    gallery.show_photo(photo)  # remembered
    assert not gallery.look(path).image.isNull()
    assert not asked


def shown(gallery, path):
    found = gallery.look(path)
    return None if found is None or found.image.isNull() else found.image


def test_without_a_photograph_a_model_shows_a_sample_kept_by_its_hash(
    gallery, negative, home, services, tmp_path, qtbot
):
    path = home / "models" / "negative.onnx"
    gallery.set_active(True)
    qtbot.waitUntil(lambda: shown(gallery, path) is not None, timeout=20_000)
    with Image.open(PHOTOS.parents[2] / "resources" / "images" / "coast.jpg") as sample:
        sky = np.asarray(sample.convert("RGB"))[:100, 500:900].mean()
    top = shown(gallery, path).pixelColor(108, 5)
    assert abs(sum(top.getRgb()[:3]) / 3 + sky - 255) < 25, "the negative of its sky"
    sha = gallery.at(path).card.sha256
    cached = home / "cache" / "gallery" / f"{sha}.png"
    qtbot.waitUntil(cached.exists)
    # Somewhere else, under another name: the same weights need no network.
    gallery.close()
    other = Gallery(services.models, services.background, services.interactive)
    asked = []
    services.interactive.answered.connect(asked.append)
    again = negative(tmp_path / "dragged.onnx")
    other.set_active(True)
    other.open_model(again)
    qtbot.waitUntil(lambda: shown(other, again) is not None)
    assert not asked
    other.close()


def test_a_model_that_cannot_be_rendered_says_why_and_is_tried_again(
    gallery, home, services, qtbot
):
    path = home / "models" / "negative.onnx"
    services.preferences.change(backend="abacus")
    gallery.set_active(True)
    qtbot.waitUntil(lambda: bool(gallery.look(path) and gallery.look(path).error))
    assert "abacus is not available" in gallery.look(path).error
    services.preferences.change(backend="auto")
    gallery.begin_anew()
    qtbot.waitUntil(lambda: shown(gallery, path) is not None, timeout=20_000)
    assert gallery.look(path).error == ""


def test_another_model_under_an_old_name_shows_its_own_preview(
    gallery, home, services, qtbot
):
    from ganstudio.core.paths import resources

    path = home / "models" / "negative.onnx"
    gallery.set_active(True)
    qtbot.waitUntil(lambda: shown(gallery, path) is not None, timeout=20_000)
    before = shown(gallery, path)
    shutil.copy(resources() / "models" / "painter-van-gogh.onnx", path)
    services.models.refresh()
    qtbot.waitUntil(lambda: shown(gallery, path) != before, timeout=20_000)


def test_nothing_is_rendered_while_nobody_looks(gallery, services, qtbot):
    gallery.show_photo(read_photo(Frame(PHOTOS / "sea.jpg")))
    qtbot.waitUntil(lambda: not services.background.busy)
    assert services.interactive.pid is None


def test_a_model_from_anywhere_joins_the_gallery(gallery, negative, tmp_path, qtbot):
    path = negative(tmp_path / "elsewhere.onnx")
    with qtbot.waitSignal(gallery.opened) as heard:
        gallery.open_model(path)
    assert heard.args[0].path == path
    assert gallery.at(path) is not None
    with qtbot.waitSignal(gallery.failed) as heard:
        gallery.open_model(tmp_path / "missing.onnx")
    assert "does not exist" in heard.args[0]


@pytest.fixture
def batch(services):
    made = Batch(services.background, services.jobs, services.heavy, lambda path: None)
    yield made
    made.close()


def request_for(model, tree, out) -> TranslateRequest:
    inputs = tuple(sorted(p for p in tree.rglob("*") if p.suffix == ".jpg"))
    return TranslateRequest(
        str(model), inputs, out, roots=(tree,), name="{name}-{model}"
    )


def written(out) -> set[str]:
    return {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}


def test_a_batch_keeps_the_tree_and_one_broken_file_costs_only_itself(
    batch, negative, tree, tmp_path, services, qtbot
):
    (tree / "bad.jpg").write_text("no picture")
    steps = []
    batch.stepped.connect(steps.append)
    job = batch.start(request_for(negative(), tree, tmp_path / "out"))
    assert batch.running
    with qtbot.waitSignal(batch.ended, timeout=20_000) as heard:
        pass
    outcome = heard.args[0]
    assert written(tmp_path / "out") == {"b-negative.jpg", "deep/a-negative.jpg"}
    assert len(outcome.errors) == 1
    assert "bad.jpg" in outcome.errors[0]
    assert outcome.sentence.startswith("2 of 3 pictures saved in ")
    assert job.state is JobState.DONE
    assert job.message == outcome.sentence
    assert [s.source.name for s in steps if s.result] == ["b.jpg", "bad.jpg", "a.jpg"]
    assert not batch.running


def test_a_batch_survives_its_child(batch, negative, tree, tmp_path, services, qtbot):
    killed = []

    def kill(step):
        if step.result is not None and not killed:
            killed.append(services.heavy.pid)
            os.kill(services.heavy.pid, signal.SIGKILL)

    batch.stepped.connect(kill)
    for number in range(6):
        shutil.copy(PHOTOS / "sea.jpg", tree / f"c{number}.jpg")
    batch.start(request_for(negative(), tree, tmp_path / "out"))
    with qtbot.waitSignal(batch.ended, timeout=20_000) as heard:
        pass
    assert killed
    outcome = heard.args[0]
    assert outcome.total == 8
    # At most the picture that was in the child.
    assert len(outcome.errors) <= 1
    assert len(written(tmp_path / "out")) == 8 - len(outcome.errors)


def test_stop_keeps_what_is_saved(batch, negative, tree, tmp_path, qtbot):
    for number in range(20):
        shutil.copy(PHOTOS / "sea.jpg", tree / f"c{number:02}.jpg")
    job = batch.start(request_for(negative(), tree, tmp_path / "out"))
    batch.stepped.connect(lambda step: step.done >= 2 and job.stop())
    with qtbot.waitSignal(batch.ended, timeout=20_000) as heard:
        pass
    outcome = heard.args[0]
    assert outcome.stopped
    assert job.state is JobState.STOPPED
    assert 2 <= len(written(tmp_path / "out")) < 22
    assert not outcome.errors
