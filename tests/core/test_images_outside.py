"""Colours beyond sRGB: still in the file where the photograph is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.images import Shape, finish, read_picture, write_picture
from ganstudio.core.images.deep import read16
from ganstudio.core.images.metadata import Metadata
from ganstudio.core.images.opening import opened
from ganstudio.core.images.tiff import encode_tiff


def stored(path) -> np.ndarray:
    """A file's own numbers, in its own profile."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.fixture
def vivid() -> np.ndarray:
    """Every hue at every strength, uint8 (64, 96, 3): much of it beyond sRGB."""
    x, y = np.meshgrid(np.linspace(0, 1, 96), np.linspace(0, 1, 64))
    hues = [np.clip(np.abs((x * 6 + shift) % 6 - 3) - 1, 0, 1) for shift in (0, 4, 2)]
    colours = np.stack(hues, -1) * y[..., None] + 0.4 * (1 - y[..., None])
    return np.rint(colours * 255).astype(np.uint8)


@pytest.fixture
def photo(tmp_path, wide_profile, vivid):
    path = tmp_path / "vivid.png"
    Image.fromarray(vivid).save(path, icc_profile=wide_profile)
    return path


def test_a_wide_photograph_is_read_and_written_without_a_loss(photo, tmp_path, vivid):
    picture = read_picture(photo)
    assert picture.outside is not None
    write_picture(picture, tmp_path / "a.png")
    assert np.abs(stored(tmp_path / "a.png") - vivid).max() <= 2
    # What is kept beside the pixels is what makes the difference.
    write_picture(replace(picture, outside=None), tmp_path / "b.png")
    assert np.abs(stored(tmp_path / "b.png") - vivid).max() > 30


@pytest.mark.parametrize("suffix", [".tif", ".png"])
def test_the_same_in_16_bits(tmp_path, wide_profile, vivid, suffix):
    deep = vivid.astype(np.uint16) * 257
    source, target = tmp_path / "wide.tif", tmp_path / f"a{suffix}"
    source.write_bytes(encode_tiff(deep, wide_profile, Metadata()))
    picture = read_picture(source)
    assert picture.bits == 16
    write_picture(picture, target)
    with opened(target) as image:
        found, _ = read16(target, image)
    assert np.abs(found.astype(int) - deep).max() <= 96
    write_picture(replace(picture, outside=None), target)
    with opened(target) as image:
        found, _ = read16(target, image)
    assert np.abs(found.astype(int) - deep).max() > 5000


def test_strength_0_keeps_all_of_it_and_1_none(photo, tmp_path, vivid):
    before = read_picture(photo)
    after = replace(before, pixels=255 - before.pixels)
    kept = finish(before, after, Shape(strength=0.0))
    write_picture(kept, tmp_path / "none.png")
    assert np.abs(stored(tmp_path / "none.png") - vivid).max() <= 2
    assert finish(before, after, Shape()).outside is None
    half = finish(before, after, Shape(strength=0.5))
    assert np.abs(half.outside.apart * 2 - before.outside.apart).max() <= 2


def test_a_mask_keeps_it_where_nothing_is_translated(photo, tmp_path, vivid):
    before = read_picture(photo)
    after = replace(before, pixels=255 - before.pixels)
    mask = np.zeros((64, 96), np.uint8)
    mask[:, 48:] = 255
    made = finish(before, after, Shape(mask=mask))
    write_picture(made, tmp_path / "half.png")
    apart = np.abs(stored(tmp_path / "half.png") - vivid).max(axis=2)
    assert apart[:, :48].max() <= 2
    assert np.median(apart[:, 48:]) > 30


def test_another_size_has_no_use_for_it(photo):
    before = read_picture(photo)
    twice = np.repeat(np.repeat(before.pixels, 2, 0), 2, 1)
    after = replace(before, pixels=twice)
    assert finish(before, after, Shape(strength=0.5)).outside is None


def test_colours_that_srgb_holds_leave_nothing_beside(tmp_path, wide_profile):
    muted = np.full((20, 20, 3), (120, 100, 90), np.uint8)
    muted[:5] = 0
    muted[5:9] = 255
    Image.fromarray(muted).save(tmp_path / "m.png", icc_profile=wide_profile)
    assert read_picture(tmp_path / "m.png").outside is None


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".avif"])
def test_lossy_formats_keep_it_too(photo, tmp_path, vivid, suffix):
    write_picture(read_picture(photo), tmp_path / f"a{suffix}", quality=100)
    assert np.abs(stored(tmp_path / f"a{suffix}") - vivid).mean() < 2
