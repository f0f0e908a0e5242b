"""Pixels into a network and out of it, sheets, scaling, PNG bytes."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.core.images import (
    encode_png,
    from_network,
    resize,
    sheet,
    to_eight_bit,
    to_network,
)

RANGES = [(-1.0, 1.0), (0.0, 1.0), (0.0, 255.0)]


@given(
    bits=st.sampled_from([8, 16]),
    channels=st.sampled_from([1, 3]),
    value_range=st.sampled_from(RANGES),
    seed=st.integers(0, 99),
)
@settings(max_examples=40)
def test_into_a_network_and_back_changes_nothing(bits, channels, value_range, seed):
    dtype = np.uint8 if bits == 8 else np.uint16
    shape = (seed % 7 + 1, 5, channels)
    pixels = np.random.default_rng(seed).integers(0, 2**bits, shape, dtype)
    array = to_network(pixels, channels, value_range)
    assert array.shape == (1, channels, shape[0], 5)
    assert array.dtype == np.float32
    assert array.flags.c_contiguous
    assert np.array_equal(from_network(array, value_range, bits)[0], pixels)


def test_black_and_white_are_the_ends_of_the_range():
    pixels = np.array([[[0], [255]]], np.uint8)
    assert to_network(pixels, 1).ravel().tolist() == [-1, 1]
    assert to_network(pixels, 3, (0, 1)).ravel().tolist() == [0, 1] * 3


def test_colour_becomes_grey_as_pillow_does_it():
    pixels = np.random.default_rng(0).integers(0, 256, (9, 9, 3), np.uint8)
    ours = from_network(to_network(pixels, 1))[0, ..., 0].astype(int)
    assert np.abs(ours - np.asarray(Image.fromarray(pixels).convert("L"))).max() <= 1


def test_out_of_range_is_clipped_and_nan_is_black():
    wild = np.array([-9.0, 9.0, np.nan, np.inf, -np.inf, 0.0], np.float32)
    pixels = from_network(wild.reshape(1, 1, 1, 6)).ravel().tolist()
    assert pixels == [0, 255, 0, 255, 0, 128]


def test_the_input_is_left_alone():
    array = np.linspace(-2, 2, 12, dtype=np.float32).reshape(1, 1, 3, 4)
    before = array.copy()
    from_network(array)
    assert np.array_equal(array, before)


def test_16_bits_are_rounded_to_8():
    values = np.array([0, 128, 129, 257, 65_535, 65_406, 65_407], np.uint16)
    assert to_eight_bit(values).tolist() == [0, 0, 1, 1, 255, 254, 255]


@given(count=st.integers(1, 17), columns=st.none() | st.integers(1, 9))
@settings(max_examples=30)
def test_a_sheet_shows_every_picture_once(count, columns):
    images = np.arange(1, count + 1, dtype=np.uint8)[:, None, None, None]
    images = np.broadcast_to(images + 100, (count, 3, 5, 1))
    whole = sheet(images, columns, gap=1)
    wide = columns or int(np.ceil(np.sqrt(count)))
    assert whole.shape == (-(-count // wide) * 4 + 1, wide * 6 + 1, 3)
    for value in range(count):
        assert (whole == value + 101).sum() == 3 * 5 * 3
    first_row = [v for v in whole[1, 1::6, 0].tolist() if v > 100]
    assert first_row == list(range(101, 101 + min(wide, count)))


def test_a_sheet_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="images must be"):
        sheet(np.zeros((0, 3, 3, 3), np.uint8))


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
def test_png_bytes_hold_the_pixels(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    image = Image.open(io.BytesIO(encode_png(pixels)))
    assert np.array_equal(np.asarray(image).reshape(shape), pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_scaling_is_antialiased_and_alike_in_8_and_16_bits(channels):
    stripes = np.zeros((64, 64, channels), np.uint8)
    stripes[:, ::2] = 255
    small = resize(stripes, (8, 8))
    # Without antialiasing every pixel would be 0 or 255.
    assert np.abs(small.astype(int) - 127).max() <= 8
    deep = resize(stripes.astype(np.uint16) * 257, (8, 8))
    assert deep.dtype == np.uint16
    assert np.abs(deep / 257 - small).max() <= 1.5
    assert resize(stripes, (64, 64)) is stripes
    assert resize(stripes, (128, 32)).shape == (128, 32, channels)
