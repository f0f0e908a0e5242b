"""One child process with the memory and the pipes to it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from ganstudio.inference import wire
from ganstudio.inference.requests import Request, Ticket

PATIENCE = 2.0
"""How long a child may take to end by itself, s."""


@dataclass
class Job:
    """A request, and whether it is shown when a newer one waits."""

    ticket: Ticket
    request: Request
    interim: bool


class Child:
    """One process with the memory and the pipes to it."""

    def __init__(self, threads: int | None, provider: str) -> None:
        self.requests = wire.Area()
        self.answers = wire.Area()
        self._using = threading.Lock()  # held while `requests` is written or closed
        self._ended = False
        # -P: a numpy.py in the present folder must not be imported.
        command = [sys.executable, "-P", "-m", "ganstudio.inference"]
        command += [self.requests.handle, self.answers.handle, "--provider", provider]
        if threads is not None:
            command += ["--threads", str(threads)]
        options: dict[str, Any] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        else:
            options["pass_fds"] = (
                *self.requests.descriptors,
                *self.answers.descriptors,
            )
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options
        )

    def put(self, request: Request) -> dict[str, Any]:
        """Copy a request's arrays in; returns what `ask` wants.

        Raises:
            OSError: no memory is left, or the child is gone.
        """
        with self._using:
            if self._ended:
                raise OSError("it has just ended")
            return self.requests.put(request.arrays())

    def ask(self, job: Job, arrays: dict[str, Any]) -> None:
        """Hand over a request whose arrays were `put`."""
        message = {
            "number": job.ticket.number,
            "kind": job.request.kind,
            "model": str(job.request.model),
            "settings": job.request.settings(),
            "arrays": arrays,
        }
        # A child that dies just now is noticed by its reader, which answers the job.
        with contextlib.suppress(BrokenPipeError):
            self.send(message)

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        wire.send(self.process.stdin, message)

    def receive(self) -> dict[str, Any] | None:
        assert self.process.stdout is not None
        return wire.receive(self.process.stdout)

    def hang_up(self) -> None:
        """Close its input: it ends at once, also in the middle of a run."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def finish(self) -> int:
        """Wait for its end, by force if need be; returns the exit status."""
        self.hang_up()
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        with self._using:
            self._ended = True
            self.requests.close()
        self.answers.close()
        return status
