"""Numbers arrive in order, once, and a bad one stops the run by name."""

import pytest
import torch

from ganstudio.api import RunError
from ganstudio.worker import metrics
from ganstudio.worker.metrics import FETCH_STEPS, NonFiniteError, Reporter


def test_steps_arrive_in_order_with_the_values_of_every_report():
    events = []
    reporter = Reporter(events.extend)
    for step in (1, 2):
        reporter.report(step, {"loss/d": torch.tensor(float(step))})
        reporter.report(step, {"lr": 0.5})
    assert not events
    reporter.fetch()
    assert [e["step"] for e in events] == [1, 2]
    assert events[1]["values"] == {"loss/d": 2.0, "lr": 0.5}
    assert reporter.last == events[1]["values"]
    reporter.fetch()
    assert len(events) == 2


def test_a_fetch_is_due_after_enough_steps_and_not_before(monkeypatch):
    monkeypatch.setattr(metrics, "FETCH_SECONDS", float("inf"))
    reporter = Reporter(lambda events: None)
    due = []
    for step in range(FETCH_STEPS):
        due.append(reporter.due())
        reporter.report(step + 1, {"a": 1.0})
    assert not any(due)
    assert reporter.due()
    reporter.fetch()
    assert not reporter.due()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_value_that_is_not_finite_stops_with_term_and_step(bad):
    events = []
    reporter = Reporter(events.extend)
    reporter.report(6, {"loss/d": torch.tensor(1.0), "loss/g": torch.tensor(1.0)})
    reporter.report(7, {"loss/d": torch.tensor(1.0), "loss/g": torch.tensor(bad)})
    reporter.report(8, {"loss/d": torch.tensor(1.0), "loss/g": torch.tensor(1.0)})
    with pytest.raises(NonFiniteError, match=r"step 7: loss/g is (nan|-?inf)"):
        reporter.fetch()
    assert [e["step"] for e in events] == [6, 7]


def test_a_value_with_a_shape_is_refused_by_name():
    with pytest.raises(RunError, match=r"'d/real'.*\(4,\).*mean"):
        Reporter(lambda events: None).report(1, {"d/real": torch.zeros(4)})
