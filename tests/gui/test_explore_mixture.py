from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from ganstudio.api import Latent
from ganstudio.core import latents
from ganstudio.gui.explore.barycentric import from_place, to_place
from ganstudio.gui.explore.mixture import mix

PRIORS = ("normal", "uniform", "sphere")
TRIANGLE = (QPointF(100, 10), QPointF(20, 150), QPointF(180, 150))
seeds = st.tuples(*[st.integers(0, 10_000)] * 3).filter(lambda s: len(set(s)) == 3)
shares = st.tuples(*[st.floats(0.01, 1)] * 3).map(
    lambda w: tuple(part / sum(w) for part in w)
)


def _corners(three, latent):
    return [latents.draw(seed, 1, latent) for seed in three]


@given(seeds, st.sampled_from(PRIORS), st.integers(0, 2))
def test_a_corner_is_that_latent_to_the_bit(three, prior, corner):
    latent = Latent(size=100, prior=prior)
    corners = _corners(three, latent)
    weights = [0.0, 0.0, 0.0]
    weights[corner] = 1.0
    assert mix(corners, weights, latent).tobytes() == corners[corner].tobytes()


@given(seeds, st.sampled_from(PRIORS), st.floats(0.01, 0.99))
def test_an_edge_is_the_way_between_two(three, prior, part):
    latent = Latent(size=64, prior=prior)
    a, b, c = _corners(three, latent)
    mixed = mix([a, b, c], (1 - part, 0, part), latent)
    way = latents.interpolate(a, c, part, latent)
    np.testing.assert_allclose(mixed, way, atol=1e-5)


@given(seeds, shares, st.sampled_from(["normal", "sphere"]), st.integers(3, 200))
def test_the_mixture_is_as_long_as_what_is_mixed(three, weights, prior, size):
    latent = Latent(size=size, prior=prior)
    corners = _corners(three, latent)
    lengths = [float(np.linalg.norm(z)) for z in corners]
    length = float(np.linalg.norm(mix(corners, weights, latent)))
    expected = sum(w * one for w, one in zip(weights, lengths, strict=True))
    assert length == pytest.approx(expected, rel=1e-4)


@given(seeds, shares)
def test_a_uniform_mixture_stays_in_the_cube(three, weights):
    latent = Latent(size=32, prior="uniform")
    corners = _corners(three, latent)
    mixed = mix(corners, weights, latent)
    assert mixed.dtype == np.float32
    assert np.all(mixed <= np.max(corners, axis=0) + 1e-6)
    assert np.all(mixed >= np.min(corners, axis=0) - 1e-6)


@given(seeds, shares, st.sampled_from(PRIORS))
def test_the_order_of_the_corners_does_not_matter(three, weights, prior):
    latent = Latent(size=64, prior=prior)
    corners = _corners(three, latent)
    first = mix(corners, weights, latent)
    for order in itertools.permutations(range(3)):
        other = mix([corners[i] for i in order], [weights[i] for i in order], latent)
        np.testing.assert_allclose(other, first, atol=2e-5)


@given(seeds, shares, st.sampled_from(PRIORS))
def test_a_small_step_changes_little(three, weights, prior):
    latent = Latent(size=64, prior=prior)
    corners = _corners(three, latent)
    a, b, c = weights
    off = min(a, 1e-4)
    moved = mix(corners, (a - off, b + off, c), latent)
    here = mix(corners, weights, latent)
    # Smooth up to the edges, too: no jump from inside onto an edge.
    assert float(np.linalg.norm(moved - here)) < 0.01


def test_the_edge_is_the_limit_of_the_inside():
    latent = Latent(size=100)
    corners = _corners((5, 6, 7), latent)
    edge = mix(corners, (0.3, 0.7, 0), latent)
    inside = mix(corners, (0.3, 0.7 - 1e-6, 1e-6), latent)
    np.testing.assert_allclose(inside, edge, atol=1e-3)


@given(st.floats(-500, 700), st.floats(-500, 700))
def test_every_place_has_weights_that_sum_to_one(x, y):
    weights = from_place(QPointF(x, y), TRIANGLE)
    assert min(weights) >= 0
    assert sum(weights) == pytest.approx(1)


@given(shares)
def test_places_and_weights_are_two_sides_of_one_thing(weights):
    back = from_place(to_place(weights, TRIANGLE), TRIANGLE)
    assert back == pytest.approx(weights, abs=1e-9)


def test_outside_the_triangle_the_nearest_place_counts():
    assert from_place(QPointF(100, -900), TRIANGLE) == (1, 0, 0)
    assert from_place(QPointF(100, 400), TRIANGLE) == pytest.approx((0, 0.5, 0.5))
