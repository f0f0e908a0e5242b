"""What a run is doing, in a word and a sign, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ganstudio.core.runs import RunStatus


class Condition(StrEnum):
    """What a run is doing, finer than its status."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"
    RESUMING = "resuming"
    STOPPING = "stopping"
    PAUSED = "paused"
    ELSEWHERE = "elsewhere"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    DAMAGED = "damaged"
    NEW = "new"
    STOPPED = "stopped"
    FINISHED = "finished"


ALIVE = frozenset(
    {
        Condition.STARTING,
        Condition.RUNNING,
        Condition.PAUSING,
        Condition.RESUMING,
        Condition.STOPPING,
        Condition.PAUSED,
    }
)
"""A process trains it, holds it paused, or is about to."""


@dataclass(frozen=True)
class Look:
    """How a condition is shown: never by colour alone.

    Attributes:
        word: as the list and the inspector say it.
        icon: of the icon set.
        role: whose colour the icon has, see `theme.icon`.
        group: place in the list, smallest first.
    """

    word: str
    icon: str
    role: str
    group: int


LOOKS = {
    Condition.WAITING: Look("waiting", "timer_sand", "warning", 0),
    Condition.STARTING: Look("starting", "progress_clock", "accent", 0),
    Condition.RUNNING: Look("running", "play_circle_outline", "accent", 0),
    Condition.PAUSING: Look("pausing", "pause_circle_outline", "warning", 0),
    Condition.RESUMING: Look("going on", "play_circle_outline", "accent", 0),
    Condition.STOPPING: Look("stopping", "stop_circle_outline", "warning", 0),
    Condition.ELSEWHERE: Look("on another machine", "lan", "accent", 0),
    Condition.PAUSED: Look("paused", "pause_circle_outline", "warning", 1),
    Condition.INTERRUPTED: Look("interrupted", "alert_outline", "bad", 2),
    Condition.FAILED: Look("failed", "alert_circle_outline", "bad", 2),
    Condition.DAMAGED: Look("damaged", "file_alert_outline", "bad", 2),
    Condition.NEW: Look("not started", "circle_outline", "muted", 3),
    Condition.STOPPED: Look("stopped", "stop_circle_outline", "muted", 3),
    Condition.FINISHED: Look("finished", "check_circle_outline", "good", 3),
}

_ON_THE_WAY = {
    "starting": Condition.STARTING,
    "pausing": Condition.PAUSING,
    "resuming": Condition.RESUMING,
    "stopping": Condition.STOPPING,
}


def condition(status: RunStatus, *, damaged: bool, phase: str) -> Condition:
    """Say what a run is doing.

    Args:
        status: from its folder: its process's word.
        damaged: its record cannot be read.
        phase: what this window does with it at the moment: "starting" until a process
            holds the run, "waiting" for a device, "stopping", or "".
    """
    if damaged:
        return Condition.DAMAGED
    held = status.state in ("running", "paused", "elsewhere")
    if phase == "stopping" and held:
        return Condition.STOPPING
    if status.state in ("running", "paused"):
        return _ON_THE_WAY.get(status.message, Condition(status.state))
    # A process that wrote its last word may take seconds to be gone.
    if phase in ("starting", "waiting") and status.state != "finished":
        return Condition(phase)
    return Condition(status.state)


@dataclass(frozen=True)
class Controls:
    """What can be done with a run now.

    Attributes:
        go: word of the button that starts or goes on with it; "" for none.
        pause: whether it can be paused.
        stop: whether it can be stopped, or its waiting ended.
        now: whether it takes "sample" and "checkpoint".
        export: whether networks can be exported.
        delete: whether it can go to the bin.
    """

    go: str = ""
    pause: bool = False
    stop: bool = False
    now: bool = False
    export: bool = False
    delete: bool = False


def controls(now: Condition, *, begun: bool, saved: bool) -> Controls:
    """Say what can be done.

    Args:
        now: what the run is doing.
        begun: it made a step.
        saved: it has a checkpoint.
    """
    match now:
        case Condition.RUNNING | Condition.RESUMING:
            return Controls(pause=True, stop=True, now=True, export=True)
        case Condition.PAUSING | Condition.PAUSED:
            return Controls(go="Resume", stop=True, now=True, export=True)
        case Condition.STARTING | Condition.WAITING:
            return Controls(stop=True)
        case Condition.ELSEWHERE:
            return Controls(pause=True, stop=True, now=True)
        case Condition.STOPPING:
            return Controls()
        case Condition.FINISHED:
            return Controls(export=saved, delete=True)
        case Condition.DAMAGED:
            return Controls(delete=True)
    return Controls(go="Resume" if begun else "Start", export=saved, delete=True)
