"""Order and augmentation are functions: a resumed run sees what it would have seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.core.data import augmentation, batch_augmentation, batch_ids, order

ORDER = [6, 0, 2, 4, 1, 5, 7, 3]
AUGMENTATION = [0.94152004, 0.13274056, 0.68680435, 0.54210079]
counts = st.integers(1, 300)
seeds = st.integers(-(2**65), 2**65)


@given(seed=seeds, epoch=st.integers(0, 10**6), count=counts)
@settings(max_examples=40)
def test_an_epoch_shows_every_picture_once(seed, epoch, count):
    ids = order(seed, "main", epoch, count)
    assert ids.dtype == np.int64
    assert sorted(ids) == list(range(count))


def test_seed_stream_and_epoch_each_change_the_order():
    found = {
        order(seed, stream, epoch, 50).tobytes()
        for seed in (0, 1)
        for stream in ("main", "critic")
        for epoch in (0, 1, 2)
    }
    assert len(found) == 12


def test_every_place_is_as_likely_for_every_picture():
    places = np.zeros((6, 6))
    for epoch in range(6000):
        places[np.arange(6), order(0, "main", epoch, 6)] += 1
    assert np.abs(places / 1000 - 1).max() < 0.15


def test_these_orders_never_change():
    """A run that is resumed by a later version goes on where it was."""
    assert order(7, "main", 3, 8).tolist() == ORDER
    assert np.allclose(augmentation(7, "main", 3, 8)[5], AUGMENTATION, atol=1e-7)


@given(
    seed=st.integers(0, 99),
    position=st.integers(0, 5000),
    batch=st.integers(1, 700),
    count=counts,
)
@settings(max_examples=50)
def test_batches_walk_through_the_epochs(seed, position, batch, count):
    epochs, ids = batch_ids(seed, "main", position, batch, count)
    assert epochs.shape == ids.shape == (batch,)
    for place, epoch, found in list(
        zip(range(position, position + batch), epochs, ids, strict=True)
    )[:: max(1, batch // 20)]:
        assert epoch == place // count
        assert found == order(seed, "main", place // count, count)[place % count]


@given(cut=st.integers(1, 99), count=counts)
@settings(max_examples=30)
def test_where_a_run_is_cut_makes_no_difference(cut, count):
    whole = batch_ids(5, "b", 40, 100, count)
    first, second = (
        batch_ids(5, "b", 40, cut, count),
        batch_ids(5, "b", 40 + cut, 100 - cut, count),
    )
    for i in range(2):
        assert np.array_equal(whole[i], np.concatenate((first[i], second[i])))


def test_impossible_batches_are_errors():
    for position, batch, count in ((0, 1, 0), (0, 0, 5), (-1, 1, 5)):
        with pytest.raises(ValueError, match="at least 1"):
            batch_ids(0, "main", position, batch, count)


def test_augmentation_is_even_and_below_one():
    values = augmentation(1, "main", 0, 20_000)
    assert values.shape == (20_000, 4)
    assert values.dtype == np.float32
    assert values.min() >= 0
    assert values.max() < 1
    for column in values.T:
        share = np.histogram(column, 10, (0, 1))[0] / 2000
        assert np.abs(share - 1).max() < 0.12
    assert np.abs(np.corrcoef(values.T) - np.eye(4)).max() < 0.03


def test_a_picture_is_cut_the_same_wherever_it_comes_in_the_batch():
    epochs, ids = batch_ids(3, "main", 45, 20, 50)
    assert set(epochs) == {0, 1}
    rows = batch_augmentation(3, "main", epochs, ids, 50)
    for row, epoch, number in zip(rows, epochs, ids, strict=True):
        assert np.array_equal(row, augmentation(3, "main", int(epoch), 50)[number])
    assert not np.array_equal(
        augmentation(3, "main", 0, 50), augmentation(3, "main", 1, 50)
    )


def test_nobody_can_spoil_the_order_for_the_others():
    with pytest.raises(ValueError, match="read-only"):
        order(0, "main", 0, 5)[0] = 1
