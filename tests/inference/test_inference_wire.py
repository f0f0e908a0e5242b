"""What goes between two processes arrives as it was."""

from __future__ import annotations

import io
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as np_st

from ganstudio.inference import wire

ARRAYS = np_st.arrays(
    st.sampled_from([np.uint8, np.uint16, np.float32]),
    np_st.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5),
)


@given(st.lists(st.lists(ARRAYS, max_size=3), min_size=1, max_size=3))
@settings(max_examples=40)
def test_arrays_arrive_bit_by_bit_also_when_memory_is_used_again(
    batches: list[list[np.ndarray[Any, Any]]],
) -> None:
    area = wire.Area()
    try:
        for batch in batches:
            sent = {str(i): array for i, array in enumerate(batch)}
            taken = area.take(area.put(sent))
            assert taken.keys() == sent.keys()
            for name, array in sent.items():
                assert taken[name].dtype == array.dtype
                assert taken[name].shape == array.shape
                assert taken[name].tobytes() == array.tobytes()
    finally:
        area.close()


def test_an_array_that_is_not_contiguous() -> None:
    area = wire.Area()
    turned = np.arange(24, dtype=np.uint8).reshape(2, 3, 4).transpose(2, 0, 1)
    assert np.array_equal(area.take(area.put({"a": turned}))["a"], turned)
    area.close()


def test_frames_arrive_and_an_end_is_no_error() -> None:
    stream = io.BytesIO()
    wire.send(stream, {"a": [1, "ü"]})
    wire.send(stream, {})
    whole = stream.getvalue()
    read = io.BytesIO(whole)
    assert wire.receive(read) == {"a": [1, "ü"]}
    assert wire.receive(read) == {}
    assert wire.receive(read) is None
    assert wire.receive(io.BytesIO(whole[:7])) is None


@pytest.mark.parametrize("size", [100, 3_000_000])
def test_memory_goes_back_when_it_was_taken(size: int) -> None:
    area = wire.Area()
    area.take(area.put({"a": np.ones(size, np.uint8)}))
    assert all(os.fstat(d).st_size == 0 for d in area.descriptors)
    area.close()
