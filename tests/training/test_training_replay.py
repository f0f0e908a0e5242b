"""The pool gives back what it was given, half of it late, the same way every time."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.training.replay import ReplayPool


def _images(first: int, count: int) -> torch.Tensor:
    """Pictures of one colour each: first, first + 1, ..."""
    numbers = torch.arange(first, first + count, dtype=torch.float32)
    return numbers[:, None, None, None].expand(count, 3, 2, 2).clone()


def _run(pool: ReplayPool, batches: int, batch: int = 2, first: int = 0) -> list[float]:
    out: list[float] = []
    for i in range(batches):
        out += pool(_images(first + i * batch, batch))[:, 0, 0, 0].tolist()
    return out


def test_pictures_come_back_unchanged_until_the_pool_is_full():
    pool = ReplayPool(10, seed=0)
    assert _run(pool, 5) == list(range(10))
    assert len(pool) == 10


def test_about_half_of_the_pictures_are_exchanged_for_older_ones():
    pool = ReplayPool(50, seed=0)
    _run(pool, 25)
    out = _run(pool, 500, first=50)
    old = [got < want for want, got in enumerate(out, start=50)]
    assert 0.45 < sum(old) / len(old) < 0.55


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 6), st.integers(0, 2**31), st.integers(1, 30))
def test_every_picture_leaves_once_or_is_still_kept(size, seed, batches):
    pool = ReplayPool(size, seed)
    out = _run(pool, batches)
    images = pool.state_dict()["images"]
    kept = [] if images is None else images[:, 0, 0, 0].tolist()
    # The first `size` are given back and kept too; later ones are in one place.
    count = 2 * batches
    assert sorted(out + kept) == sorted([*range(count), *range(min(size, count))])


def test_saved_pool_continues_to_the_same_pictures():
    straight, first = ReplayPool(6, seed=3), ReplayPool(6, seed=3)
    _run(straight, 10), _run(first, 10)
    second = ReplayPool(6, seed=99)
    second.load_state_dict(first.state_dict())
    assert _run(second, 20, first=20) == _run(straight, 20, first=20)


def test_pool_keeps_its_pictures_when_the_caller_changes_them():
    pool = ReplayPool(1, seed=0)
    images = _images(7, 1)
    pool(images)
    images.zero_()
    assert pool.state_dict()["images"].unique().tolist() == [7.0]


def test_memory_format_is_the_same_before_and_after_a_resume():
    pool = ReplayPool(2, seed=0)
    for first in range(8):
        given_images = _images(first, 2).contiguous(memory_format=torch.channels_last)
        assert pool(given_images).is_contiguous()


def test_no_gradient_comes_through():
    images = _images(0, 2).requires_grad_()
    assert not ReplayPool(2, seed=0)(images).requires_grad
    assert not ReplayPool(0, seed=0)(images).requires_grad


def test_pools_without_a_seed_differ_but_follow_the_run_s_seed():
    def decisions() -> tuple[list[float], list[float]]:
        torch.manual_seed(5)
        a, b = ReplayPool(4), ReplayPool(4)
        return _run(a, 40), _run(b, 40)

    a, b = decisions()
    assert a != b
    assert (a, b) == decisions()


def test_a_pool_that_was_filled_on_another_device_goes_on_where_the_pictures_are():
    pool = ReplayPool(4, seed=0)
    pool(torch.rand(3, 1, 2, 2))  # a checkpoint is read to main memory
    elsewhere = torch.rand(3, 1, 2, 2).to("meta")
    given = pool(elsewhere)
    assert given.device == elsewhere.device
    assert pool.state_dict()["images"].device == elsewhere.device
    assert len(pool) == 4
