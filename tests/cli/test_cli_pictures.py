"""models, sample and translate, as a user sees them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core import paths

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


def test_models_lists_names_that_sample_takes(ganstudio, as_json, generator, tmp_path):
    generator(paths.models_dir() / "noise.onnx", ("dark", "middle", "bright"))
    rows = {row["name"]: row for row in as_json("models")}
    row = rows["noise"]
    assert (row["role"], row["model"], row["source"]) == ("generator", "toy", "user")
    assert row["labels"] == ["dark", "middle", "bright"]
    assert Path(row["path"]).is_file()
    assert "noise" in ganstudio("models").stdout
    ganstudio("sample", "noise", "--label", "dark", "--out", tmp_path / "a.png")
    assert (tmp_path / "a.png").exists()


def test_sample_prints_what_it_wrote(ganstudio, generator, tmp_path):
    model, out = generator(), tmp_path / "grid.png"
    arguments = ("sample", model, "-n", 4, "--seed", 3, "--out", out)
    assert ganstudio(*arguments).stdout == f"{out}\n"
    assert ganstudio(*arguments).stdout == f"{tmp_path / 'grid-2.png'}\n"
    assert ganstudio(*arguments, "--overwrite").stdout == f"{out}\n"


def test_sample_mixes_classes_by_weight(ganstudio, generator, tmp_path):
    model = generator(labels=("dark", "middle", "bright"))
    mean = {}
    for label in ("0", "1,0,0", ".5,0,.5", "bright"):
        out = tmp_path / f"{label}.png"
        ganstudio("sample", model, "--label", label, "--out", out)
        with Image.open(out) as image:
            mean[label] = np.asarray(image).mean()
    assert mean["0"] == mean["1,0,0"] < mean[".5,0,.5"] < mean["bright"]


def test_interpolate_writes_a_film_or_frames(ganstudio, as_json, generator, tmp_path):
    model, film = generator(labels=("dark", "middle", "bright")), tmp_path / "a.gif"
    arguments = ("interpolate", model, "--seeds", "4,7", "--frames", 8, "--out")
    assert ganstudio(*arguments, film).stdout == f"{film}\n"
    with Image.open(film) as image:
        assert image.n_frames == 8
    files = as_json(*arguments, tmp_path / "frames")["files"]
    assert len(files) == 8
    ganstudio("sample", model, "-n", 1, "--seed", 7, "--label", 1, "--out", tmp_path)
    (one,) = tmp_path.glob("noise-seed7-*.png")
    assert Path(files[4]).read_bytes() == one.read_bytes()
    assert (
        "whole numbers"
        in ganstudio(
            "interpolate", model, "--seeds", "x", "--out", film, expect=2
        ).stderr
    )
    assert (
        "at least two seeds"
        in ganstudio(
            "interpolate", model, "--seeds", "3", "--out", film, expect=1
        ).stderr
    )
    assert (
        "cannot hold a film"
        in ganstudio(*arguments, tmp_path / "a.png", expect=1).stderr
    )


def test_neighbours_writes_a_sheet_and_prints_distances(
    ganstudio, as_json, generator, tmp_path
):
    model, data, out = generator(), tmp_path / "data", tmp_path / "sheet.png"
    ganstudio("sample", model, "-n", 3, "--out", data)  # what it repeats
    arguments = ("neighbours", model, "-n", 2, "--nearest", 2, "--out", out)
    said = ganstudio(*arguments, "--data", data).stdout
    assert said.splitlines()[0] == str(out)
    assert "noise-seed0-0001.png" in said
    assert "nearest of 3 training pictures" in said
    with Image.open(out) as sheet:
        assert sheet.size == (3 * 10 + 2, 2 * 10 + 2)
    found = as_json(*arguments, "--data", data)
    assert Path(found["file"]).name == "sheet-2.png"
    assert [row[0]["distance"] for row in found["rows"]] == [0, 0]
    assert found["rows"][1][0]["name"] == "noise-seed0-0001.png"
    lost = ganstudio(*arguments, expect=1)
    assert "does not say which run made it" in lost.stderr


def test_translate_goes_on_after_a_bad_file_and_ends_with_1(
    ganstudio, negative, tmp_path
):
    (tmp_path / "text.jpg").write_text("no picture")
    out = tmp_path / "out"
    result = ganstudio(
        "translate",
        negative(),
        tmp_path / "text.jpg",
        PHOTOS / "sea.jpg",
        "--out",
        out,
        expect=1,
    )
    assert (out / "sea.jpg").exists()
    assert f"{PHOTOS / 'sea.jpg'} -> {out / 'sea.jpg'}" in result.stdout
    first, last = result.stderr.splitlines()
    assert "text.jpg" in first
    assert last == "1 of 2 were not translated."


def test_translate_reports_each_picture_as_json(as_json, negative, tmp_path):
    inputs = (PHOTOS / "sea.jpg", tmp_path / "missing.jpg")
    document = as_json(
        "translate", negative(), *inputs, "--out", tmp_path / "out", expect=1
    )
    good, bad = document["pictures"]
    assert document["provider"] == "cpu"
    assert (good["width"], good["height"], good["error"]) == (144, 96, "")
    assert Path(good["target"]).is_file()
    assert bad["target"] is None
    assert "missing.jpg" in bad["error"]


def test_metadata_stays_or_goes_as_asked(ganstudio, negative, tmp_path):
    photo = tmp_path / "mine.jpg"
    with Image.open(PHOTOS / "sea.jpg") as image:
        exif = image.getexif()
        exif[0x010E] = "my garden"
        image.save(photo, exif=exif)
    model = negative()
    for answer, kept in (("yes", "my garden"), ("no", None)):
        out = tmp_path / f"{answer}.jpg"
        ganstudio("translate", model, photo, "--out", out, "--keep-metadata", answer)
        with Image.open(out) as image:
            assert image.getexif().get(0x010E) == kept


def test_tiles_make_the_same_picture(ganstudio, negative, tmp_path):
    out, model = tmp_path / "o", negative()
    arguments = (
        "translate",
        model,
        PHOTOS / "sea.jpg",
        "--format",
        "png",
        "--out",
        out,
    )
    for tile in ("off", 64):
        ganstudio(*arguments, "--tile", tile, "--name", f"{{name}}-{tile}")
    with Image.open(out / "sea-off.png") as one, Image.open(out / "sea-64.png") as two:
        assert np.array_equal(np.asarray(one), np.asarray(two))
    assert "a side in px" in ganstudio(*arguments, "--tile", "big", expect=2).stderr


@pytest.mark.parametrize("content", [b"", b"\x08\x07garbage", b"PK\x03\x04"])
def test_a_file_that_is_no_model_is_one_sentence(ganstudio, tmp_path, content):
    (tmp_path / "bad.onnx").write_bytes(content)
    result = ganstudio("sample", tmp_path / "bad.onnx", "--out", "x.png", expect=1)
    assert str(tmp_path / "bad.onnx") in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
def test_a_name_that_is_no_text_is_translated_like_any_other(
    negative, tmp_path, process
):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in (b"\xff\xfe.jpg", b"sea.jpg"):
        shutil.copy(PHOTOS / "sea.jpg", os.fsencode(folder) + b"/" + name)
    started = process("translate", negative(), folder, "--out", tmp_path / "out")
    out, error = started.communicate(timeout=60)
    assert (started.returncode, error) == (0, "")
    assert len(out.splitlines()) == 2
    assert b"\xff\xfe.jpg" in os.listdir(os.fsencode(tmp_path / "out"))


def test_a_real_process_prints_one_document_and_nothing_else(generator, tmp_path):
    command = [sys.executable, "-m", "ganstudio", "sample", str(generator())]
    command += ["--out", str(tmp_path / "out"), "-n", "2", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)["files"]) == 2
    assert done.stderr == ""


def test_the_backend_is_the_one_asked_for(
    ganstudio, as_json, generator, negative, tmp_path
):
    commands = (("sample", generator()), ("translate", negative(), PHOTOS / "sea.jpg"))
    for command in commands:
        arguments = (*command, "--out", tmp_path / "a.png", "--backend")
        assert as_json(*arguments, "cpu")["provider"] == "cpu"
        assert "quantum" in ganstudio(*arguments, "quantum", expect=1).stderr
