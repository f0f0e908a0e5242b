"""Starting a run, resuming one, stopping one: in a process that outlives this one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ganstudio.api import JobError, RunError
from ganstudio.app.following import Follower
from ganstudio.core.runs import DeviceBusy, RunFolder, device_holder, send, status
from ganstudio.host import Stage, is_running, require_train, start_worker, stop_run

__all__ = [
    "ASK_SECONDS",
    "TERMINATE_SECONDS",
    "DeviceBusy",
    "Stopped",
    "ask_to_stop",
    "launch",
    "stop",
]

ASK_SECONDS, TERMINATE_SECONDS = 60.0, 15.0
"""How long a run may take to stop by itself, and then after it was terminated."""
_WAIT_SECONDS = 1.0


def launch(
    folder: RunFolder,
    *,
    wait: bool = False,
    waiting: Callable[[str], None] | None = None,
) -> Follower:
    """Start a run, or go on with one, and return once it trains.

    The process loads torch, the data and the newest whole checkpoint first, which
    takes some seconds. It goes on when this program ends.

    Args:
        folder: the run.
        wait: where another run trains on the device, wait until that ends.
        waiting: called with a sentence when the waiting begins.

    Returns:
        What follows it from its start on.

    Raises:
        DeviceBusy: another run trains on the device, and `wait` is False.
        JobError: torch is not installed, or the run failed before its first step.
        RunError: it is finished, running already, or damaged.
    """
    require_train()
    _check_startable(folder)
    while True:
        try:
            return _begin(folder)
        except DeviceBusy as busy:
            if not wait:
                raise
            if waiting is not None:
                waiting(f"Waiting for device {busy.device}: {busy.holder.run.name}.")
            while device_holder(busy.device) is not None:
                time.sleep(_WAIT_SECONDS)


def _check_startable(folder: RunFolder) -> None:
    now = status(folder)
    if now.state == "finished":
        raise RunError(
            f"Run {folder.name} is finished at step {now.step} of {now.total_steps}:"
            " there is nothing to resume; start a new run."
        )
    if is_running(folder):
        raise RunError(
            f"Run {folder.name} is being trained already, at step {now.step}: stop it"
            f" first with 'ganstudio stop {folder.path}'."
        )


def _begin(folder: RunFolder) -> Follower:
    asked = folder.record.device
    _refuse_if_held(asked)
    follower = Follower(folder)
    try:
        start_worker(folder)
    except JobError:
        # Its last event tells a busy device from other reasons.
        if any(u.kind == "failed" and "device" in u.event for u in follower.poll()):
            _refuse_if_held(str(follower.last.event["device"] if follower.last else ""))
        raise
    for update in follower.updates():
        if update.kind in ("started", "finished", "stopped"):
            follower.put_back(update)
            break
        if update.kind in ("failed", "interrupted"):
            _refuse_if_held(str(update.event.get("device", "")))
            raise JobError(update.text)
    return follower


def _refuse_if_held(device: str) -> None:
    holder = device_holder(device) if device else None
    if holder is not None:
        raise DeviceBusy(device, holder)


def ask_to_stop(folder: RunFolder) -> None:
    """Ask a run to write a checkpoint and to stop, and return at once.

    Raises:
        RunError: nobody trains it.
    """
    send(folder, "stop")


@dataclass(frozen=True)
class Stopped:
    """How a run was stopped.

    Attributes:
        stage: "asked", "terminated" or "killed"; None where it was not running.
        step: complete steps.
        state: what it is now: "stopped", "finished", "interrupted", ...
    """

    stage: Stage | None
    step: int
    state: str


def stop(folder: RunFolder) -> Stopped:
    """Stop a run with a checkpoint; one that does not react is ended by force.

    A run that is not running is left as it is.

    Raises:
        JobError: it could not be ended.
    """
    stage: Stage | None = None
    if is_running(folder):
        stage = stop_run(folder, ask_s=ASK_SECONDS, terminate_s=TERMINATE_SECONDS)
    now = status(folder)
    return Stopped(stage, now.step, now.state)
