"""Nearest training pictures: copies are found, and distances are what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ganstudio.api import DataError, DataKind, Facts, PictureError
from ganstudio.app import training_pictures
from ganstudio.app.neighbours import (
    NeighbourRequest,
    draw_neighbours,
    find_neighbours,
    neighbour_sheet,
)
from ganstudio.app.training_pictures import Source, cut_to, find_source, open_training
from ganstudio.core.images import read_pixels
from ganstudio.core.model_file import read_model_file
from ganstudio.core.paths import cache_dir, runs_dir
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord
from ganstudio.inference import Model, sample

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
FASHION = Path(__file__).parents[1] / "data" / "fashion"


def _write(folder, pictures):
    folder.mkdir(parents=True, exist_ok=True)
    for name, pixels in pictures.items():
        Pillow.fromarray(pixels[..., 0]).save(folder / name)
    return folder


@pytest.fixture
def noise(generator):
    """A model, its card and four of its pictures."""
    path = generator()
    return path, read_model_file(path).card, sample(Model.open(path), count=4, seed=9)


@pytest.fixture
def copies(noise, tmp_path):
    """Training pictures of which the model repeats two, and some others."""
    rng = np.random.default_rng(1)
    others = {
        f"other-{i}.png": rng.integers(0, 256, (8, 8, 1), np.uint8) for i in range(20)
    }
    repeated = {"a.png": noise[2][1], "b.png": noise[2][3]}
    return _write(tmp_path / "pictures", {**others, **repeated})


def test_a_copy_lies_at_distance_0_and_is_named(noise, copies):
    _, card, images = noise
    found = find_neighbours(list(images), open_training(Source(copies), card), 2)
    names = [row[0].name for row in found.rows]
    distances = [row[0].distance for row in found.rows]
    assert (names[1], names[3]) == ("a.png", "b.png")
    assert distances[1] == distances[3] == 0
    assert min(distances[0], distances[2]) > 0.01
    assert np.array_equal(found.rows[1][0].pixels, images[1])
    assert all(row[0].distance <= row[1].distance for row in found.rows)


def test_the_distance_is_the_root_mean_square_of_pixels_from_0_to_1(noise, tmp_path):
    _, card, _ = noise
    black, white = np.zeros((8, 8, 1), np.uint8), np.full((8, 8, 1), 255, np.uint8)
    half = black.copy()
    half[:4] = 255
    folder = _write(tmp_path / "two", {"black.png": black, "white.png": white})
    training = open_training(Source(folder), card)
    found = find_neighbours([black, white, half], training, 2)
    assert [[n.distance for n in row] for row in found.rows[:2]] == [[0, 1], [0, 1]]
    assert [n.distance for n in found.rows[2]] == pytest.approx([0.5**0.5] * 2)
    assert found.usual == 1  # the only other one is the opposite
    assert "2 training pictures" in found.protocol


def test_brute_force_agrees_over_many_pictures_in_small_chunks(noise, monkeypatch):
    _, card, images = noise
    monkeypatch.setattr("ganstudio.app.neighbours._CHUNK_BYTES", 4 * 64 * 50)
    training = open_training(Source(FASHION), card)
    found = find_neighbours(list(images), training, 3)
    assert found.searched == len(training) > 200
    flat = training.small.reshape(len(training), -1) / 255.0
    for image, row in zip(images, found.rows, strict=True):
        far = np.sqrt(np.square(flat - image.reshape(-1) / 255.0).mean(1))
        assert [n.distance for n in row] == pytest.approx(np.sort(far)[:3])
        assert row[0].name == training.name(int(far.argmin()))


def test_the_middle_of_a_photograph_is_compared_in_grey_for_a_grey_model(noise):
    _, card, _ = noise
    training = open_training(Source(PHOTOS), card)
    assert training.small.shape[1:] == (8, 8, 1)
    whole = read_pixels(PHOTOS / training.name(0))
    # A JPEG is decoded at a smaller scale, which rounds differently.
    difference = training.read(0).astype(int) - cut_to(whole, (8, 8), 1)
    assert abs(difference).max() < 8


def test_cutting_keeps_the_middle_and_its_proportions():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 255
    assert cut_to(wide, (5, 5), 3).min() == 255
    assert cut_to(wide, (10, 30), 3).shape == (10, 30, 3)
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    assert np.unique(cut_to(red, (4, 4), 1)).tolist() == [76]


def test_files_are_read_once_and_old_caches_go(noise, copies, tmp_path, monkeypatch):
    _, card, images = noise
    open_training(Source(copies), card)
    told = []
    again = open_training(Source(copies), card, lambda *step: told.append(step))
    assert not [step for step in told if step[1]]
    assert find_neighbours(list(images), again).rows[1][0].distance == 0
    monkeypatch.setattr(training_pictures, "_KEPT_CACHES", 1)
    _write(copies, {"c.png": images[0]})
    assert len(open_training(Source(copies), card)) == len(again) + 1
    assert len(list((cache_dir() / "training").iterdir())) == 1


def test_a_damaged_cache_is_made_again(noise, copies):
    _, card, _ = noise
    whole = open_training(Source(copies), card).small.copy()
    (kept,) = (cache_dir() / "training").iterdir()
    kept.write_bytes(b"half")
    assert np.array_equal(open_training(Source(copies), card).small, whole)


def _run(model_path, card, data, fingerprint=""):
    record = RunRecord(
        model="toy",
        plugin="toys",
        data=DataRecord(kind=DataKind.IMAGES, path=data, fingerprint=fingerprint),
        facts=Facts(channels=1),
    )
    folder = RunFolder.create(runs_dir() / "first-run", record)
    (folder.path / "exports").mkdir(exist_ok=True)
    return Path(shutil.copy(model_path, folder.path / "exports"))


def test_an_exported_model_finds_the_pictures_of_its_run(noise, copies):
    path, card, images = noise
    exported = _run(path, card, copies, "something else")
    source = find_source(exported, card)
    assert source.path == copies
    found = find_neighbours(list(images), open_training(source, card))
    assert found.changed
    assert "has changed" in found.protocol


def test_a_copied_model_finds_its_run_by_name(noise, copies, tmp_path):
    path, card, _ = noise
    _run(path, card, copies)
    named = card.model_copy(update={"run": "first-run"})
    assert find_source(tmp_path / "elsewhere" / "x.onnx", named).path == copies


def test_a_model_whose_run_or_data_is_gone_asks_for_the_folder(noise, copies):
    path, card, _ = noise
    lost = card.model_copy(update={"run": "lost"})
    with pytest.raises(DataError, match=r"run lost, which is not here: choose the f"):
        find_source(path, lost)
    exported = _run(path, card, copies)
    shutil.rmtree(copies)
    with pytest.raises(DataError, match=r"are gone from .*: choose the folder"):
        find_source(exported, card)


def test_the_sheet_has_each_picture_beside_its_neighbours(noise, copies, tmp_path):
    path, _, _ = noise
    request = NeighbourRequest(
        str(path), tmp_path / "s.png", copies, count=4, nearest=2, seed=9
    )
    file, found = draw_neighbours(request)
    sheet = read_pixels(file)
    assert sheet.shape[:2] == (4 * 10 + 2, 3 * 10 + 2)
    second = sheet[12:20, 2:10]
    assert np.array_equal(second, sheet[12:20, 12:20])  # it is a copy
    drawn = sample(Model.open(path), count=4, seed=9)
    assert np.array_equal(neighbour_sheet(list(drawn), found)[..., :1], sheet[..., :1])


def test_a_sheet_that_is_no_picture_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(PictureError, match="choose a name that ends"):
        draw_neighbours(NeighbourRequest("nothing", tmp_path / "out"))
