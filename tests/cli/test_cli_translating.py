"""translate, as a user sees it: conflicts, names, recipes, resume, watch."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from ganstudio.core.images import read_recipe

PHOTOS = Path(__file__).parents[1] / "data" / "photos"


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    for number in range(6):
        shutil.copy(PHOTOS / "sea.jpg", place / f"{number}.jpg")
    return place


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_four_rules(ganstudio, negative, folder, tmp_path):
    command = ("translate", negative(), folder, "--out", tmp_path / "out")
    ganstudio(*command)
    assert ganstudio(*command).stdout.splitlines()[0].endswith("0-2.jpg")
    said = ganstudio(*command, "--conflict", "skip").stdout.splitlines()
    assert (
        said[0]
        == f"{folder / '0.jpg'} left out: {tmp_path / 'out/0.jpg'} is there already"
    )
    assert "nothing changed" in ganstudio(*command, "--conflict", "changed").stdout
    for over in (("--conflict", "overwrite"), ("--overwrite",)):
        assert (
            "-> " + str(tmp_path / "out/0.jpg\n") in ganstudio(*command, *over).stdout
        )
    assert len(names(tmp_path / "out")) == 12
    assert "maybe" in ganstudio(*command, "--conflict", "maybe", expect=2).output


def test_names_and_formats(ganstudio, negative, folder, tmp_path):
    out = tmp_path / "out"
    pattern = ("--name", "{folder} {n:02} {strength}", "--strength", 0.5)
    ganstudio(
        "translate", negative(), folder, "--out", out, *pattern, "--format", "png"
    )
    assert names(out) == [f"photos {n:02} 50.png" for n in range(1, 7)]
    wrong = ("translate", negative(), folder, "--out", out, "--name", "{nmae}")
    assert "{nmae}" in ganstudio(*wrong, expect=2).stderr


def test_shaping_and_recipe(ganstudio, as_json, negative, tmp_path):
    out, photo = tmp_path / "out", PHOTOS / "sea.jpg"
    command = ("translate", negative(), photo, "--out", out, "--overwrite")
    knobs = ("--keep-colour", 0.5, "--keep-detail", 0.25, "--working-size", 64)
    (row,) = as_json(*command, *knobs, "--recipe", "full")["pictures"]
    assert (row["width"], row["height"]) == (144, 96)
    found = read_recipe(row["target"])
    assert (found.keep_colour, found.keep_detail) == (0.5, 0.25)
    assert (found.working_size, found.source) == (64, str(photo))
    ganstudio(*command, "--recipe", "none")
    assert read_recipe(out / "sea.jpg") is None


def test_no_gps(ganstudio, negative, tmp_path):
    photo = tmp_path / "mine.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Plate"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    with Image.open(PHOTOS / "sea.jpg") as image:
        image.save(photo, exif=exif)
    command = ("translate", negative(), photo, "--out", tmp_path / "out")
    ganstudio(*command, "--keep-metadata", "no-gps")
    with Image.open(tmp_path / "out" / "mine.jpg") as image:
        assert image.getexif()[ExifTags.Base.Make] == "Plate"
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)


def test_failed_pictures_are_retried_by_resume(ganstudio, negative, folder, tmp_path):
    out = tmp_path / "out"
    (folder / "3.jpg").write_text("no picture")
    command = ("translate", negative(), folder, "--out", out)
    ganstudio(*command, expect=1)
    shutil.copy(PHOTOS / "sea.jpg", folder / "3.jpg")
    assert ganstudio("translate", "--resume").stdout.count("->") == 1
    assert (
        "all came to their end" in ganstudio("translate", "--resume", expect=1).stderr
    )
    # Of a command that has nothing to go on with, it is the beginning.
    said = ganstudio(*command, "--resume", "--conflict", "skip").stdout
    assert said.count("left out") == 6


def test_resume_finds_the_batch_of_the_same_command(
    ganstudio, negative, folder, tmp_path
):
    for out in ("one", "two"):
        (folder / "3.jpg").write_text("no picture")
        ganstudio("translate", negative(), folder, "--out", tmp_path / out, expect=1)
    shutil.copy(PHOTOS / "sea.jpg", folder / "3.jpg")
    command = ("translate", negative(), folder, "--out", tmp_path / "one", "--resume")
    assert str(tmp_path / "one" / "3.jpg") in ganstudio(*command).stdout
    assert not (tmp_path / "two" / "3.jpg").exists()


@pytest.mark.parametrize("missing", [(), ("MODEL",), ("MODEL", "a.jpg")])
def test_what_is_missing_is_named(ganstudio, negative, missing):
    given = [negative() if word == "MODEL" else word for word in missing]
    said = ganstudio("translate", *given, expect=2).stderr
    wanted = ["MODEL", "INPUT", "--out"][len(missing)]
    assert wanted in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_a_batch_and_resume_goes_on(
    ganstudio, negative, folder, tmp_path, process
):
    for number in range(6, 400):
        shutil.copy(PHOTOS / "sea.jpg", folder / f"{number}.jpg")
    out = tmp_path / "out"
    started = process("translate", negative(), folder, "--out", out)
    started.stdout.readline()
    started.send_signal(signal.SIGINT)
    _, error = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "are done. Go on with 'ganstudio translate --resume'." in error
    assert error.rstrip().endswith("Interrupted.")
    assert 0 < len(names(out)) < 400
    ganstudio("translate", "--resume")
    assert names(out) == sorted(f"{n}.jpg" for n in range(400))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_watched_folder_until_ctrl_c(negative, folder, tmp_path, process):
    out = tmp_path / "out"
    started = process("translate", negative(), folder, "--out", out, "--watch")
    for _ in range(6):
        assert "->" in started.stdout.readline()
    shutil.copy(PHOTOS / "beach.jpg", folder / "late.jpg")
    assert "late.jpg" in started.stdout.readline()
    started.send_signal(signal.SIGINT)
    _, error = started.communicate(timeout=60)
    assert started.returncode == 130
    assert error.startswith(f"Watching {folder} until Ctrl-C.")
    assert "Traceback" not in error
    assert "late.jpg" in names(out)


def test_watch_goes_with_neither_resume_nor_json(ganstudio, negative, folder, tmp_path):
    command = ("translate", negative(), folder, "--out", tmp_path / "o", "--watch")
    for other in ("--json", "--resume"):
        assert "--watch" in ganstudio(*command, other, expect=2).stderr
    said = ganstudio(
        "translate",
        negative(),
        PHOTOS / "sea.jpg",
        "--out",
        tmp_path,
        "--watch",
        expect=2,
    ).stderr
    assert "no folder" in said
