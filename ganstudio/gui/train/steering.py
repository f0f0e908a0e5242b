"""Starting, pausing, stopping runs, and telling what stands in the way."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.app.launching import (
    ASK_SECONDS,
    TERMINATE_SECONDS,
    DeviceBusy,
    Stopped,
    ask_to_stop,
    launch,
    stop,
)
from ganstudio.core.runs import CommandName, DeviceHolder, device_holder, send
from ganstudio.gui.services import Services
from ganstudio.gui.train.conditions import Condition
from ganstudio.gui.train.known_runs import KnownRuns, Run

_SECOND_MS = 1000
_HEARD_MS = 300
"""A run acknowledges a command in 0.2 s."""
_LISTENS = ("running", "paused")
"""A process holds the run: its inbox is read."""
_SENT = {
    "sample": "A sample sheet comes at the end of this step.",
    "checkpoint": "A checkpoint comes at the end of this step.",
}


@dataclass(frozen=True)
class Trouble:
    """What stands in the way of a run.

    Attributes:
        sentence: for a person.
        kind: "bad", "warning" or "muted".
        device: that another run holds; "" where that is not the trouble.
        holder: the run that holds it.
    """

    sentence: str
    kind: str = "bad"
    device: str = ""
    holder: Path | None = None


class Steering(QObject):
    """Steers runs through their folders. Every answer is the process's own.

    Args:
        services: of the window.
        runs: what the runs are doing.
    """

    changed = Signal(Path)
    """What can be said about a run changed."""

    def __init__(
        self, services: Services, runs: KnownRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._runs = services, runs
        self._troubles: dict[Path, Trouble] = {}
        self._waits: dict[Path, str] = {}
        self._launching: set[Path] = set()
        self._asked: dict[Path, float] = {}
        self._stop_then: set[Path] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._tick)

    def close(self) -> None:
        """Ask nobody any more; runs go on, waiting ends."""
        self._timer.stop()

    def trouble(self, path: Path) -> Trouble | None:
        """What stands in the way of this run."""
        return self._troubles.get(path)

    def dismiss(self, path: Path) -> None:
        """Say it no more."""
        if self._troubles.pop(path, None) is not None:
            self.changed.emit(path)

    # Start and go on.

    def start(self, run: Run) -> None:
        """Start a run or go on with it, from its pause or from its checkpoint."""
        if run.condition in (Condition.PAUSED, Condition.PAUSING):
            self._send(run, "resume")
        elif run.controls.go and run.path not in self._launching:
            self._launch(run)

    def wait(self, run: Run) -> None:
        """Start a run as soon as the device is free."""
        trouble = self._troubles.pop(run.path, None)
        if trouble is None or not trouble.device:
            return
        self._waits[run.path] = trouble.device
        self._runs.set_phase(run.path, "waiting")
        self._timer.start()
        self.changed.emit(run.path)

    def _launch(self, run: Run) -> None:
        path, folder = run.path, run.entry.folder
        self._troubles.pop(path, None)
        self._launching.add(path)
        self._runs.set_phase(path, "starting")

        def work(_: object) -> DeviceBusy | None:
            try:
                launch(folder)
            except DeviceBusy as busy:
                return busy
            return None

        self._services.background.run(
            work,
            lambda busy: self._launched(path, busy),
            lambda text: self._launched(path, None, text),
            owner=self,
            what=f"Starting {folder.name}",
            patient=True,
        )
        self.changed.emit(path)

    def _launched(self, path: Path, busy: DeviceBusy | None, text: str = "") -> None:
        self._launching.discard(path)
        if path in self._asked:  # it was stopped in its first moments
            self._waits.pop(path, None)
            return
        stop_now = path in self._stop_then
        self._stop_then.discard(path)
        if busy is not None and path in self._waits and not stop_now:
            self._runs.set_phase(path, "waiting")  # somebody was faster
        else:
            self._waits.pop(path, None)
            self._runs.end_phase(path)
            if busy is not None:
                self._troubles[path] = _busy(busy.device, busy.holder)
            elif text:
                self._troubles[path] = Trouble(text)
        self._services.runs.refresh()
        self.changed.emit(path)
        run = self._runs.at(path)
        if stop_now and run is not None and not text and busy is None:
            self.stop(run)

    # Pause and stop.

    def pause(self, run: Run) -> None:
        """Let a run wait at its next step."""
        self._send(run, "pause")

    def sample(self, run: Run) -> None:
        """Ask for a sample sheet."""
        self._send(run, "sample")

    def checkpoint(self, run: Run) -> None:
        """Ask for a checkpoint."""
        self._send(run, "checkpoint")

    def change(self, run: Run, name: str, value: Any) -> None:
        """Change a live setting."""
        self._send(run, "set", **{name: value})

    def stop(self, run: Run) -> None:
        """Stop a run with a checkpoint, by force where it does not react."""
        path, folder = run.path, run.entry.folder
        if path in self._waits and path not in self._launching:
            del self._waits[path]
            self._runs.set_phase(path, "")
            self.changed.emit(path)
            return
        if path in self._launching and run.entry.status.state not in _LISTENS:
            self._stop_then.add(path)
            self.changed.emit(path)
            return
        if not run.controls.stop or path in self._asked:
            return
        self._troubles.pop(path, None)
        self._asked[path] = time.monotonic()
        self._runs.set_phase(path, "stopping")
        self._timer.start()

        def work(_: object) -> Stopped:
            ask_to_stop(folder)
            return stop(folder)

        self._services.background.run(
            work,
            lambda how: self._stopped(path, how),
            lambda text: self._stopped(path, None, text),
            owner=self,
            what=f"Stopping {folder.name}",
            patient=True,
        )
        self.changed.emit(path)

    def _stopped(self, path: Path, how: Stopped | None, text: str = "") -> None:
        self._asked.pop(path, None)
        if text:
            self._troubles[path] = Trouble(text)
        elif how is not None and how.stage == "killed":
            self._troubles[path] = Trouble(
                "It did not react and was ended by force: what it did since its last"
                " checkpoint is lost. Resume goes on from there.",
                "warning",
            )
        elif how is not None and how.stage == "terminated":
            self._troubles[path] = Trouble(
                f"It did not react within {ASK_SECONDS:.0f} s and was told to end.",
                "warning",
            )
        self._runs.end_phase(path)
        self._services.runs.refresh()
        self.changed.emit(path)

    def progress_of(self, run: Run) -> str:
        """Say what this window waits for with a run; "" for nothing."""
        path = run.path
        if path in self._stop_then:
            return "It stops as soon as it has started."
        if path in self._launching and path not in self._asked:
            return "Starting: torch, the data and the networks are loaded."
        if path in self._waits:
            return f"It starts as soon as {self._waits[path]} is free."
        if path in self._asked:
            return _countdown(time.monotonic() - self._asked[path])
        return ""

    def waits_for(self, path: Path) -> str:
        """Device that a run waits for; "" for none."""
        return self._waits.get(path, "")

    # Within.

    def _send(self, run: Run, command: CommandName, **args: Any) -> None:
        path, folder = run.path, run.entry.folder
        if self._troubles.pop(path, None) is not None:
            self.changed.emit(path)
        self._services.background.run(
            lambda _: send(folder, command, **args),
            lambda _: self._sent(command),
            lambda text: self._refused(path, text),
            owner=self,
            what=f"Asking {folder.name}",
        )

    def _sent(self, command: str) -> None:
        if command in _SENT:
            self._services.notices.say(_SENT[command])
        QTimer.singleShot(_HEARD_MS, self._runs, self._runs.look)

    def _refused(self, path: Path, text: str) -> None:
        self._troubles[path] = Trouble(text)
        self._runs.look()
        self.changed.emit(path)

    def _tick(self) -> None:
        for path in self._asked:
            self.changed.emit(path)
        idle = {p: d for p, d in self._waits.items() if p not in self._launching}
        if idle and not self._launching:
            devices = set(idle.values())
            self._services.background.run(
                lambda _: {d for d in devices if device_holder(d) is None},
                self._free,
                owner=self,
                what="Looking at the devices",
            )
        if not self._asked and not self._waits:
            self._timer.stop()

    def _free(self, devices: set[str]) -> None:
        """Start the run that has waited longest; the others hear of it in time."""
        if self._launching:
            return
        for path, device in self._waits.items():
            run = self._runs.at(path)
            if device in devices and run is not None:
                self._launch(run)
                return


def _busy(device: str, holder: DeviceHolder) -> Trouble:
    since = time.strftime("%H:%M", time.localtime(holder.since))
    return Trouble(
        f"Device {device} is busy: run {holder.run.name} trains on it since {since}.",
        "warning",
        device,
        holder.run,
    )


def _countdown(seconds: float) -> str:
    """Say what a stopping run is given time for."""
    left = ASK_SECONDS - seconds
    if left > 0:
        return (
            "Stopping: it ends its step and writes a checkpoint."
            f" Ended by force in {left:.0f} s."
        )
    left += TERMINATE_SECONDS
    if left > 0:
        return f"It does not react and was told to end. Killed in {left:.0f} s."
    return "It does not react and is killed; Resume goes on from its last checkpoint."
