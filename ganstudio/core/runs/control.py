"""control/: one file for each command to a running run."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ganstudio.api import RunError
from ganstudio.core.files import write_bytes
from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.events import EventWriter
from ganstudio.core.runs.folder import RunFolder
from ganstudio.core.runs.owner import read_owner

CommandName = Literal[
    "pause", "resume", "stop", "checkpoint", "sample", "export", "set"
]


class Command(BaseModel):
    """One command to a run."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    command: CommandName
    id: str
    start: str
    """`start_id` of the owner it is meant for."""
    time: float = Field(default_factory=time.time)
    """When it was sent, seconds since 1970."""
    args: dict[str, Any] = {}


def send(folder: RunFolder, command: CommandName, **args: Any) -> str:
    """Ask the process that trains a run for something.

    The process answers in the events, with `{"type": "command", "id": ...}`.

    Args:
        folder: the run.
        command: what to do.
        args: what the command needs, as JSON.

    Returns:
        The command's id.

    Raises:
        RunError: nobody trains the run, there is no such command, or it could not be
            written.
    """
    if command not in get_args(CommandName):
        raise RunError(
            f"Unknown command {command!r}: a run takes"
            f" {', '.join(get_args(CommandName))}."
        )
    owner = read_owner(folder)
    if owner is None or owner.liveness() == "dead":
        if folder.error:
            raise RunError(folder.error)
        raise RunError(
            f"Run {folder.name} cannot {command}: no process trains it now; start it"
            f" again with 'ganstudio resume {folder.path}'."
        )
    sent = Command(
        command=command, id=secrets.token_hex(4), start=owner.start_id, args=args
    )
    path = folder.control / f"{time.time_ns():020d}-{sent.id}.json"
    with run_errors("write", path):
        write_bytes(path, sent.model_dump_json().encode())
    return sent.id


class ControlInbox:
    """Receives commands in the process that trains the run.

    Args:
        folder: the run.
        start_id: this start, from its owner claim.
        events: where commands are acknowledged; by default a writer of its own.
    """

    def __init__(
        self, folder: RunFolder, start_id: str, events: EventWriter | None = None
    ) -> None:
        self._folder = folder
        self._start_id = start_id
        self._events = events or EventWriter(folder)
        self._seen: set[str] = set()

    def poll(self) -> list[Command]:
        """Return new commands in the order in which they were sent.

        Each is acknowledged by an event and its file removed. A command for an
        earlier start, or one that cannot be read, is dropped with an event. On a full
        disk a command is still obeyed, only its acknowledgement is lost.
        """
        try:
            files = sorted(
                path
                for path in self._folder.control.iterdir()
                if path.suffix == ".json"
                and path.name[0] != "."
                and path.name not in self._seen
            )
        except OSError:
            return []
        taken = (self._take(path) for path in files)
        return [command for command in taken if command is not None]

    def close(self) -> None:
        """Close the event file."""
        self._events.close()

    def _take(self, path: Path) -> Command | None:
        refused = ""
        command: Command | None = None
        try:
            command = Command.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            refused = f"{place}: {first['msg']}" if place else first["msg"]
        except OSError as error:
            refused = f"it cannot be read: {(error.strerror or '').lower()}"
        if command is not None and command.start != self._start_id:
            refused = "it was sent to an earlier start of this run"
        self._acknowledge(path, command, refused)
        # A file that cannot be removed must not be obeyed twice.
        self._seen.add(path.name)
        with suppress(OSError):
            path.unlink()
            self._seen.discard(path.name)
        return None if refused else command

    def _acknowledge(self, path: Path, command: Command | None, refused: str) -> None:
        known: dict[str, Any] = {"file": path.name}
        if command is not None:
            known = command.model_dump(include={"command", "id", "args"})
        if refused:
            known |= {"refused": refused}
        with suppress(RunError):
            self._events.write("command", accepted=not refused, **known)
