"""Job processes. A toy takes the worker's place: what counts is how it is steered."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psutil
import pytest

from ganstudio.api import JobError, RunError
from ganstudio.core.runs import EventWriter, liveness, read_owner, status
from ganstudio.host import (
    cpu_threads,
    jobs,
    outcome,
    require_train,
    run_module,
    start_worker,
    stop_run,
)

WORKER = """
import os, signal, sys, time
from ganstudio.core.runs import ControlInbox, EventWriter, RunFolder, claim
folder, mode = RunFolder(sys.argv[1]), sys.argv[2]
if mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if mode == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
if mode == "raises":
    print("Traceback ...")
    sys.exit("There is no GPU here.")
if mode == "refuses":
    EventWriter(folder).write("failed", text="The data is missing.")
    sys.exit(1)
with claim(folder, "cpu") as owner, EventWriter(folder) as events:
    if mode == "fails":
        events.write("failed", text="The data is missing.")
        sys.exit(1)
    events.write("started", from_step=0, total_steps=9)
    print("a word for the log")
    inbox = ControlInbox(folder, owner.start_id)
    while mode != "short":
        if "stop" in [c.command for c in inbox.poll()] and mode == "polite":
            break
        time.sleep(0.01)
    events.write("stopped", step=1)
"""
PROGRAM = """
import os, signal, sys
from ganstudio.core.runs import RunFolder
from ganstudio.host import jobs
run, worker, end = sys.argv[1:]
jobs._python = lambda module, args: [sys.executable, worker, *args]
jobs.start_worker(RunFolder(run), extra_args=["polite"])
if end == "die":
    os.killpg(0, signal.SIGKILL)
"""


@pytest.fixture
def worker(run, tmp_path, monkeypatch):
    """Start the toy on the run, in one of its modes; whatever lives is ended after."""
    script = tmp_path / "toy_worker.py"
    script.write_text(WORKER)
    monkeypatch.setattr(
        jobs, "_python", lambda module, args: [sys.executable, str(script), *args]
    )
    yield lambda mode: start_worker(run, extra_args=[mode])
    owner = read_owner(run)
    process = owner.process() if owner else None
    if process is not None:
        process.kill()
    for thread in threading.enumerate():
        if thread.name.startswith("worker-"):
            thread.join(20)


def test_a_started_worker_is_detached_and_stops_when_asked(run, worker):
    worker("polite")
    owner = read_owner(run)
    assert liveness(run) == "alive"
    assert os.getsid(owner.pid) == owner.pid
    assert stop_run(run) == "asked"
    assert status(run).state == "stopped"
    assert liveness(run) == "none"
    assert run.log.read_text() == "a word for the log\n"


def test_a_run_that_does_not_listen_is_terminated(run, worker):
    worker("stubborn")
    assert stop_run(run, ask_s=0.3) == "terminated"
    assert status(run).state == "interrupted"


def test_a_run_that_ignores_termination_is_killed(run, worker):
    worker("deaf")
    assert stop_run(run, ask_s=0.1, terminate_s=0.3) == "killed"
    assert liveness(run) == "dead"


def test_a_full_disk_does_not_save_a_run_from_its_end(run, worker, monkeypatch):
    worker("polite")

    def full(*_, **__):
        raise RunError("Could not write: the disk is full.")

    monkeypatch.setattr(jobs, "send", full)
    assert stop_run(run, ask_s=1000) == "terminated"


def test_a_run_of_another_program_is_stopped_by_its_folder(run, worker, tmp_path):
    """The program that started it is gone; this one finds the run again."""
    arguments = [str(run.path), str(tmp_path / "toy_worker.py"), "leave"]
    subprocess.run([sys.executable, "-c", PROGRAM, *arguments], check=True)
    assert liveness(run) == "alive"
    assert stop_run(run) == "asked"
    assert status(run).state == "stopped"


def test_killing_the_program_leaves_the_worker_training(run, worker, tmp_path):
    arguments = [str(run.path), str(tmp_path / "toy_worker.py"), "die"]
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        start_new_session=True,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    assert liveness(run) == "alive"
    assert status(run).state == "running"
    assert stop_run(run) == "asked"


def test_a_second_start_is_refused(run, worker):
    worker("polite")
    pid = read_owner(run).pid
    with pytest.raises(JobError, match=f"already run by process {pid}"):
        worker("polite")
    assert stop_run(run) == "asked"


def test_a_run_that_ends_at_once_is_no_error(run, worker):
    worker("short")
    while liveness(run) != "none":
        time.sleep(0.01)
    assert status(run).state == "stopped"


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("refuses", "did not start: The data is missing."),
        ("raises", "did not start: There is no GPU here."),
        ("dies", r"did not start: the process was killed \(SIGKILL\)"),
    ],
)
def test_a_worker_that_ends_at_once_says_why(run, worker, mode, reason):
    run.log.write_text("words of an earlier start\n")
    with EventWriter(run) as events:
        events.write("failed", text="An older failure.")
    with pytest.raises(JobError, match=reason):
        worker(mode)


def test_a_worker_that_fails_after_its_claim_leaves_its_reason(run, worker):
    with suppress(JobError):  # where it was quick
        worker("fails")
    while liveness(run) != "none":
        time.sleep(0.01)
    shown = status(run)
    assert (shown.state, shown.message) == ("failed", "The data is missing.")


def test_a_worker_that_cannot_be_started_is_a_sentence(run, monkeypatch):
    monkeypatch.setattr(jobs.sys, "executable", "/no/such/python")
    with pytest.raises(
        JobError, match="Could not start the worker of run run: no such"
    ):
        start_worker(run)
    run.log.unlink()
    run.log.mkdir()
    with pytest.raises(JobError, match=r"Could not start .*: is a directory"):
        start_worker(run)


def test_nothing_is_stopped_where_nothing_runs(run, tmp_path):
    with pytest.raises(JobError, match="is not running: there is nothing to stop"):
        stop_run(run)
    run.run_json.unlink()
    with pytest.raises(RunError, match="is not a run"):
        stop_run(run)


def test_a_stranger_with_the_old_number_is_never_touched(run, worker):
    """The owner died and its process number was given to somebody else."""
    worker("stubborn")
    owner = read_owner(run)
    text = run.owner.read_text()
    stop_run(run, ask_s=0, terminate_s=5)
    stranger = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    )
    try:
        run.owner.write_text(text.replace(str(owner.pid), str(stranger.pid), 1))
        changed = read_owner(run).model_copy(update={"process_start": 1.0})
        run.owner.write_text(changed.model_dump_json())
        with pytest.raises(JobError, match="is not running"):
            stop_run(run)
        assert psutil.pid_exists(stranger.pid)
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_a_run_elsewhere_can_only_be_asked(run, worker):
    worker("stubborn")
    here = read_owner(run)
    run.owner.write_text(here.model_copy(update={"host": "far-away"}).model_dump_json())
    try:
        with pytest.raises(
            JobError, match=f"runs on far-away.* process {here.pid} there"
        ):
            stop_run(run, ask_s=0)
    finally:
        here.process().kill()


def test_training_without_torch_names_the_command(monkeypatch):
    require_train()
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(jobs.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(JobError, match=r'pip install "ganstudio\[train\]"'):
        require_train()


def test_modules_are_run_and_their_exit_code_returned(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "toy_module.py").write_text(
        "import os, signal, sys\n"
        "if sys.argv[1] == 'kill': os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.exit(int(sys.argv[1]))\n"
    )
    assert run_module("toy_module", ["5"]) == 5
    assert run_module("toy_module", ["kill"]) == 128 + signal.SIGTERM


def test_a_module_beside_the_user_does_not_take_the_place_of_a_library(
    tmp_path, monkeypatch
):
    (tmp_path / "random.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    assert run_module("tempfile") == 0


def test_outcomes_are_words():
    assert outcome(3) == "ended with exit code 3"
    assert "memory ran out" in outcome(-signal.SIGKILL)
    assert outcome(-signal.SIGSEGV) == "was ended by SIGSEGV"
    assert outcome(-200) == "was ended by signal 200"


def test_arithmetic_gets_as_many_threads_as_there_are_cores_for_it():
    assert 1 <= cpu_threads() <= (os.cpu_count() or 1)
