"""Shaping a translation: strength, colour, detail, mask."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.core.images import Picture, Shape, resize, shape, working_picture
from ganstudio.core.images import shaping as module

LUMA = np.array([0.299, 0.587, 0.114])
parts = st.sampled_from([0.0, 0.3, 1.0])
kinds = st.sampled_from([np.uint8, np.uint16])


def noise(seed: int, size=(23, 31), channels=3, dtype=np.uint8, alpha=False):
    rng = np.random.default_rng(seed)
    top = int(np.iinfo(dtype).max) + 1
    return Picture(
        rng.integers(0, top, (*size, channels), dtype),
        rng.integers(0, top, size, dtype) if alpha else None,
        exif=b"Exif",
    )


def luma(picture: Picture) -> np.ndarray:
    return picture.pixels.astype(float) @ LUMA


def chroma(picture: Picture) -> np.ndarray:
    return picture.pixels.astype(float) - luma(picture)[..., None]


def smooth(seed: int, size=(60, 90)) -> Picture:
    """Mild slopes, well inside the range: nothing has to be cut."""
    small = np.random.default_rng(seed).integers(90, 166, (4, 5, 3), np.uint8)
    return Picture(np.clip(resize(small, size), 80, 176))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), parts, parts, kinds, st.sampled_from([1, 3]), st.booleans())
def test_strength_0_gives_the_photograph_to_the_last_bit(
    seed, colour, detail, dtype, channels, masked
):
    before = noise(seed, channels=channels, dtype=dtype, alpha=True)
    after = noise(seed + 1, channels=4 - channels)
    mask = noise(seed, channels=1).pixels[..., 0] if masked else None
    made = shape(before, after, Shape(0, colour, detail, mask))
    assert made.pixels.dtype == before.pixels.dtype
    np.testing.assert_array_equal(made.pixels, before.pixels)
    np.testing.assert_array_equal(made.alpha, before.alpha)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), parts, parts, parts, kinds, st.sampled_from([1, 3]))
def test_what_the_network_left_alone_stays_alone(
    seed, strength, colour, detail, dtype, channels
):
    same = noise(seed, channels=channels, dtype=dtype)
    made = shape(same, same, Shape(strength, colour, detail))
    np.testing.assert_array_equal(made.pixels, same.pixels)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), parts, parts, parts, kinds, st.sampled_from([1, 3]))
def test_outside_the_mask_every_bit_is_the_photographs(
    seed, strength, colour, detail, dtype, channels
):
    before = noise(seed, channels=channels, dtype=dtype)
    after = noise(seed + 1, dtype=dtype)
    mask = np.zeros(before.size, np.uint8)
    mask[5:12, 8:20] = 255
    made = shape(before, after, Shape(strength, colour, detail, mask)).pixels
    kept = np.broadcast_to(before.pixels, made.shape)
    np.testing.assert_array_equal(made[mask == 0], kept[mask == 0])
    inside = shape(before, after, Shape(strength, colour, detail)).pixels
    np.testing.assert_array_equal(made[mask == 255], inside[mask == 255])


@pytest.mark.parametrize("size", [(12, 16), (90, 120)])
def test_a_mask_of_another_size_keeps_all_beyond_its_edge(size):
    before, after = noise(0, (48, 64)), noise(1, (48, 64))
    mask = np.zeros(size, np.uint8)
    mask[: size[0] // 2] = 255
    made = shape(before, after, Shape(mask=mask)).pixels
    np.testing.assert_array_equal(made[28:], before.pixels[28:])
    np.testing.assert_array_equal(made[:20], after.pixels[:20])


def test_a_plain_shape_is_the_translation_itself():
    before, after = noise(0), noise(1)
    assert shape(before, after, Shape()) is after
    assert shape(before, after, Shape(working_size=9)) is after
    full = np.full(before.size, 255, np.uint8)
    made = shape(before, after, Shape(mask=full)).pixels
    np.testing.assert_array_equal(made, after.pixels)


def test_half_strength_is_half_way_between():
    before = Picture(np.full((4, 5, 3), 10, np.uint8))
    after = Picture(np.full((4, 5, 3), 201, np.uint8))
    assert (shape(before, after, Shape(0.5)).pixels == 106).all()
    mask = np.full((4, 5), 128, np.uint8)
    assert (shape(before, after, Shape(mask=mask)).pixels == 106).all()


@pytest.mark.parametrize("seed", range(5))
def test_kept_colour_is_the_photographs_on_the_translations_luma(seed):
    before, after = smooth(seed), smooth(seed + 10)
    made = shape(before, after, Shape(keep_colour=1))
    assert np.abs(chroma(made) - chroma(before)).max() < 1.01
    assert np.abs(luma(made) - luma(after)).max() < 1.01
    half = shape(before, after, Shape(keep_colour=0.5))
    middle = (chroma(before) + chroma(after)) / 2
    assert np.abs(chroma(half) - middle).max() < 1.01


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 99))
def test_colour_that_does_not_fit_gets_paler_and_keeps_its_luma(seed):
    before, after = noise(seed), noise(seed + 100)
    made = shape(before, after, Shape(keep_colour=1))
    assert np.abs(luma(made) - luma(after)).max() < 1.01
    got, wanted = chroma(made), chroma(before)
    # The same direction from grey, and never more of it.
    assert (np.abs(got) <= np.abs(wanted) + 1.01).all()
    assert (got * wanted >= -1.01 * np.abs(wanted)).all()


def test_kept_detail_brings_the_fine_grain_and_leaves_the_large_shapes():
    size = (240, 360)
    grain = np.random.default_rng(0).integers(-20, 21, (*size, 1))
    before = Picture((128 + grain + np.zeros(3)).astype(np.uint8))
    after = smooth(1, size)
    made = shape(before, after, Shape(keep_detail=1))
    added = luma(made) - luma(after)
    assert np.corrcoef(added.ravel(), grain.ravel())[0, 1] > 0.97
    blocks = added.reshape(8, 30, 12, 30).mean(axis=(1, 3))
    assert np.abs(blocks).max() < 2, "the large shapes are the translation's"
    assert np.abs(chroma(made) - chroma(after)).max() < 1.01
    half = luma(shape(before, after, Shape(keep_detail=0.5))) - luma(after)
    assert np.abs(half - added / 2).max() < 2.01


def test_a_preview_looks_like_the_full_size():
    before, after = noise(0, (600, 900)), smooth(1, (600, 900))
    settings_ = Shape(0.8, 0.5, 1.0)
    full = resize(shape(before, after, settings_).pixels, (200, 300))
    small = [Picture(resize(picture.pixels, (200, 300))) for picture in (before, after)]
    preview = shape(*small, settings_).pixels
    assert np.abs(full.astype(int) - preview).mean() < 3


def test_a_larger_translation_keeps_its_size(monkeypatch):
    before = noise(0, (20, 30), dtype=np.uint16, alpha=True)
    after = noise(1, (40, 60), dtype=np.uint16)
    made = shape(before, after, Shape(0.5, 0.2, 0.2))
    assert made.size == made.alpha.shape == (40, 60)
    nothing = shape(before, after, Shape(0))
    np.testing.assert_array_equal(nothing.pixels, resize(before.pixels, (40, 60)))


def test_a_smaller_translation_grows_to_the_photograph():
    before = noise(0, (40, 60), dtype=np.uint16, alpha=True)
    small = working_picture(before, 30)
    assert small.size == small.alpha.shape == (20, 30)
    assert working_picture(before, 60) is before
    after = Picture(smooth(1, (20, 30)).pixels)
    made = shape(before, after, Shape(working_size=30))
    assert made.bits == 16
    assert made.size == (40, 60)
    np.testing.assert_array_equal(made.alpha, before.alpha)
    wanted = resize(after.pixels, (40, 60)).astype(int) * 257
    assert np.abs(made.pixels.astype(int) - wanted).max() <= 400


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_bands_leave_no_seam(monkeypatch, dtype):
    before = noise(0, (50, 40), dtype=dtype)
    after = Picture(noise(1, (25, 20)).pixels)
    mask = resize(noise(2, (7, 9), 1).pixels, (30, 31))[..., 0]
    wish = Shape(0.9, 0.4, 0.7, mask)
    whole = shape(before, after, wish).pixels.astype(int)
    monkeypatch.setattr(module, "_BAND", 3 * 40)
    banded = shape(before, after, wish).pixels.astype(int)
    assert np.abs(whole - banded).max() <= (1 if dtype is np.uint8 else 40)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_large_picture_needs_little_beside_its_result(bits):
    dtype = np.uint8 if bits == 8 else np.uint16
    before = Picture(np.full((2000, 3000, 3), 90, dtype))
    after = Picture(np.full((2000, 3000, 3), 140, dtype))
    mask = np.full((683, 1024), 128, np.uint8)
    tracemalloc.start()
    made = shape(before, after, Shape(0.5, 0.5, 0.5, mask))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # One copy as float32 alone would be 72 MB.
    assert most - made.pixels.nbytes < 45e6


def test_grey_and_colour_go_together():
    grey, colour = noise(0, channels=1), noise(1)
    assert shape(colour, grey, Shape()).pixels.shape[2] == 1
    made = shape(colour, grey, Shape(keep_colour=1))
    assert np.abs(luma(made) - grey.pixels[..., 0]).max() < 1.01
    assert np.abs(chroma(made)).mean() > 10
    half = shape(grey, colour, Shape(0.5)).pixels
    wanted = (grey.pixels.astype(int) + colour.pixels) / 2
    assert np.abs(half - wanted).max() <= 0.5


def test_shapes_are_equal_where_they_make_the_same_picture():
    mask = np.zeros((3, 4), np.uint8)
    assert Shape(0.5, mask=mask) == Shape(0.5, mask=mask.copy())
    assert hash(Shape(0.5, mask=mask)) == hash(Shape(0.5, mask=mask.copy()))
    assert Shape(0.5, mask=mask) != Shape(0.5)
    assert Shape(mask=mask) != Shape(mask=mask + 1)
    assert Shape(working_size=512) != Shape()


@pytest.mark.parametrize(
    "wrong",
    [
        {"strength": 1.5},
        {"keep_colour": -0.1},
        {"keep_detail": float("nan")},
        {"mask": np.zeros((3, 4))},
        {"working_size": 0},
    ],
)
def test_values_out_of_bounds_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Shape(**wrong)
