"""Which moment of a run is its best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core.runs import Best, best_measured, better, measured_at, overall


def _measured(step, **values):
    return {
        "type": "metrics",
        "step": step,
        "values": {name.replace("__", "/"): value for name, value in values.items()},
    }


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=20),
    st.sampled_from(["fid", "kid", "precision", "recall", "obedience"]),
)
def test_the_best_is_lowest_of_distances_and_highest_of_shares(values, metric):
    events = [_measured(i, **{f"{metric}__g": v}) for i, v in enumerate(values)]
    best = best_measured(events, metric)
    want = min(values) if metric in ("fid", "kid") else max(values)
    assert best == Best(values.index(want), want)


def test_a_model_of_two_graphs_is_as_good_as_their_mean():
    events = [
        _measured(10, fid__there=10.0, fid__back=90.0),
        _measured(20, fid__there=30.0, fid__back=40.0),
    ]
    assert best_measured(events, "fid") == Best(20, 35.0)


def test_other_numbers_and_other_events_do_not_count():
    events = [
        _measured(5, loss__g=0.1, fidelity__g=0.0),
        {"type": "samples", "step": 6, "values": {"fid/g": 1.0}},
        _measured(7, fid__g=None),
        {"type": "metrics", "values": {"fid/g": 1.0}},
    ]
    assert best_measured(events, "fid") is None
    assert overall("fid", {"fid/g": float("nan")}) is None


@pytest.mark.parametrize("metric", ["fid", "recall"])
def test_an_equal_value_is_not_better(metric):
    assert not better(metric, 1.0, 1.0)


def test_what_was_measured_of_a_graph_at_a_step_the_newest_of_a_name():
    row = {"name": "FID (x)", "metric": "fid/g", "value": 3.0, "protocol": "new"}
    events = [
        _measured(5, fid__g=1.0) | {"protocols": {"fid/g": "in the run"}},
        {"type": "evaluated", "step": 5, "scores": [{**row, "value": 9.0}]},
        {"type": "evaluated", "step": 5, "scores": [row]},
        {"type": "evaluated", "step": 6, "scores": [{**row, "value": 7.0}]},
        _measured(5, loss__g=0.1),
    ]
    found = measured_at(events, 5, "g")
    assert [(m.name, m.value, m.protocol) for m in found] == [
        ("fid", 1.0, "in the run"),
        ("FID (x)", 3.0, "new"),
    ]
    assert measured_at(events, 5, "other") == ()
