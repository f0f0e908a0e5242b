"""Following a run through its events."""

from __future__ import annotations

import pytest

from ganstudio.app.following import Follower
from ganstudio.core.runs import EventWriter, claim


@pytest.fixture
def events(run):
    with EventWriter(run) as writer:
        yield writer


@pytest.fixture
def owned(run):
    """Let this process train the run."""
    with claim(run, "cpu") as owner:
        yield owner


def metrics(step, time, loss=0.5):
    return {"type": "metrics", "step": step, "time": time, "values": {"loss": loss}}


def test_time_left_is_reckoned_from_this_runs_own_steps(run, owned, events):
    follower = Follower(run)
    events.write("started", step=0, from_step=0, total_steps=100)
    events.write_many([metrics(10, 1000.0), metrics(20, 1005.0)])
    update = follower.poll()[-1]
    assert (update.step, update.total) == (20, 100)
    assert update.seconds_left == pytest.approx(40.0)  # 80 steps at half a second


def test_nothing_is_known_of_the_time_left_after_one_step(run, owned, events):
    follower = Follower(run)
    events.write("started", step=0, from_step=0, total_steps=100)
    events.write_many([metrics(1, 1000.0)])
    assert follower.poll()[-1].seconds_left is None


def test_a_pause_does_not_count_as_slow_training(run, owned, events):
    follower = Follower(run)
    events.write("started", step=0, from_step=0, total_steps=100)
    events.write_many([metrics(1, 1000.0), metrics(2, 1001.0)])
    events.write("resumed", step=2)
    events.write_many([metrics(3, 9000.0), metrics(4, 9001.0)])
    assert follower.poll()[-1].seconds_left == pytest.approx(96.0)


def test_an_earlier_start_is_known_and_not_told_again(run, owned, events):
    events.write("started", step=0, from_step=0, total_steps=100)
    events.write_many([metrics(50, 1000.0)])
    events.write("stopped", step=50)
    follower = Follower(run)
    assert follower.poll() == []
    assert follower.ended == ""
    events.write("started", step=50, from_step=50, total_steps=100)
    assert [(u.kind, u.step) for u in follower.poll()] == [("started", 50)]


@pytest.mark.parametrize("end", ["finished", "stopped", "failed"])
def test_it_ends_where_the_run_ends(run, owned, events, end):
    follower = Follower(run)
    events.write(end, step=7, text="why")
    kinds = [update.kind for update in follower.updates()]
    assert kinds == [end]
    assert (follower.ended, follower.last.text) == (end, "why")


def test_a_process_that_died_is_told_with_what_to_do(run, events):
    events.write("started", step=0, from_step=0, total_steps=100)
    events.write_many([metrics(3, 1000.0)])
    follower = Follower(run)
    (update,) = follower.updates()
    assert update.kind == follower.ended == "interrupted"
    assert "ganstudio resume" in update.text
    assert str(run.log) in update.text


def test_last_words_of_a_process_that_is_gone_are_heard(run, events):
    follower = Follower(run)
    events.write("finished", step=100)
    assert [update.kind for update in follower.updates()] == ["finished"]


def test_it_can_be_left_and_taken_up_again(run, owned, events):
    follower = Follower(run)
    events.write_many([metrics(step, 1000.0 + step) for step in (1, 2, 3)])
    events.write("finished", step=3)
    seen = []
    for _ in range(5):  # as Ctrl-C leaves the loop
        for update in follower.updates():
            seen.append(update.step)
            break
    assert seen == [1, 2, 3, 3]


def test_a_loss_that_was_not_finite_is_none(run, owned, events):
    follower = Follower(run)
    events.write_many([metrics(1, 1000.0, float("nan"))])
    assert follower.poll()[-1].values == {"loss": None}
