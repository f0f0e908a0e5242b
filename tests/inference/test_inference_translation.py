"""Translating: sizes, channels, bits, alpha and metadata come out as they went in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.api import InferenceError
from ganstudio.core.images import Picture
from ganstudio.inference import Model, estimate_memory, translate


def noise(height: int, width: int, channels: int = 3, dtype: str = "uint8") -> Picture:
    top = int(np.iinfo(dtype).max)
    rng = np.random.default_rng(height * 1000 + width)
    pixels = rng.integers(0, top, (height, width, channels), dtype, endpoint=True)
    return Picture(pixels)


@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    dtype=st.sampled_from(["uint8", "uint16"]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_size_comes_back_pixel_by_pixel(
    mirror: Path, height: int, width: int, dtype: str
) -> None:
    picture = noise(height, width, dtype=dtype)
    result = translate(Model.open(mirror, threads=1), picture)
    assert result.pixels.dtype == dtype
    assert np.array_equal(result.pixels, picture.pixels)


def test_the_border_is_mirrored_and_not_black(painter: Path) -> None:
    model = Model.open(painter)
    odd = noise(31, 41)
    mirrored = np.pad(odd.pixels, ((0, 1), (0, 1), (0, 0)), mode="reflect")
    expected = translate(model, Picture(mirrored)).pixels[:31, :41]
    assert np.array_equal(translate(model, odd).pixels, expected)


def test_all_but_the_pixels_is_kept(negative: Path) -> None:
    alpha = np.arange(20, dtype=np.uint8).reshape(4, 5)
    picture = Picture(
        noise(4, 5).pixels, alpha, icc=b"icc", exif=b"exif", xmp=b"xmp", format="PNG"
    )
    result = translate(Model.open(negative), picture)
    assert np.array_equal(result.pixels, 255 - picture.pixels)
    assert np.array_equal(result.alpha, alpha)
    kept = (result.icc, result.exif, result.xmp, result.format)
    assert kept == (b"icc", b"exif", b"xmp", "PNG")


def test_grey_becomes_what_the_model_makes(negative: Path) -> None:
    grey = noise(4, 5, channels=1)
    result = translate(Model.open(negative), grey)
    assert result.pixels.shape == (4, 5, 3)
    assert np.array_equal(result.pixels, np.repeat(255 - grey.pixels, 3, axis=2))


def test_super_resolution_scales_alpha(doubler: Path) -> None:
    picture = Picture(np.full((3, 4, 3), 90, np.uint8), np.full((3, 4), 200, np.uint8))
    result = translate(Model.open(doubler), picture)
    assert result.pixels.shape == (6, 8, 3)
    assert (result.pixels == 90).all()
    assert result.alpha is not None
    assert (result.alpha == 200).all()
    assert result.alpha.shape == (6, 8)


def test_progress_begins_and_ends(negative: Path) -> None:
    seen: list[float] = []
    translate(Model.open(negative), noise(4, 4), progress=seen.append)
    assert seen == [0.0, 1.0]


def test_a_label_of_a_model_without_classes_gets_a_sentence(negative: Path) -> None:
    with pytest.raises(InferenceError, match="knows no classes"):
        translate(Model.open(negative), noise(4, 4), label=1)


def test_a_generator_does_not_translate(digits: Path) -> None:
    with pytest.raises(InferenceError, match="choose a translator"):
        translate(Model.open(digits), noise(4, 4))


def test_too_large_a_picture_is_refused_before_it_is_run(painter: Path) -> None:
    model = Model.open(painter)
    picture = noise(601, 1201)
    need = estimate_memory(model, 602, 1202)
    translate(model, picture, memory_limit=need)
    before = model.seconds
    with pytest.raises(InferenceError) as caught:
        translate(model, picture, tile="off", memory_limit=need * 2 // 3)
    assert model.seconds == before
    sentence = str(caught.value)
    assert "1201x601 px" in sentence
    # What the sentence says would fit does fit.
    width, height = map(int, sentence.split("about ")[2].split(" px")[0].split("x"))
    assert 100 < height < 601
    smaller = noise(height, width)
    translate(model, smaller, tile="off", memory_limit=need * 2 // 3)


def test_too_little_memory_for_any_picture(painter: Path) -> None:
    with pytest.raises(InferenceError, match="close other programs"):
        translate(Model.open(painter), noise(20, 20), memory_limit=1000)
