"""Who a process is, and whether it still lives.

A process number alone is not enough, since it is given out again: it counts together
with the machine, that machine's start, and the process's own start. File locks would
not do: a forked child keeps its dead parent's lock, and the run would look alive.
"""

from __future__ import annotations

import os
import socket
import sys
from functools import cache
from pathlib import Path
from typing import Literal, Self

import psutil
from pydantic import BaseModel, ConfigDict

Liveness = Literal["alive", "dead", "elsewhere", "none"]
"""`elsewhere`: on another machine, so nobody here can tell; `none`: nobody."""

_TOLERANCE = 1.5
"""Seconds by which two readings of one start time may differ."""


class ProcessMark(BaseModel):
    """Names one process for ever."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    host: str
    pid: int
    process_start: float
    """Seconds; since the machine's start on Linux, where the clock may be set later,
    else since 1970."""
    boot: str = ""
    """Changes with every start of the machine; empty where the system has none."""

    @classmethod
    def mine(cls) -> Self:
        """Mark the process that calls."""
        return cls.model_validate(_mark(os.getpid()))

    def liveness(self) -> Liveness:
        """Say whether the process that was marked is still there."""
        if self.host != _host():
            return "elsewhere"
        return "alive" if self.process() else "dead"

    def process(self) -> psutil.Process | None:
        """Return the process where it is on this machine and lives, else None."""
        if self.host != _host() or self.boot != _boot() or self.pid <= 0:
            return None
        try:
            process = psutil.Process(self.pid)
        except psutil.NoSuchProcess:
            return None
        try:
            if process.status() == psutil.STATUS_ZOMBIE:  # ended, nobody asked for it
                return None
            same = abs(_start(process) - self.process_start) < _TOLERANCE
        except psutil.AccessDenied:
            return process  # another user's: better held too long than run twice
        except psutil.NoSuchProcess:
            return None
        return process if same else None


def _mark(pid: int) -> dict[str, str | int | float]:
    start = _start(psutil.Process(pid))
    return {"host": _host(), "pid": pid, "process_start": start, "boot": _boot()}


def _start(process: psutil.Process) -> float:
    start = process.create_time()
    if sys.platform == "linux":  # both terms move together when the clock is set
        start -= psutil.boot_time()
    return round(start, 2)


@cache
def _host() -> str:
    return socket.gethostname()


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
