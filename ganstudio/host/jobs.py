"""Job processes: started detached, found again by their run folder, ended in stages."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal

import psutil

from ganstudio.api import JobError, RunError
from ganstudio.core.runs import (
    Owner,
    RunFolder,
    liveness,
    read_events,
    read_owner,
    send,
)
from ganstudio.host.outcome import outcome

_POLL = 0.05
_START_SECONDS = 300.0
"""A worker imports torch first, which a cold disk makes slow."""
_KILL_SECONDS = 10.0

Stage = Literal["asked", "terminated", "killed"]


def require_train() -> None:
    """Make sure that what training needs is installed. Imports nothing.

    Raises:
        JobError: torch is missing; with the command to run.
    """
    if "torch" not in sys.modules and importlib.util.find_spec("torch") is None:
        raise JobError(
            "Training needs torch, which is not installed: run"
            ' pip install "ganstudio[train]".'
        )


def run_module(module: str, args: Sequence[str] = ()) -> int:
    """Run `python -m MODULE ARGS` on this terminal and wait for it.

    Returns:
        Its exit code; 128 + the signal's number where a signal ended it.
    """
    code = subprocess.run(_python(module, args), check=False).returncode
    return code if code >= 0 else 128 - code


def start_worker(folder: RunFolder, *, extra_args: Sequence[str] = ()) -> None:
    """Start the worker of a run and wait until it holds the run.

    It is detached: it lives on when this program ends, and any program finds it again
    by the run folder. What it prints goes to worker.log.

    Args:
        folder: the run.
        extra_args: further arguments of `python -m ganstudio.worker RUN`.

    Raises:
        JobError: it is running already, or the process ended at once; with its reason.
        RunError: the folder is no run.
    """
    require_train()
    _ = folder.record
    owner = read_owner(folder)
    if owner is not None and owner.liveness() in ("alive", "elsewhere"):
        raise JobError(
            f"Run {folder.name} is already run by process {owner.pid} on {owner.host}."
        )
    launched = time.time()
    try:
        with folder.log.open("ab") as log:
            log_start = log.tell()
            process = subprocess.Popen(
                _python("ganstudio.worker", [str(folder.path), *extra_args]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                **_detached(),
            )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise JobError(
            f"Could not start the worker of run {folder.name}: {reason}."
        ) from error
    # Somebody must ask for its exit code, or it stays a zombie while we live.
    threading.Thread(
        target=process.wait, name=f"worker-{process.pid}", daemon=True
    ).start()
    try:
        begun = _wait(lambda: _took_over(folder, process), _START_SECONDS)
    except BaseException:  # Ctrl-C: nobody else knows of the process yet
        process.kill()
        raise
    if not begun:
        process.kill()
        raise JobError(
            f"The worker of run {folder.name} did not begin within"
            f" {_START_SECONDS:.0f} s and was ended: see {folder.log}."
        )
    if process.returncode:
        reason = _last_words(folder, launched, log_start) or (
            f"the process {outcome(process.returncode)}; see {folder.log}."
        )
        raise JobError(f"Run {folder.name} did not start: {reason}")


def stop_run(
    folder: RunFolder, *, ask_s: float = 60.0, terminate_s: float = 15.0
) -> Stage:
    """End a run: ask, then terminate, then kill; return which of them it took.

    Works on a run that any program of this machine started. A run on another machine
    can only be asked.

    Args:
        folder: the run.
        ask_s: seconds to wait after asking: a step and a checkpoint must fit in.
        terminate_s: seconds to wait after terminating.

    Raises:
        JobError: nobody trains it, or it did not end.
        RunError: the folder is no run.
    """
    owner = read_owner(folder)
    if owner is None or owner.liveness() == "dead":
        _ = folder.record
        raise JobError(f"Run {folder.name} is not running: there is nothing to stop.")
    try:
        send(folder, "stop")
    except RunError:  # it ended meanwhile, or the disk is full: no use in waiting
        ask_s = 0.0
    if _wait(lambda: _ended(folder, owner), ask_s):
        return "asked"
    if owner.liveness() == "elsewhere":
        raise JobError(
            f"Run {folder.name} did not end within {ask_s:.0f} s. It runs on"
            f" {owner.host}, last seen {owner.last_seen:.0f} s ago: end process"
            f" {owner.pid} there."
        )
    steps: list[tuple[Stage, Callable[[psutil.Process], None], float]] = [
        ("terminated", psutil.Process.terminate, terminate_s),
        ("killed", psutil.Process.kill, _KILL_SECONDS),
    ]
    for stage, end, seconds in steps:
        process = owner.process()
        if process is not None:
            _end(folder, process, end)
        if _wait(lambda: _ended(folder, owner), seconds):
            return stage
    raise JobError(
        f"Run {folder.name} could not be ended: process {owner.pid} does not react to"
        " being killed; restart the machine if it holds a device."
    )


def _end(
    folder: RunFolder, process: psutil.Process, end: Callable[[psutil.Process], None]
) -> None:
    try:
        end(process)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied:
        raise JobError(
            f"Run {folder.name} could not be ended: process {process.pid} belongs to"
            " another user."
        ) from None


def _ended(folder: RunFolder, owner: Owner) -> bool:
    if owner.liveness() != "elsewhere":
        return owner.process() is None
    now = read_owner(folder)
    return now is None or now.start_id != owner.start_id


def _took_over(folder: RunFolder, process: subprocess.Popen[bytes]) -> bool:
    owner = read_owner(folder)
    if owner is not None and _is_of(owner.pid, process.pid):
        return True
    return process.returncode is not None  # set by the thread that waits for it


def _is_of(pid: int, started: int) -> bool:
    """Whether `pid` is the process started; Windows may put a launcher between."""
    if pid == started:
        return True
    with suppress(psutil.Error):
        return bool(psutil.Process(pid).ppid() == started)
    return False


def _last_words(folder: RunFolder, launched: float, log_start: int) -> str:
    """Find why a worker ended: its last event, or the last line it printed."""
    with suppress(RunError):
        for event in reversed(read_events(folder.events)[0]):
            if event["type"] == "failed" and event.get("time", 0) >= launched:
                return str(event.get("text", ""))
    with suppress(OSError), folder.log.open("rb") as log:
        log.seek(log_start)
        lines = log.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""
    return ""


def _python(module: str, args: Sequence[str]) -> list[str]:
    # -P: a file "random.py" in the current folder must not take a library's place.
    return [sys.executable, "-P", "-m", module, *args]


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(_POLL)
    return True


def is_running(folder: RunFolder) -> bool:
    """Whether a process, here or elsewhere, holds the run."""
    return liveness(folder) in ("alive", "elsewhere")
