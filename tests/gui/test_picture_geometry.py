"""Where pictures lie: sums without a window."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.gui.picture.geometry import (
    LARGEST,
    Placement,
    fitted,
    is_smooth,
    level_for,
    scale_limits,
    window_of,
)
from ganstudio.gui.picture.stage import Stage

pictures = st.tuples(st.integers(1, 12000), st.integers(1, 12000))
panes = st.tuples(st.integers(1, 4000), st.integers(1, 3000))
parts = st.floats(0, 1)


@st.composite
def placements(draw: st.DrawFn) -> Placement:
    """A place that a person could have come to."""
    picture, pane = draw(pictures), draw(panes)
    low, high = scale_limits(picture, pane)
    scale = low * (high / low) ** draw(parts)
    place = fitted(picture, pane)
    return place.zoomed(scale, draw(parts) * pane[0], draw(parts) * pane[1])


def no_empty_border(place: Placement) -> bool:
    for start, length, room in (
        (place.left, place.width, place.pane[0]),
        (place.top, place.height, place.pane[1]),
    ):
        if length <= room:
            if abs(start - (room - length - start)) > 1:
                return False
        elif start > 0 or start + length < room:
            return False
    return True


@given(pictures, panes)
def test_a_fitted_picture_is_all_there_and_touches_two_borders(
    picture: tuple[int, int], pane: tuple[int, int]
) -> None:
    place = fitted(picture, pane)
    assert place.width <= pane[0]
    assert place.height <= pane[1]
    assert place.width == pane[0] or place.height == pane[1]
    assert place.fits
    assert not place.movable


@given(placements(), st.floats(0.01, 100), parts, parts)
def test_zooming_keeps_what_is_under_the_pointer(
    place: Placement, factor: float, x: float, y: float
) -> None:
    x, y = x * place.pane[0], y * place.pane[1]
    part = place.part_at(x, y)
    new = place.zoomed(place.scale * factor, x, y)
    assert no_empty_border(new)
    low, high = scale_limits(place.picture, place.pane)
    assert low <= new.scale <= high
    wanted_left = x - part[0] * new.width
    wanted_top = y - part[1] * new.height
    # Where a border would have come in, the picture is against it.
    if new.width > new.pane[0] and new.pane[0] - new.width <= wanted_left <= 0:
        assert abs(new.left - wanted_left) <= 0.5
    if new.height > new.pane[1] and new.pane[1] - new.height <= wanted_top <= 0:
        assert abs(new.top - wanted_top) <= 0.5


@given(placements(), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), panes)
def test_no_empty_border_comes_in(
    place: Placement, right: float, down: float, pane: tuple[int, int]
) -> None:
    assert no_empty_border(place.moved(right, down))
    assert no_empty_border(place.resized(pane))
    assert no_empty_border(place.moved(right, down).resized(pane))


@given(placements(), pictures)
def test_another_resolution_of_the_same_picture_takes_the_same_place(
    place: Placement, other: tuple[int, int]
) -> None:
    other = (other[0], max(round(other[0] * place.picture[1] / place.picture[0]), 1))
    new = place.of_other(other)
    assert abs(new.width - place.width) <= 1
    assert no_empty_border(new)


def test_resizing_keeps_the_middle() -> None:
    place = fitted((1000, 1000), (500, 500)).zoomed(4, 125, 375).moved(-60, 20)
    middle = place.part_at(250, 250)
    assert place.resized((300, 700)).part_at(150, 350) == pytest.approx(
        middle, abs=1e-3
    )


@pytest.mark.parametrize(
    ("scale", "level"),
    [(64, 0), (1, 0), (0.99, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (1e-9, 7)],
)
def test_the_level_never_has_fewer_pixels_than_the_screen(
    scale: float, level: int
) -> None:
    assert level_for(scale, 8) == level


@given(st.floats(1e-4, 100), st.integers(1, 12))
def test_the_level_is_at_most_twice_too_fine(scale: float, levels: int) -> None:
    level = level_for(scale, levels)
    drawn = scale * 2**level
    assert level == 0 or drawn <= 1 + 1e-6
    assert level == levels - 1 or drawn > 0.5


def test_pixels_are_seen_only_when_greatly_enlarged() -> None:
    assert is_smooth(1.0, 1.0)
    assert is_smooth(2.0, 2.0)
    assert not is_smooth(2.1, 2.1)
    assert is_smooth(0.8, 3.2), "a result with four times the pixels"
    assert is_smooth(6.0, 0.5), "a coarse preview over a photograph"


@given(
    st.integers(-5000, 5000),
    st.integers(1, 500),
    st.integers(-4000, 4000),
    st.floats(0.4, 80),
    st.integers(1, 9000),
)
def test_a_window_covers_the_stretch_and_little_more(
    low: int, length: int, start: int, step: float, size: int
) -> None:
    first, last = window_of(low, low + length, start, step, size)
    assert 0 <= first < last <= size
    assert last - first <= math.ceil(length / step) + 4
    # Every device pixel's middle that lies on the picture has its pixel.
    for middle in (low + 0.5, low + length - 0.5):
        pixel = math.floor((middle - start) / step)
        if 0 <= pixel < size:
            assert first <= pixel < last


@given(pictures, panes, parts, st.booleans())
def test_the_line_is_on_what_is_seen_of_the_picture(
    picture: tuple[int, int], size: tuple[int, int], wipe: float, zoomed: bool
) -> None:
    stage = Stage()
    stage.resize(size, 2)
    stage.show(picture)
    if zoomed:
        stage.zoom_in_middle(LARGEST / 2)
    stage.wipe = wipe
    assert stage.place is not None
    left, _, right, _ = stage.place.visible
    assert left <= stage.line <= right
    assert abs(stage.wipe_at(stage.line) - wipe) <= 0.51 / max(right - left, 1)


@given(panes, st.integers(0, 6))
def test_two_panes_are_equal_and_do_not_overlap(
    size: tuple[int, int], gap: int
) -> None:
    stage = Stage()
    stage.set_split(True)
    stage.resize(size, gap)
    first, second = stage.lefts
    assert first == 0
    assert second + stage.pane[0] == size[0]
    if size[0] > gap + 2:
        assert stage.pane[0] + gap <= second


def test_a_picture_that_was_fitted_stays_so_and_a_zoomed_one_does_not() -> None:
    stage = Stage()
    stage.resize((400, 300), 2)
    stage.show((4000, 3000))
    stage.resize((800, 600), 2)
    assert stage.place is not None
    assert stage.place.scale == pytest.approx(0.2)
    stage.zoom(1.0, 10, 10)
    stage.resize((400, 300), 2)
    assert stage.place.scale == 1.0
    stage.zoom(1e-6, 10, 10)
    assert stage.fitted
    stage.resize((200, 150), 2)
    assert stage.place.scale == pytest.approx(0.05)
