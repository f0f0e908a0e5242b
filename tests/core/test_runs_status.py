import importlib
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.core.runs import (
    ControlInbox,
    EventWriter,
    claim,
    rewound,
    send,
    status,
)


def _write(run, *events):
    with EventWriter(run) as writer:
        writer.write_many(events)


def _kill(owner, run):
    """Make the owner look as after kill -9."""
    value = json.loads(run.owner.read_text()) | {"process_start": 0.0}
    run.owner.write_text(json.dumps(value))


STARTED = {"type": "started", "from_step": 0, "total_steps": 500}
METRICS = {"type": "metrics", "step": 7}


def test_a_new_run_knows_its_length_from_its_settings(run, new_run):
    assert status(run).state == "new"
    assert (status(run).step, status(run).total_steps) == (0, 100)
    epochs = new_run("other", config={"steps": 100, "epochs": 3})
    assert status(epochs).total_steps is None


def test_a_run_from_its_start_to_its_end(run):
    with claim(run, "cpu"):
        assert (status(run).state, status(run).message) == ("running", "starting")
        _write(run, STARTED, METRICS)
        shown = status(run)
        assert (shown.state, shown.step, shown.total_steps) == ("running", 7, 500)
        assert shown.last_seen_s < 60
        _write(run, {"type": "paused", "step": 8})
        assert (status(run).state, status(run).step) == ("paused", 8)
        _write(run, {"type": "resumed", "step": 8})
        assert status(run).state == "running"
        _write(run, {"type": "finished", "step": 500})
        assert status(run).state == "finished"
    shown = status(run)
    assert (shown.state, shown.step, shown.last_seen_s) == ("finished", 500, None)


def test_what_was_asked_shows_until_it_is_done(run):
    with claim(run, "cpu") as owner:
        _write(run, STARTED)
        inbox = ControlInbox(run, owner.start_id)
        for command, message in (("pause", "pausing"), ("stop", "stopping")):
            send(run, command)
            inbox.poll()
            assert (status(run).state, status(run).message) == ("running", message)
        inbox.close()
        _write(run, {"type": "stopped", "step": 9})
        assert (status(run).state, status(run).message) == ("stopped", "")


@pytest.mark.parametrize("last", [[], [METRICS], [{"type": "paused", "step": 7}]])
def test_a_dead_process_leaves_an_interrupted_run(run, last):
    owner = claim(run, "cpu")
    _write(run, STARTED, *last)
    _kill(owner, run)
    shown = status(run)
    assert shown.state == "interrupted"
    assert f"ganstudio resume {run.path}" in shown.message


def test_death_before_the_first_event_is_an_interruption_too(run):
    owner = claim(run, "cpu")
    _kill(owner, run)
    assert status(run).state == "interrupted"


def test_a_failure_brings_its_sentence(run):
    _write(run, STARTED, {"type": "failed", "step": 7, "text": "Out of memory."})
    assert (status(run).state, status(run).message) == ("failed", "Out of memory.")


def test_a_resumed_run_runs_again_before_it_says_so(run):
    _write(run, STARTED, {"type": "stopped", "step": 40})
    with claim(run, "cpu"):
        shown = status(run)
        assert (shown.state, shown.step, shown.message) == ("running", 40, "starting")
        _write(run, STARTED | {"from_step": 30, "step": 30})
        assert status(run).step == 30


def test_a_killed_run_that_starts_again_is_starting_not_what_it_was(run):
    _write(run, STARTED, {"type": "paused", "step": 7})
    with claim(run, "cpu"):
        assert (status(run).state, status(run).message) == ("running", "starting")


def test_an_export_of_an_older_step_does_not_turn_the_run_back(run):
    _write(run, STARTED, METRICS, {"type": "finished", "step": 500})
    _write(run, {"type": "exported", "step": 100, "files": []})
    assert (status(run).state, status(run).step) == ("finished", 500)


def test_the_start_of_a_long_torn_history_is_found(run):
    """More than one block is read backwards, past bad lines and a torn end."""
    many = [METRICS | {"step": n, "text": "x" * 500} for n in range(1, 3000)]
    with claim(run, "cpu"):
        _write(run, STARTED, *many)
        with run.events.open("ab") as file:
            file.write(b"\0\0\xff\n[1]\n\n{}\n" + b'{"type": "metr')
        shown = status(run)
    assert os.path.getsize(run.events) > 1 << 20
    assert (shown.step, shown.total_steps) == (2999, 500)
    assert shown.started is not None


def test_events_that_cannot_be_read_are_a_failure_with_a_reason(run):
    run.events.mkdir()
    shown = status(run)
    assert shown.state == "failed"
    assert "events.jsonl" in shown.message


_KINDS = ["metrics", "samples", "checkpoint", "started", "paused", "resumed", "note"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(st.tuples(st.sampled_from(_KINDS), st.integers(0, 9)), max_size=12),
    block=st.integers(1, 80),
    torn=st.sampled_from([b"", b"{", b"\0\0", b'{"type": "metrics", "step": 99']),
)
def test_reading_backwards_says_what_reading_forwards_does(
    run, monkeypatch, drawn, block, torn
):
    """Whatever the blocks cut through."""
    # The package gives the function this name, so the module must be asked for.
    module = importlib.import_module("ganstudio.core.runs.status")
    monkeypatch.setattr(module, "_BLOCK", block)
    events = [
        {"type": kind, ("from_step" if kind == "started" else "step"): step}
        for kind, step in drawn
    ]
    lines = [json.dumps(event).encode() for event in events]
    run.events.write_bytes(b"".join(line + b"\n" for line in lines) + torn)
    counted = [e for e in rewound(events) if e["type"] != "note"]
    last = counted[-1] if counted else {}
    assert status(run).step == last.get("step", last.get("from_step", 0))
