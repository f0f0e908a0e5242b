"""owner.json: which process trains a run, and whether it still does."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from filelock import FileLock, Timeout
from pydantic import Field, ValidationError

from ganstudio.api import RunError
from ganstudio.core.files import write_json
from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.folder import RunFolder
from ganstudio.core.runs.processes import Liveness, ProcessMark

_LOCK_SECONDS = 10.0


class Owner(ProcessMark):
    """The process that trains a run."""

    start_id: str = Field(default_factory=lambda: secrets.token_hex(8))
    """Names this start: commands for an earlier one are not obeyed."""
    claimed: float = Field(default_factory=time.time)
    """When it took the run, seconds since 1970."""
    heartbeat: float = Field(default_factory=time.time)
    """When it last showed life, seconds since 1970."""
    device: str = ""

    @property
    def last_seen(self) -> float:
        """Seconds since the last heartbeat."""
        return max(0.0, time.time() - self.heartbeat)


MarkT = TypeVar("MarkT", bound=ProcessMark)


def read_mark(path: Path, kind: type[MarkT]) -> MarkT | None:
    """Read a claim; None where there is none or it was torn by a crash of the machine.

    Raises:
        RunError: the file is there and cannot be read.
    """
    try:
        with run_errors("read", path):
            try:
                text = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None
        return kind.model_validate_json(text)
    except ValidationError:
        return None


def exclusive(path: Path) -> FileLock:
    """Lock for the moments in which a claim changes hands; never held for longer.

    Args:
        path: the claim; the lock lies beside it.
    """
    return FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_SECONDS)


class OwnerClaim:
    """A run held by this process, until `release` or the end of the `with`."""

    def __init__(self, folder: RunFolder, owner: Owner) -> None:
        """Hold `folder`; only `claim` makes these."""
        self._folder = folder
        self.owner = owner

    @property
    def start_id(self) -> str:
        """Names this start."""
        return self.owner.start_id

    def beat(self) -> None:
        """Show life. Whole or not at all, some tens of microseconds, no flush.

        A disk that refuses costs the heartbeat, not the run: on this machine the
        process itself is the proof of life.

        Raises:
            RunError: another process holds the run now.
        """
        self._check()
        self.owner = self.owner.model_copy(update={"heartbeat": time.time()})
        path = self._folder.owner
        temporary = path.with_name(f".{path.name}.{self.start_id}.tmp")
        try:
            temporary.write_text(self.owner.model_dump_json())
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def release(self) -> None:
        """Give the run up; a claim that another process took over stays."""
        with suppress(RunError, OSError):
            self._check()
            self._folder.owner.unlink(missing_ok=True)

    def _check(self) -> None:
        there = read_mark(self._folder.owner, Owner)
        if there is not None and there.start_id != self.start_id:
            raise RunError(
                f"Run {self._folder.name} was taken over by process {there.pid} on"
                f" {there.host}: this process stops without touching it."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def claim(folder: RunFolder, device: str) -> OwnerClaim:
    """Take a run for this process, also from an owner that died.

    Args:
        folder: the run.
        device: what it will train on, for other programs to show.

    Raises:
        RunError: a living process, or one on another machine, holds the run.
    """
    if not folder.path.is_dir():
        _ = folder.record  # says in a sentence what is missing
    with run_errors("claim", folder.path):
        try:
            with exclusive(folder.owner):
                held = read_mark(folder.owner, Owner)
                if held is not None and held.liveness() in ("alive", "elsewhere"):
                    raise RunError(_held(folder, held))
                owner = Owner(**ProcessMark.mine().model_dump(), device=device)
                write_json(folder.owner, owner.model_dump())
        except Timeout:
            raise RunError(
                f"Run {folder.name} is being claimed by another process: try again."
            ) from None
    return OwnerClaim(folder, owner)


def _held(folder: RunFolder, owner: Owner) -> str:
    since = datetime.fromtimestamp(owner.claimed).strftime("%Y-%m-%d %H:%M:%S")
    text = (
        f"Run {folder.name} is already run by process {owner.pid} on {owner.host} since"
        f" {since}"
    )
    if owner.liveness() == "alive":
        return f"{text}: stop it with 'ganstudio stop {folder.path}' or wait."
    return (
        f"{text}, last seen {owner.last_seen:.0f} s ago: stop it there; if that machine"
        f" is gone for good, delete {folder.owner}."
    )


def read_owner(folder: RunFolder) -> Owner | None:
    """Return who holds the run, alive or dead; None where nobody does."""
    try:
        return read_mark(folder.owner, Owner)
    except RunError:
        return None


def liveness(folder: RunFolder) -> Liveness:
    """Say whether the run's owner lives."""
    owner = read_owner(folder)
    return "none" if owner is None else owner.liveness()


def last_seen(folder: RunFolder) -> float | None:
    """Seconds since the owner's last heartbeat; None where nobody holds the run."""
    owner = read_owner(folder)
    return None if owner is None else owner.last_seen
