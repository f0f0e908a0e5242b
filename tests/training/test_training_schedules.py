"""Schedules are functions of progress with known ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.training.schedules import constant, cosine, linear_decay

progress = st.floats(0, 1)


@settings(max_examples=50)
@given(progress, progress, st.floats(0, 0.99))
def test_decays_fall_from_one_to_zero(p, q, start):
    for schedule in (linear_decay(start), cosine):
        assert schedule(0.0) == 1.0
        assert schedule(1.0) == pytest.approx(0.0, abs=1e-12)
        assert schedule(min(p, q)) >= schedule(max(p, q))
        assert 0 <= schedule(p) <= 1
    assert constant(p) == 1.0


@settings(max_examples=50)
@given(st.floats(0, 0.99), progress)
def test_linear_decay_is_flat_then_a_line(start, share):
    schedule = linear_decay(start)
    assert schedule(start * share) == 1.0
    falling = start + (1 - start) * share
    assert schedule(falling) == pytest.approx(1 - share, abs=1e-9)


@pytest.mark.parametrize("start", [-0.1, 1.1])
def test_linear_decay_refuses_a_start_outside_the_run(start):
    with pytest.raises(ValueError, match="must be in"):
        linear_decay(start)


def test_linear_decay_from_the_end_of_the_run_never_falls():
    assert {linear_decay(1)(progress) for progress in (0.0, 0.5, 1.0)} == {1.0}
