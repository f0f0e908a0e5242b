"""The life of a run in this process: claim, assemble, train, end with an event."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from ganstudio.api import RunError
from ganstudio.core.runs import (
    ControlInbox,
    DeviceBusy,
    EventWriter,
    RunFolder,
    claim,
    claim_device,
    newest_valid,
)
from ganstudio.host import discover, load_reference
from ganstudio.worker import compute, tree
from ganstudio.worker.context import RunContext
from ganstudio.worker.control import ControlThread, Requests
from ganstudio.worker.driver import Driver
from ganstudio.worker.export import Wording, export_checkpoint, export_context
from ganstudio.worker.failures import sentence
from ganstudio.worker.setup import assemble


def live(path: Path) -> int:
    """Train, or go on training, the run in `path`; returns the exit code.

    0: finished, or stopped with a checkpoint. 1: failed; the last event says why.

    Raises:
        RunError: the folder is no run, or another process is training it.
    """
    folder = RunFolder(path)
    _lower_priority()
    with ExitStack() as stack:
        owner = stack.enter_context(claim(folder, folder.record.device))
        events = stack.enter_context(EventWriter(folder))
        requests = Requests()
        inbox = ControlInbox(folder, owner.start_id)
        control = ControlThread(inbox, owner, requests)
        control.start()
        stack.callback(control.end)
        stack.enter_context(_stopping_on_signal(requests))
        driver: Driver | None = None
        try:
            device = str(compute.choose_device(folder.record.device))
            stack.enter_context(claim_device(device, folder.path))
            setup = assemble(folder.record, discover())
            folder.complete(setup.record)
            driver = Driver(folder, setup, events, requests, partial(_export, folder))
            _load_newest(driver)
            driver.begin(owner.start_id)
            load_reference(setup.spec.train)(driver.context)
            driver.check_end()
            if control.failure:
                raise control.failure
        except Exception as error:
            traceback.print_exc()
            step = driver.context.step if driver else None
            text = sentence(error, folder.record, step)
            print(text, file=sys.stderr)
            # Readers may wait for the device and start the run again.
            busy = {"device": error.device} if isinstance(error, DeviceBusy) else {}
            events.write("failed", step=step, text=text, **busy)
            return 1
        step = driver.context.step
        done = step >= driver.context.total_steps
        events.write("finished" if done else "stopped", step=step)
    return 0


def _export(folder: RunFolder, context: RunContext, args: dict[str, Any]) -> list[str]:
    """Carry out the command "export"; its arguments are `out` and a wording's."""
    wording = {k: str(args[k]) for k in vars(Wording()) if args.get(k)}
    out = Path(args["out"]) if args.get("out") else folder.exports
    return [str(p) for p in export_context(folder, context, out, Wording(**wording))]


def _load_newest(driver: Driver) -> None:
    """Go on from the newest checkpoint that is whole; name those that are not."""
    folder, events, context = driver.folder, driver.events, driver.context
    checkpoint, damaged = newest_valid(folder)
    for bad in damaged:
        text = f"Checkpoint {bad.path.name} is damaged and passed over: {bad.reason}."
        events.write("note", level="warning", text=text)
    if checkpoint is None:
        return
    tensors = tree.read_tensors(checkpoint.tensors_path)
    context.resume_from(tree.unflatten(checkpoint.state, tensors))
    driver.start_at(checkpoint.step)
    here = compute.versions()
    changed = {
        n: v for n, v in context.setup.record.versions.items() if here.get(n) != v
    }
    if changed:
        what = ", ".join(f"{n} {v} -> {here.get(n)}" for n, v in changed.items())
        text = f"This run began with other versions ({what}): the bits may differ."
        events.write("note", level="warning", text=text)


def export_run(
    path: Path, step: int | None, out: Path | None, wording: Wording
) -> list[Path]:
    """Export a run that nobody is training, from a checkpoint.

    Args:
        path: the run folder.
        step: which checkpoint; None takes the newest.
        out: where the files go; None means the run's `exports` folder.
        wording: file name, licence and data note.

    Raises:
        StudioError: there is no such checkpoint, or the export does not hold.
    """
    folder = RunFolder(path)
    checkpoint, damaged = newest_valid(folder, step)
    if checkpoint is None:
        wanted = "no checkpoint yet" if step is None else f"no whole checkpoint {step}"
        hurt = "".join(f"; {bad.path.name}: {bad.reason}" for bad in damaged)
        raise RunError(f"Run {folder.name} has {wanted}{hurt}: train it first.")
    out = out or folder.exports
    files = export_checkpoint(folder, checkpoint, discover(), out, wording)
    with EventWriter(folder) as events:
        names = [str(file) for file in files]
        events.write("exported", step=checkpoint.step, files=names)
    return files


def _lower_priority() -> None:
    """Let windows and editors go first."""
    # Where Linux groups processes by session, a nice value counts only within the
    # group, and a worker started by the host is a session of its own. Another's is not
    # ours to slow down.
    if hasattr(os, "getsid") and os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text("10")
    lower = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 10)  # Windows, or POSIX
    try:
        psutil.Process().nice(lower)
    except (psutil.Error, OSError):  # a container may forbid it; training still works
        print("Could not lower this process's priority.", file=sys.stderr)


@contextmanager
def _stopping_on_signal(requests: Requests) -> Iterator[None]:
    """Take SIGTERM as "stop": the step ends and a checkpoint is written."""

    def stop(*_: Any) -> None:
        requests.take("stop", {})

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
