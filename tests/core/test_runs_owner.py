import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ganstudio.api import RunError
from ganstudio.core.runs import (
    DeviceBusy,
    RunFolder,
    claim,
    claim_device,
    device_holder,
    last_seen,
    liveness,
    read_owner,
    status,
)

CLAIM_AND_WAIT = """
import sys, time
from pathlib import Path
from ganstudio.core.runs import RunFolder, claim, claim_device
folder = RunFolder(sys.argv[1])
with claim(folder, "cpu"), claim_device("cpu", folder.path):
    print("held", flush=True)
    sys.stdin.read()
"""
RACE = """
import sys
from ganstudio.api import RunError
from ganstudio.core.runs import RunFolder, claim, claim_device
folder = RunFolder(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    try:
        claim(folder, "cpu") if line == "run\\n" else claim_device(line, folder.path)
        print("won", flush=True)
    except RunError as error:
        known = "already run by process" in str(error) or "is busy" in str(error)
        print("lost" if known else error, flush=True)
"""


def _child(script: str, folder: RunFolder) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def holder(run):
    """A process that holds the run and the device."""
    process = _child(CLAIM_AND_WAIT, run)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def _change_owner(run, **changes):
    value = json.loads(run.owner.read_text()) | changes
    run.owner.write_text(json.dumps(value))


def test_a_claim_is_seen_and_given_back(run):
    assert liveness(run) == "none"
    assert last_seen(run) is None
    with claim(run, "cuda:0") as owner:
        found = read_owner(run)
        assert found == owner.owner
        assert (found.pid, found.device) == (os.getpid(), "cuda:0")
        assert liveness(run) == "alive"
    assert liveness(run) == "none"
    assert not run.owner.exists()


def test_a_living_owner_is_named_and_keeps_its_run(run, holder):
    with pytest.raises(RunError, match=f"already run by process {holder.pid} on"):
        claim(run, "cpu")
    with pytest.raises(DeviceBusy, match=r"run run .*ganstudio stop") as caught:
        claim_device("cpu", run.path)
    assert caught.value.holder.run == run.path
    assert read_owner(run).pid == holder.pid


def test_kill_9_frees_the_run_and_its_device_at_once(run, holder):
    os.kill(holder.pid, signal.SIGKILL)
    # Not yet waited for: the dead process is a zombie, and must not look alive.
    while read_owner(run).process() is not None:
        time.sleep(0.01)
    assert liveness(run) == "dead"
    assert device_holder("cpu") is None
    with claim(run, "cpu") as owner, claim_device("cpu", run.path):
        assert read_owner(run).start_id == owner.start_id
        assert device_holder("cpu").pid == os.getpid()


def test_a_process_number_given_out_again_is_not_the_owner(run):
    claim(run, "cpu")
    start = read_owner(run).process_start
    _change_owner(run, process_start=start - 100)
    assert liveness(run) == "dead"
    _change_owner(run, process_start=start, boot="before the restart")
    assert liveness(run) == "dead"
    with claim(run, "cpu"):
        assert liveness(run) == "alive"


def test_of_processes_that_claim_at_one_moment_exactly_one_wins(run):
    dead = claim(run, "cpu").owner  # there is a dead owner to take over from
    _change_owner(run, process_start=dead.process_start - 100)
    children = [_child(RACE, run) for _ in range(4)]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n"
        for prize in ("run", "cuda:0", "cuda:1", "cuda:2"):
            for child in children:
                child.stdin.write(f"{prize}\n")
                child.stdin.flush()
            answers = sorted(child.stdout.readline().strip() for child in children)
            assert answers == ["lost"] * 3 + ["won"], prize
    finally:
        for child in children:
            child.communicate()


def test_an_owner_on_another_machine_is_last_seen(run):
    claim(run, "cpu")
    _change_owner(run, host="elsewhere", heartbeat=time.time() - 90)
    assert liveness(run) == "elsewhere"
    assert 89 < last_seen(run) < 120
    with pytest.raises(RunError, match=r"on elsewhere since .* last seen 9\d s ago"):
        claim(run, "cpu")
    shown = status(run)
    assert shown.state == "elsewhere"
    assert "elsewhere" in shown.message


def test_a_heartbeat_shows_and_leaves_nothing_behind(run):
    with claim(run, "cpu") as owner:
        _change_owner(run, heartbeat=1.0)
        assert last_seen(run) > 1000
        owner.beat()
        assert last_seen(run) < 60
        assert read_owner(run).start_id == owner.start_id
    assert not [p for p in run.path.iterdir() if p.name.endswith(".tmp")]


def test_a_deleted_claim_comes_back_with_the_next_heartbeat(run):
    with claim(run, "cpu") as owner:
        run.owner.unlink()
        owner.beat()
        assert read_owner(run).start_id == owner.start_id


def test_a_heartbeat_survives_a_full_disk(run, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with claim(run, "cpu") as owner:
        monkeypatch.setattr(os, "replace", full)
        owner.beat()
        assert liveness(run) == "alive"
        assert not [p for p in run.path.iterdir() if p.name.endswith(".tmp")]


def test_who_lost_a_run_hears_it_and_does_not_take_it_back(run):
    first = claim(run, "cpu")
    _change_owner(run, process_start=0.0)
    second = claim(run, "cpu")
    with pytest.raises(RunError, match="was taken over by process"):
        first.beat()
    first.release()
    assert read_owner(run).start_id == second.start_id


def test_a_claim_torn_by_a_crash_of_the_machine_is_nobodys(run):
    run.owner.write_bytes(b"\0" * 200)
    assert liveness(run) == "none"
    with claim(run, "cpu"):
        assert liveness(run) == "alive"


def test_claiming_what_is_no_run_is_a_sentence(tmp_path):
    with pytest.raises(RunError, match="There is no run folder"):
        claim(RunFolder(tmp_path / "nowhere"), "cpu")


def test_devices_are_held_one_by_one(run, new_run):
    other = new_run("other")
    with claim_device("cpu", run.path), claim_device("cuda:0", other.path):
        with pytest.raises(DeviceBusy, match="Device cuda:0 is busy: run other"):
            claim_device("cuda:0", run.path)
        assert device_holder("cuda:1") is None
    with claim_device("cuda:0", run.path) as held:
        assert held.holder.run == run.path
