"""`translate --compare`, and the backend that a saved picture names."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from ganstudio.core.images import read_recipe

PHOTO = Path(__file__).parents[1] / "data" / "photos" / "beach.jpg"
pytestmark = pytest.mark.skipif(
    find_spec("openvino") is None, reason="the extra openvino is not installed"
)


def test_it_prints_what_was_measured_and_writes_nothing(
    ganstudio, as_json, negative, tmp_path
):
    args = ("translate", negative(), PHOTO, "--compare", "--backend", "openvino")
    before = sorted(tmp_path.iterdir())
    assert "the exact result" in ganstudio(*args).stdout
    (row,) = as_json(*args)["pictures"]
    assert (row["backend"], row["width"], row["height"]) == ("openvino", 144, 96)
    assert row["seconds"] > 0
    assert sorted(tmp_path.iterdir()) == before


def test_it_refuses_what_makes_no_sense(ganstudio, negative):
    args = ("translate", negative(), PHOTO, "--compare")
    assert "is the exact one" in ganstudio(*args, expect=1).output
    assert "--watch" in ganstudio(*args, "--watch", expect=2).output


def test_a_saved_picture_says_what_made_it(ganstudio, negative, tmp_path):
    for backend in ("openvino", "cpu"):
        out = tmp_path / f"{backend}.png"
        args = ("--out", out, "--backend", backend)
        ganstudio("translate", negative(), PHOTO, *args)
        assert read_recipe(out).backend == backend
