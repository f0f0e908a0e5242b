"""Modes, earth mover's distance, JS and KL of points in the plane."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.training.metrics.points import coverage, divergences, earth_mover

SEEDS = st.integers(0, 10_000)
LOG_2 = math.log(2)


def cloud(seed, count=40, dims=2):
    return torch.randn(count, dims, generator=torch.Generator().manual_seed(seed))


@given(theta=st.floats(0.1, 3.0), seed=SEEDS)
def test_of_two_parallel_lines_js_is_log_2_and_emd_their_distance(theta, seed):
    # Arjovsky et al. 2017, example 1: only one of the two says which way to go.
    heights = cloud(seed, 64, 1).clamp(-3, 3)
    line = torch.cat([torch.zeros(64, 1), heights], 1)
    beside = line + torch.tensor([theta, 0.0])
    js, kl = divergences(beside, line, extent=4, bins=100)
    assert js == pytest.approx(LOG_2)
    assert kl == math.inf
    assert earth_mover(beside, line) == pytest.approx(theta, rel=1e-5)


def test_smoothing_makes_kl_finite_and_leaves_js():
    here, there = torch.zeros(100, 2), torch.ones(100, 2)
    js, kl = divergences(here, there, extent=2, smooth=0.01)
    assert js == pytest.approx(LOG_2)
    assert 5 < kl < math.inf


def test_in_the_same_place_the_lines_are_one():
    line = cloud(1)
    assert divergences(line, line, extent=4) == (0, 0)
    assert earth_mover(line, line) == 0


@given(SEEDS, SEEDS, SEEDS)
def test_emd_is_a_distance(a, b, c):
    one, two, three = cloud(a, 12), cloud(b, 12), cloud(c, 12)
    there = earth_mover(one, two)
    assert there == pytest.approx(earth_mover(two, one))
    assert there <= earth_mover(one, three) + earth_mover(three, two) + 1e-9
    order = torch.randperm(12, generator=torch.Generator().manual_seed(a))
    assert earth_mover(one[order], two) == pytest.approx(there)
    assert earth_mover(3 * one, 3 * two) == pytest.approx(3 * there)


@given(seed=SEEDS, x=st.floats(-5, 5), y=st.floats(-5, 5))
def test_emd_of_a_shift_is_its_length(seed, x, y):
    one = cloud(seed)
    assert earth_mover(one, one + torch.tensor([x, y])) == pytest.approx(
        math.hypot(x, y), abs=1e-5
    )


@given(SEEDS, SEEDS, st.sampled_from([0.0, 0.5]))
def test_js_is_symmetric_and_bounded_and_kl_not_negative(a, b, smooth):
    one, two = cloud(a), cloud(b)
    js, kl = divergences(one, two, extent=2, bins=8, smooth=smooth)
    assert 0 <= js <= LOG_2
    assert js == pytest.approx(divergences(two, one, 2, 8, smooth)[0])
    assert kl >= -1e-12
    assert math.isfinite(kl) or smooth == 0


def test_divergences_of_known_histograms():
    # Half of the samples where three quarters of the data lie, half with the rest.
    left, right = torch.tensor([[-0.5]]), torch.tensor([[0.5]])
    points, data = torch.cat([left, right]), torch.cat([left, left, left, right])
    js, kl = divergences(points, data, extent=1, bins=2)
    assert kl == pytest.approx(0.5 * math.log(2 / 3) + 0.5 * math.log(2))
    m = (5 / 8, 3 / 8)
    half = sum(0.5 * math.log(0.5 / x) for x in m)
    rest = 0.75 * math.log(0.75 / m[0]) + 0.25 * math.log(0.25 / m[1])
    assert js == pytest.approx((half + rest) / 2)


def test_what_lies_outside_the_cells_counts_as_elsewhere():
    inside, outside = torch.zeros(4, 2), torch.full((4, 2), 9.0)
    assert divergences(outside, inside, extent=1)[0] == pytest.approx(LOG_2)
    assert divergences(outside, -outside, extent=1)[0] == 0


@given(seed=SEEDS, lost=st.integers(0, 3))
def test_every_mode_with_one_good_sample_is_covered(seed, lost):
    centres = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    kept = [i for i in range(4) if i != lost]
    near = centres[kept].repeat(10, 1)
    angle = 2 * math.pi * torch.rand(30, generator=torch.Generator().manual_seed(seed))
    way = torch.stack([angle.cos(), angle.sin()], 1)
    found = coverage(near + 0.29 * way, centres, std=0.1)
    assert (found.covered, found.good) == (3, 1.0)
    assert found.each[lost] == 0
    assert sum(found.each) == 30
    # A little farther than three standard deviations nothing is good.
    found = coverage(near + 0.31 * way, centres, std=0.1)
    assert (found.covered, found.good) == (0, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: earth_mover(torch.zeros(3, 2), torch.zeros(4, 2)),
        lambda: earth_mover(torch.zeros(0, 2), torch.zeros(0, 2)),
        lambda: divergences(torch.zeros(3, 2), torch.zeros(3, 1), 1),
        lambda: coverage(torch.zeros(0, 2), torch.zeros(1, 2), 1),
    ],
)
def test_sets_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match="points"):
        wrong()
