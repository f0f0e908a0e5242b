"""How far a picture in one piece is: never more than done, and never back."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.inference.pace import Pace, part_done, rising, told

SECONDS = st.floats(1e-3, 1e5)


@given(elapsed=st.lists(st.floats(0, 1e6), min_size=2), expected=SECONDS)
def test_what_is_told_rises_and_is_never_all(
    elapsed: list[float], expected: float
) -> None:
    parts = [part_done(seconds, expected) for seconds in sorted(elapsed)]
    assert parts == sorted(parts)
    assert parts[0] >= 0
    assert parts[-1] < 1


@given(expected=SECONDS, share=st.floats(0, 1))
def test_by_the_clock_it_is_right_to_a_few_percent(
    expected: float, share: float
) -> None:
    assert part_done(share * expected, expected) == pytest.approx(share, abs=0.031)


def test_a_picture_of_like_size_tells_how_long_the_next_takes() -> None:
    pace = Pace()
    assert pace.expected(1_000_000) is None
    pace.took(64 * 64, 1.0)
    assert pace.expected(12_000_000) is None  # a thumbnail says nothing about it
    pace.took(500_000, 2.0)
    pace.took(8_000_000, 40.0)
    assert pace.expected(1_000_000) == pytest.approx(4.0)
    assert pace.expected(12_000_000) == pytest.approx(60.0)
    pace.took(8_000_000, 20.0)  # the newest counts: the machine is idle now
    assert pace.expected(12_000_000) == pytest.approx(30.0)


@given(st.lists(st.floats(0, 1)))
def test_work_that_begins_again_does_not_go_back(parts: list[float]) -> None:
    seen: list[float] = []
    tell = rising(seen.append)
    for part in parts:
        tell(part)
    assert seen == sorted(set(seen))
    assert not parts or seen[-1] == max(parts)


def test_it_tells_while_the_work_goes_on_and_no_longer() -> None:
    seen: list[float] = []
    twice = threading.Event()

    def progress(part: float) -> None:
        seen.append(part)
        if len(seen) == 2:
            twice.set()

    with told(progress, 0.5):
        assert twice.wait(20)
    count = len(seen)
    assert seen == sorted(seen)
    assert all(0 < part < 1 for part in seen)
    assert all(thread.name != "ganstudio-pace" for thread in threading.enumerate())
    assert len(seen) == count


def test_nothing_is_told_where_nothing_is_known() -> None:
    seen: list[float] = []
    before = threading.active_count()
    with told(seen.append, None), told(None, 1.0):
        assert threading.active_count() == before
    assert not seen


def test_what_goes_wrong_with_telling_is_not_lost() -> None:
    asked = threading.Event()

    def progress(part: float) -> None:
        asked.set()
        raise OSError("the pipe is closed")

    with pytest.raises(OSError, match="pipe"), told(progress, 1.0):
        assert asked.wait(20)
