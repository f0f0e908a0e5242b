"""The lint of a data set says what a person needs to know before training on it."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.api import DataError, DataKind
from ganstudio.core.data import check_data

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def _home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("GANSTUDIO_HOME", str(tmp_path_factory.mktemp("home")))


def noise(path, seed, size=(20, 16), mode="RGB"):
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = (size[1], size[0], len(mode)) if len(mode) > 1 else (size[1], size[0])
    pixels = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    Image.fromarray(pixels, mode=None).save(path)


def said(report, words):
    return [w for w in report.warnings if words in w]


def test_sound_data_gives_counts_and_no_complaint():
    report = check_data(DataKind.LABELLED, DATA / "fashion")
    train, held_out = report.parts
    assert (train.name, train.count) == ("train", 512)
    assert (held_out.name, held_out.count) == ("held out", 128)
    assert train.classes["T-shirt"] == 53
    assert sum(train.classes.values()) == 512
    assert train.smallest == train.median == train.largest == (28, 28)
    assert train.modes == {"grey": 512}
    assert report.duplicates == ()
    assert report.warnings == ()
    assert json.loads(report.model_dump_json())["parts"][0]["count"] == 512


def test_sizes_of_two_domains():
    report = check_data(DataKind.UNPAIRED, DATA / "photos", DATA / "paintings")
    assert [p.name for p in report.parts] == [
        "train A",
        "train B",
        "held out A",
        "held out B",
    ]
    assert report.parts[0].median == (96, 144)
    assert report.parts[1].smallest[0] == 96
    assert said(report, "Only 7 training pictures")


def test_exact_copies_are_found_whatever_they_are_called_and_however_packed(tmp_path):
    for i in range(5):
        noise(tmp_path / f"{i}.png", i)
    shutil.copy(tmp_path / "2.png", tmp_path / "copy.png")
    Image.open(tmp_path / "4.png").save(tmp_path / "repacked.bmp")
    report = check_data(DataKind.IMAGES, tmp_path)
    assert {frozenset(group) for group in report.duplicates} == {
        frozenset({"train/2.png", "train/copy.png"}),
        frozenset({"train/4.png", "train/repacked.bmp"}),
    }
    assert said(report, "2 exact copies")
    assert said(report, "Fewer than 8 pictures")


def test_exact_copies_in_idx_files_are_found_within_and_between_parts(tmp_path):
    rng = np.random.default_rng(0)
    train = rng.integers(0, 256, (5000, 9, 8), np.uint8)
    test = rng.integers(0, 256, (20, 9, 8), np.uint8)
    train[4999] = train[7]
    test[3] = train[4500]
    for part, pixels in (("train", train), ("t10k", test)):
        head = struct.pack(">BBBB3I", 0, 0, 8, 3, *pixels.shape)
        path = tmp_path / f"{part}-images-idx3-ubyte"
        path.write_bytes(head + pixels.tobytes())
    seen = []
    report = check_data(
        DataKind.IMAGES,
        tmp_path,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert {frozenset(group) for group in report.duplicates} == {
        frozenset({"train/train/00007", "train/train/04999"}),
        frozenset({"train/train/04500", "held out/t10k/00003"}),
    }
    assert seen[-1] == (5020, 5020)


def test_a_leak_into_the_test_part_is_the_gravest(tmp_path):
    for i in range(4):
        noise(tmp_path / "train" / f"{i}.png", i)
    noise(tmp_path / "test" / "other.png", 3)
    report = check_data(DataKind.IMAGES, tmp_path)
    assert report.duplicates == (("train/3.png", "held out/other.png"),)
    assert "scores will look too good" in report.warnings[0]


def test_pictures_in_both_domains(tmp_path):
    for i in range(3):
        noise(tmp_path / "A" / f"{i}.png", i)
        noise(tmp_path / "B" / f"{i}.png", i + 2)
    report = check_data(DataKind.UNPAIRED, tmp_path)
    assert report.duplicates == (("train A/2.png", "train B/0.png"),)
    assert said(report, "1 picture is in both domains")


def test_corrupt_files_come_with_their_reasons(tmp_path):
    noise(tmp_path / "good.png", 0)
    (tmp_path / "bad.jpg").write_text("hello")
    report = check_data(DataKind.IMAGES, tmp_path)
    assert [Path(s.path).name for s in report.skipped] == ["bad.jpg"]
    assert "text file" in report.skipped[0].reason
    assert said(report, "1 file cannot be used and is skipped")


def test_what_will_hurt_is_said(tmp_path):
    for i in range(30):
        noise(tmp_path / "many" / f"{i}.png", i)
    for i in range(3):
        noise(tmp_path / "few" / f"{i}.png", 100 + i, (200, 180))
    noise(tmp_path / "many" / "flat.png", 200, (300, 16))
    noise(tmp_path / "many" / "grey.png", 201, mode="L")
    noise(tmp_path / "many" / "clear.png", 202, mode="RGBA")
    report = check_data(DataKind.LABELLED, tmp_path)
    assert said(report, "Classes are uneven: 3")
    assert said(report, "Sizes are mixed: short sides from 16 to 180 px")
    assert said(report, "1 picture is more than four times as long as wide")
    assert said(report, "Grey and colour are mixed: 1 of")
    assert said(report, "transparent")
    assert all(w.endswith(".") and "\n" not in w for w in report.warnings)
    modes = {mode for part in report.parts for mode in part.modes}
    assert modes == {"RGB", "grey", "RGB with alpha"}


def test_pairs_of_two_shapes(tmp_path):
    for i in range(3):
        noise(tmp_path / "A" / f"{i}.png", i)
        noise(tmp_path / "B" / f"{i}.png", i + 9, (40, 32) if i else (40, 20))
    assert said(check_data(DataKind.PAIRED, tmp_path), "1 pair is of two shapes")


def test_style_and_built_in():
    photo, print_ = DATA / "photos" / "sea.jpg", DATA / "paintings" / "poppies.jpg"
    report = check_data(DataKind.STYLE, photo, print_)
    assert [p.name for p in report.parts] == ["content", "style"]
    assert report.warnings == ()
    assert check_data(DataKind.BUILT_IN, None).parts == ()


def test_missing_data_is_an_error(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        check_data(DataKind.IMAGES, tmp_path / "absent")
