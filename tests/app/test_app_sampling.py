"""Drawing samples: the same seed the same bytes, nothing written over."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ganstudio.api import InferenceError, PictureError
from ganstudio.app.sampling import SampleRequest, draw_samples
from ganstudio.inference import Model, sample_points


def pixels(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def test_the_same_request_twice_gives_two_equal_files(generator, tmp_path):
    request = SampleRequest(str(generator()), tmp_path / "grid.png", count=9, seed=3)
    (first,) = draw_samples(request).files
    (second,) = draw_samples(request).files
    assert (first.name, second.name) == ("grid.png", "grid-2.png")
    assert first.read_bytes() == second.read_bytes()


def test_overwriting_is_possible_where_it_is_asked_for(generator, tmp_path):
    out = tmp_path / "grid.png"
    out.write_text("old")
    draw_samples(SampleRequest(str(generator()), out, count=4, overwrite=True))
    assert pixels(out).shape[0] > 16
    assert sorted(p.name for p in tmp_path.glob("grid*")) == ["grid.png"]


def test_a_folder_gets_one_picture_for_each_sample(generator, tmp_path):
    done = draw_samples(SampleRequest(str(generator()), tmp_path / "out", count=3))
    assert [f.name for f in done.files] == [
        "noise-seed0-0000.png",
        "noise-seed0-0001.png",
        "noise-seed0-0002.png",
    ]
    assert all(pixels(f).shape[:2] == (8, 8) for f in done.files)


def test_sample_i_does_not_depend_on_how_many_are_drawn(generator, tmp_path):
    path = str(generator())
    few = draw_samples(SampleRequest(path, tmp_path / "few", count=2, seed=5)).files
    many = draw_samples(SampleRequest(path, tmp_path / "many", count=5, seed=5)).files
    assert few[1].read_bytes() == many[1].read_bytes()


def test_another_seed_gives_other_pictures(generator, tmp_path):
    path = str(generator())
    drawn = [
        pixels(draw_samples(SampleRequest(path, tmp_path / "g.png", seed=s)).files[0])
        for s in (1, 2)
    ]
    assert (drawn[0] != drawn[1]).any()


def test_truncation_brings_samples_nearer_to_each_other(generator, tmp_path):
    path, spread = str(generator()), {}
    for psi in (0.1, 1.0):
        request = SampleRequest(path, tmp_path / f"{psi}", count=8, truncation=psi)
        images = np.stack([pixels(file) for file in draw_samples(request).files])
        spread[psi] = images.std(axis=0).mean()
    assert spread[0.1] < spread[1.0] / 2


def test_a_class_by_name_differs_from_another(generator, tmp_path):
    path = str(generator(labels=("dark", "middle", "bright")))
    mean = {}
    for label in ("dark", "bright"):
        request = SampleRequest(path, tmp_path / f"{label}.png", count=16, label=label)
        mean[label] = pixels(draw_samples(request).files[0]).mean()
    assert mean["bright"] > mean["dark"] + 20


def test_an_unknown_class_lists_those_there_are(generator, tmp_path):
    path = str(generator(labels=("dark", "middle", "bright")))
    request = SampleRequest(path, tmp_path / "x.png", label="pink")
    with pytest.raises(InferenceError, match="dark, middle, bright"):
        draw_samples(request)


def test_a_translator_cannot_be_sampled_and_leaves_no_file(negative, tmp_path):
    with pytest.raises(InferenceError, match="translator"):
        draw_samples(SampleRequest(str(negative()), tmp_path / "out" / "x.png"))
    assert not (tmp_path / "out").exists()


def test_a_picture_format_that_cannot_be_written_is_refused(generator, tmp_path):
    with pytest.raises(PictureError, match=r"grid\.gif"):
        draw_samples(SampleRequest(str(generator()), tmp_path / "grid.gif"))


def test_columns_shape_the_sheet(generator, tmp_path):
    request = SampleRequest(str(generator()), tmp_path / "g.png", count=6, columns=6)
    height, width = pixels(draw_samples(request).files[0]).shape[:2]
    assert width > 5 * height


def test_points_go_to_a_picture_or_a_table(pointer, tmp_path):
    path = str(pointer())
    request = SampleRequest(path, tmp_path / "cloud.png", count=500, seed=3)
    (picture,) = draw_samples(request).files
    side, _, _ = pixels(picture).shape
    ink = np.argwhere((pixels(picture) < 200).any(2))
    # Normal numbers around the middle of a square from -4 to 4.
    assert ink.mean(0) / side == pytest.approx([0.5, 0.5], abs=0.03)
    assert ink.std(0) / side == pytest.approx([1 / 8, 1 / 8], abs=0.03)
    request = SampleRequest(path, tmp_path / "cloud.csv", count=500, seed=3)
    (table,) = draw_samples(request).files
    head, *lines = table.read_text().splitlines()
    assert head == "x,y"
    read = np.array([line.split(",") for line in lines], np.float32)
    assert np.array_equal(read, sample_points(Model.open(path), count=500, seed=3))


def test_a_folder_gets_the_points_as_both(pointer, tmp_path):
    done = draw_samples(SampleRequest(str(pointer()), tmp_path / "out", count=3))
    assert [f.name for f in done.files] == ["pointer-seed0.png", "pointer-seed0.csv"]
    assert all(f.is_file() for f in done.files)
