"""The levels of a picture and the pieces cut out of them."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ganstudio.gui.picture import Pyramid


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Red, green, blue, alpha of an image, alpha multiplied into the others."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width()].copy()


def whole(pyramid: Pyramid, level: int = 0) -> NDArray[np.uint8]:
    height, width = pyramid.levels[level].shape[:2]
    return pixels_of(pyramid.piece(level, 0, 0, width, height))


@pytest.mark.parametrize("size", [(1, 1), (511, 513), (1, 3000), (3000, 1), (64, 64)])
def test_each_level_is_half_of_the_one_before(size: tuple[int, int]) -> None:
    pyramid = Pyramid.build(np.zeros((*size, 3), np.uint8))
    assert pyramid.size == size
    for large, small in zip(pyramid.levels, pyramid.levels[1:], strict=False):
        assert small.shape[0] == (large.shape[0] + 1) // 2
        assert small.shape[1] == (large.shape[1] + 1) // 2
    assert max(pyramid.levels[-1].shape[:2]) <= 64


@settings(max_examples=25, deadline=None)
@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(65, 300), st.integers(1, 70), st.sampled_from([1, 3])),
    )
)
def test_a_level_is_the_mean_of_four_pixels(pixels: NDArray[np.uint8]) -> None:
    half = Pyramid.build(pixels).levels[1]
    height, width = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    even = pixels[:height, :width].astype(np.float64)
    squares = even.reshape(height // 2, 2, width // 2, 2, pixels.shape[2])
    mean = squares.mean(axis=(1, 3))
    assert np.abs(half[: height // 2, : width // 2] - mean).max(initial=0) <= 0.51


def test_eight_bits_are_not_copied_and_the_rest_is_a_third() -> None:
    pixels = np.zeros((1000, 1500, 3), np.uint8)
    pyramid = Pyramid.build(pixels)
    assert np.shares_memory(pyramid.levels[0], pixels)
    assert pyramid.bytes - pixels.nbytes <= pixels.nbytes * 0.34


def test_a_piece_is_what_was_cut_out() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (511, 513, 3), dtype=np.uint8)
    piece = pixels_of(Pyramid.build(pixels).piece(0, 100, 7, 513, 511))
    assert np.array_equal(piece[..., :3], pixels[7:511, 100:513])
    assert (piece[..., 3] == 255).all()


def test_a_piece_outlives_its_pyramid() -> None:
    piece = Pyramid.build(np.full((300, 300, 3), 77, np.uint8)).piece(0, 0, 0, 300, 300)
    other = [np.zeros((300, 300, 3), np.uint8) for _ in range(20)]
    assert (pixels_of(piece)[..., :3] == 77).all()
    assert len(other) == 20


@pytest.mark.parametrize("channels", [1, 3])
def test_a_piece_has_the_format_that_draws_fastest(channels: int) -> None:
    pixels, alpha = np.zeros((9, 9, channels), np.uint8), np.zeros((9, 9), np.uint8)
    opaque = Pyramid.build(pixels).piece(0, 0, 0, 9, 9)
    clear = Pyramid.build(pixels, alpha).piece(0, 0, 0, 9, 9)
    assert opaque.format() is QImage.Format.Format_RGB32
    assert clear.format() is QImage.Format.Format_ARGB32_Premultiplied


def test_sixteen_bits_are_rounded_to_eight() -> None:
    row = np.array([0, 128, 129, 257, 32896, 65535], np.uint16)
    pixels = np.repeat(row[None, :, None], 3, axis=2)
    assert whole(Pyramid.build(pixels))[0, :, 0].tolist() == [0, 0, 1, 1, 128, 255]


def test_grey_is_grey() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    shown = whole(Pyramid.build(pixels))
    for channel in range(3):
        assert np.array_equal(shown[..., channel], pixels[..., 0])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_transparent_has_no_colour_in_any_level(
    kind: type[np.uint8] | type[np.uint16], channels: int
) -> None:
    top = np.iinfo(kind).max
    pixels = np.full((200, 200, channels), top, kind)
    alpha = np.full((200, 200), top, kind)
    pixels[:, ::2] = 0
    alpha[:, ::2] = 0
    pyramid = Pyramid.build(pixels, alpha)
    assert whole(pyramid)[0, :2].tolist() == [[0] * 4, [255] * 4]
    # Half covered white stays white: no dark seam from hidden black.
    assert np.abs(whole(pyramid, 1).astype(int) - 128).max() <= 1


def test_it_is_built_in_any_thread() -> None:
    made: list[Pyramid] = []
    pixels = np.full((700, 900, 3), 9, np.uint8)
    thread = threading.Thread(target=lambda: made.append(Pyramid.build(pixels)))
    thread.start()
    thread.join()
    assert (whole(made[0], 3)[..., :3] == 9).all()


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 2), (0, 4, 3), (4, 4, 4)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot show"):
        Pyramid.build(np.zeros(shape, np.uint8))


def test_alpha_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Pyramid.build(np.zeros((4, 5, 3), np.uint8), np.zeros((5, 4), np.uint8))
