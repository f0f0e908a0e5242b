"""Points of the plane as a picture."""

import numpy as np
import pytest

from ganstudio.core.images import fitting, marked, plane, scatter


def test_what_is_not_finite_or_outside_is_left_out():
    points = np.array([[np.nan, 0], [np.inf, 0], [3, 0]], np.float32)
    empty = scatter(np.zeros((0, 2), np.float32), extent=1.0)
    assert np.array_equal(scatter(points, extent=1.0), empty)
    assert len(np.unique(empty)) <= 2


def test_a_field_fades_through_white_from_orange_to_teal():
    field = np.tile(np.linspace(-1, 1, 9, dtype=np.float32), (9, 1))
    none = np.zeros((0, 2), np.float32)
    row = scatter(none, extent=1.0, field=field, side=90)[45].astype(int)
    assert row[0, 0] > row[0, 2] + 50  # orange
    assert row[-1, 2] > row[-1, 0] + 40  # teal
    assert np.ptp(row[45]) < 8  # nearly white between them
    broken = scatter(none, extent=1.0, field=field * np.nan, side=90)
    assert np.ptp(broken[45].astype(int), axis=0).max() == 0


def test_edges_are_smooth_and_the_title_is_readable():
    dot = scatter(np.zeros((1, 2), np.float32), extent=1.0)
    assert len(np.unique(dot.reshape(-1, 3), axis=0)) > 3
    titled = scatter(np.zeros((0, 2), np.float32), extent=1.0, title="gan")
    corner = titled[: len(titled) // 12, : len(titled) // 4]
    assert (corner < 90).any()
    assert (titled[len(titled) // 4 :] > 200).all()


@pytest.mark.parametrize("at", [(0.0, 0.0), (9.0, -9.0), (-1.0, 1.0), (np.nan, 0.0)])
def test_a_mark_is_on_the_picture_and_leaves_the_ground_alone(at):
    ground = scatter(np.zeros((5, 2), np.float32), extent=1.0)
    before = ground.copy()
    picture = marked(ground, np.array(at, np.float32), 1.0)
    assert np.array_equal(ground, before)
    assert (picture < 60).all(2).any() == np.isfinite(at).all()


def test_points_of_any_dimension_come_to_the_plane():
    line = np.array([[1], [2]], np.float32)
    assert plane(line).tolist() == [[1, 0], [2, 0]]
    assert plane(np.ones((3, 5), np.float32)).shape == (3, 2)
    assert fitting(np.zeros((0, 2), np.float32)) == 1.0
    assert 4 < fitting(np.array([[4, -1], [0, 3]], np.float32)) < 5
