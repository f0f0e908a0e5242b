from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ganstudio.app.opening import look_at

ROOT = Path(__file__).parents[2]


def _picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 4)).save(path)
    return path


def _kind(path: Path) -> str:
    (found,) = look_at([path])
    assert bool(found.reason) == (found.kind == "unknown")
    return found.kind


def test_pictures_models_and_runs_are_told_apart(tmp_path, generator, run):
    assert _kind(_picture(tmp_path / "a.PNG")) == "picture"
    assert _kind(generator()) == "model"
    assert _kind(run.path) == "run"
    (found,) = look_at([run.run_json])
    assert (found.kind, found.path) == ("run", run.path)


def test_folders_of_pictures_are_for_translating_and_sets_for_training(tmp_path):
    _picture(tmp_path / "holiday" / "one.jpg")
    _picture(tmp_path / "year" / "january" / "one.jpg")
    _picture(tmp_path / "pairs" / "trainA" / "one.jpg")
    _picture(tmp_path / "pairs" / "trainB" / "one.jpg")
    assert _kind(tmp_path / "holiday") == "pictures"
    assert _kind(tmp_path / "year") == "pictures"
    assert _kind(tmp_path / "pairs") == "data"


def test_digit_files_lead_to_their_folder(tmp_path):
    file = tmp_path / "mnist" / "train-images-idx3-ubyte.gz"
    file.parent.mkdir()
    file.write_bytes(b"")
    (found,) = look_at([file])
    assert (found.kind, found.path) == ("data", file.parent)
    assert _kind(file.parent) == "data"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("weights.ckpt", "may run code"),
        ("photo.psd", "Photoshop"),
        ("letter.txt", "neither a picture nor a model"),
    ],
)
def test_what_is_not_opened_is_explained(tmp_path, name, words):
    path = tmp_path / name
    path.write_bytes(b"x")
    (found,) = look_at([path])
    assert found.kind == "unknown"
    assert words in found.reason
    assert name in found.reason


def test_missing_and_empty_places_are_explained(tmp_path):
    (gone,) = look_at([tmp_path / "gone"])
    assert "does not exist" in gone.reason
    (tmp_path / "empty").mkdir()
    (empty,) = look_at([tmp_path / "empty"])
    assert "holds no pictures" in empty.reason
