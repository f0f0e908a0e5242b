"""Translating: single files, trees, files that fail, names that are taken."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper
from PIL import Image

from ganstudio.api import ConfigError
from ganstudio.app import translating
from ganstudio.app.engines import ChildEngine
from ganstudio.app.translating import Conflict, TranslateRequest, Translation
from ganstudio.core.model_file import read_model_file, write_model_file
from ganstudio.inference import (
    InferenceProcess,
    OpenRequest,
    estimate_memory,
    fitting,
)

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def photo(tmp_path) -> Path:
    with Image.open(PHOTOS / "beach.jpg") as image:
        image.save(tmp_path / "beach.png")
    return tmp_path / "beach.png"


def pixels(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def translate(model, *inputs, out, **options):
    request = TranslateRequest(str(model), inputs, out, **options)
    return list(Translation(request).run())


def test_a_picture_becomes_its_negative_in_its_own_size(negative, photo, tmp_path):
    (done,) = translate(negative(), photo, out=tmp_path / "result.png")
    assert done.error == ""
    assert done.target == tmp_path / "result.png"
    before, after = pixels(photo), pixels(done.target)
    assert done.size == before.shape[:2] == after.shape[:2]
    assert np.abs(before + after - 255).max() <= 1


def test_strength_nought_gives_the_picture_back(negative, photo, tmp_path):
    (done,) = translate(negative(), photo, out=tmp_path / "r.png", strength=0.0)
    assert np.abs(pixels(photo) - pixels(done.target)).max() <= 1


def test_one_alone_and_among_many_give_the_same_bytes(negative, photo, tmp_path):
    model = negative()
    (alone,) = translate(model, photo, out=tmp_path / "alone")
    many = translate(model, PHOTOS / "sea.jpg", photo, out=tmp_path / "many")
    assert alone.target.read_bytes() == many[1].target.read_bytes()


def test_a_tree_keeps_its_folders_and_leaves_out_what_is_no_picture(
    negative, photo, tmp_path
):
    tree = tmp_path / "tree"
    (tree / "deep" / "er").mkdir(parents=True)
    (tree / ".hidden").mkdir()
    for place in (
        tree / "a.png",
        tree / "deep" / "er" / "b.png",
        tree / ".hidden/c.png",
    ):
        shutil.copy(photo, place)
    (tree / "notes.txt").write_text("no picture")
    results = translate(negative(), tree, out=tmp_path / "out")
    written = {
        p.relative_to(tmp_path / "out").as_posix()
        for p in (tmp_path / "out").rglob("*")
        if p.is_file()
    }
    assert written == {"a.png", "deep/er/b.png"}
    assert all(not r.error for r in results)


def test_two_folders_with_equal_names_do_not_mix(negative, photo, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shutil.copy(photo, tmp_path / name / "x.png")
    translate(negative(), tmp_path / "one", tmp_path / "two", out=tmp_path / "out")
    assert (tmp_path / "out/one/x.png").exists()
    assert (tmp_path / "out/two/x.png").exists()


def test_nothing_is_written_over(negative, photo, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "beach.png").write_text("mine")
    (first,) = translate(negative(), photo, out=out)
    (second,) = translate(negative(), photo, out=out)
    assert (out / "beach.png").read_text() == "mine"
    assert [first.target.name, second.target.name] == ["beach-2.png", "beach-3.png"]


def test_two_inputs_of_one_name_get_two_files_even_when_overwriting(
    negative, photo, tmp_path
):
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(PHOTOS / "sea.jpg", other / "beach.jpg")
    shutil.copy(PHOTOS / "beach.jpg", tmp_path / "beach.jpg")
    out = tmp_path / "out"
    names = (tmp_path / "beach.jpg", other / "beach.jpg")
    results = translate(negative(), *names, out=out, conflict=Conflict.OVERWRITE)
    assert [r.target.name for r in results] == ["beach.jpg", "beach-2.jpg"]


def test_one_bad_file_does_not_stop_the_others(negative, photo, tmp_path):
    text = tmp_path / "text.jpg"
    text.write_text("not a picture at all")
    results = translate(
        negative(), text, tmp_path / "missing.png", photo, out=tmp_path / "out"
    )
    assert [bool(r.error) for r in results] == [True, True, False]
    assert str(text) in results[0].error
    assert results[0].target is None
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["beach.png"]


def test_a_failure_nobody_foresaw_costs_one_picture_and_is_logged(
    negative, photo, tmp_path, monkeypatch
):
    real = translating.read_picture

    def stumbling(path):
        if path.name == "beach.png":
            raise ZeroDivisionError("codec")
        return real(path)

    monkeypatch.setattr(translating, "read_picture", stumbling)
    bad, good = translate(negative(), photo, PHOTOS / "sea.jpg", out=tmp_path / "out")
    assert not good.error
    assert "beach.png failed unexpectedly: ZeroDivisionError" in bad.error
    log = Path(bad.error.rpartition("are in ")[2].rstrip("."))
    assert "Traceback" in log.read_text()


def test_an_empty_folder_is_refused_by_name(negative, photo, tmp_path):
    (tmp_path / "empty").mkdir()
    results = translate(negative(), tmp_path / "empty", photo, out=tmp_path / "out")
    assert [bool(r.error) for r in results] == [True, False]
    assert "empty holds no pictures" in results[0].error


@pytest.mark.parametrize("name", ["result.png", "result.gif"])
def test_one_file_name_for_several_pictures_is_wrong_usage(
    negative, photo, tmp_path, name
):
    inputs = (photo,) if name.endswith("gif") else (photo, PHOTOS / "sea.jpg")
    with pytest.raises(ConfigError, match=name):
        translate(negative(), *inputs, out=tmp_path / name)


def test_a_format_that_cannot_be_written_becomes_png(negative, photo, tmp_path):
    with Image.open(photo) as image:
        image.save(tmp_path / "beach.gif")
    (done,) = translate(negative(), tmp_path / "beach.gif", out=tmp_path / "out")
    assert done.target.name == "beach.png"


def through_a_child(process, model):
    def ask(request):
        return process.answer(process.submit(request, "batch"))

    return ChildEngine(model, ask, lambda: process.cancel("batch"))


def test_a_child_process_writes_the_same_bytes_as_this_one(negative, photo, tmp_path):
    model = negative()
    (here,) = translate(model, photo, out=tmp_path / "here")
    request = TranslateRequest(str(model), (photo,), tmp_path / "there")
    with InferenceProcess() as process:
        engine = through_a_child(process, model)
        (there,) = Translation(request, engine).run()
        assert engine.provider == "cpu"
    assert here.target.read_bytes() == there.target.read_bytes()


def test_a_picture_that_had_to_be_made_smaller_has_a_note(
    negative, photo, tmp_path, monkeypatch
):
    model = negative()
    card, graph = read_model_file(model).card, onnx.load(model)
    del graph.graph.node[:]
    # An operator that no tile can have: it looks along whole rows.
    nodes = [helper.make_node("Hardmax", ["image"], ["translation"], axis=3)]
    graph.graph.node.extend(nodes)
    del graph.metadata_props[:]
    write_model_file(model, graph, card)
    before = pixels(photo).shape[:2]
    free = estimate_memory(model, *(side * 3 // 4 for side in before))
    monkeypatch.setattr(fitting, "available_memory", lambda: free)
    (done,) = translate(model, photo, out=tmp_path / "r.png")
    assert done.error == ""
    assert pixels(done.target).shape[:2] == before
    (note,) = done.notes
    assert "cannot be run in tiles" in note
    assert "px and scaled up." in note


def test_a_child_that_dies_costs_one_picture(negative, photo, tmp_path):
    model = negative()
    inputs = (photo, PHOTOS / "sea.jpg")
    request = TranslateRequest(str(model), inputs, tmp_path / "out")
    with InferenceProcess() as process:
        process.answer(process.submit(OpenRequest(model), "batch"))
        killed = False

        def ask(wanted):
            nonlocal killed
            if not killed:
                os.kill(process.pid, signal.SIGSTOP)
                ticket = process.submit(wanted, "batch")
                os.kill(process.pid, signal.SIGKILL)
                killed = True
                return process.answer(ticket)
            return process.answer(process.submit(wanted, "batch"))

        engine = ChildEngine(model, ask, lambda: None)
        bad, good = Translation(request, engine).run()
    assert "was killed" in bad.error
    assert good.error == ""


def test_stop_ends_a_batch_early_and_says_all_that_was_written(negative, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(30):
        shutil.copy(PHOTOS / "sea.jpg", folder / f"{number:02}.jpg")
    batch = Translation(TranslateRequest(str(negative()), (folder,), tmp_path / "out"))
    done = []
    for result in batch.run():
        done.append(result)
        batch.stop()
    assert 1 <= len(done) < 30
    written = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert written == [r.source.name for r in done]


def test_stop_in_the_middle_of_a_picture_is_no_failure(negative, photo, tmp_path):
    request = TranslateRequest(str(negative()), (photo,), tmp_path / "out")
    batch = Translation(request)
    assert list(batch.run(lambda task, part: batch.stop())) == []
    assert not (tmp_path / "out").exists()


def test_single_pictures_of_a_folder_keep_their_place_in_its_tree(
    negative, photo, tmp_path
):
    tree = tmp_path / "tree"
    (tree / "deep").mkdir(parents=True)
    for place in (tree / "a.png", tree / "deep" / "b.png"):
        shutil.copy(photo, place)
    inputs = (tree / "a.png", tree / "deep" / "b.png")
    translate(
        negative(), *inputs, out=tmp_path / "one", roots=(tree,), name="{name}-negative"
    )
    written = sorted(p for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert [p.relative_to(tmp_path / "one").as_posix() for p in written] == [
        "a-negative.png",
        "deep/b-negative.png",
    ]
    (_, beside) = translate(
        negative(), tree / "a.png", photo, out=tmp_path / "two", roots=(tree,)
    )
    assert (tmp_path / "two/tree/a.png").exists()
    assert beside.target == tmp_path / "two/beach.png"
