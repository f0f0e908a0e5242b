"""One run for each device of this machine."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import Timeout
from pydantic import Field

from ganstudio.api import RunError
from ganstudio.core import paths
from ganstudio.core.files import write_json
from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.owner import exclusive, read_mark
from ganstudio.core.runs.processes import ProcessMark


class DeviceHolder(ProcessMark):
    """Which process and which run hold a device."""

    run: Path
    since: float = Field(default_factory=time.time)
    """Seconds since 1970."""


class DeviceBusy(RunError):  # noqa: N818 - a state of the device, not a fault
    """Another run trains on the device; `holder` says which."""

    def __init__(self, device: str, holder: DeviceHolder) -> None:
        """Name the run that holds `device` and how to get it free."""
        self.device, self.holder = device, holder
        since = datetime.fromtimestamp(holder.since).strftime("%Y-%m-%d %H:%M:%S")
        super().__init__(
            f"Device {device} is busy: run {holder.run.name} (process {holder.pid})"
            f" trains on it since {since}; stop it with 'ganstudio stop {holder.run}',"
            " wait until it ends, or choose another device."
        )


class DeviceClaim:
    """A device held by this process, until `release` or the end of the `with`."""

    def __init__(self, path: Path, holder: DeviceHolder) -> None:
        """Hold the device whose claim lies at `path`; `claim_device` makes these."""
        self._path = path
        self.holder = holder

    def release(self) -> None:
        """Give the device up."""
        with suppress(RunError, OSError):
            if read_mark(self._path, DeviceHolder) == self.holder:
                self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def claim_device(device: str, run_path: Path) -> DeviceClaim:
    """Take a device for a run, also from a process that died.

    Args:
        device: its exact name: "cpu", "cuda:0", "mps".
        run_path: the run folder, for the sentence that others will read.

    Raises:
        DeviceBusy: a living process trains on it.
        RunError: the claim could not be written.
    """
    path = _claim_path(device)
    with run_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with exclusive(path):
                held = device_holder(device)
                if held is not None:
                    raise DeviceBusy(device, held)
                mine = ProcessMark.mine().model_dump()
                holder = DeviceHolder(**mine, run=run_path.absolute())
                write_json(path, holder.model_dump(mode="json"))
        except Timeout:
            raise RunError(
                f"Device {device} is being claimed by another process: try again."
            ) from None
    return DeviceClaim(path, holder)


def device_holder(device: str) -> DeviceHolder | None:
    """Return the living process that trains on a device; None where it is free."""
    held = read_mark(_claim_path(device), DeviceHolder)
    return held if held is not None and held.liveness() == "alive" else None


def _claim_path(device: str) -> Path:
    # By machine, since a home directory may be shared by several.
    host = _plain(ProcessMark.mine().host)
    return paths.state_dir() / "devices" / host / f"{_plain(device)}.json"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", name) or "-"
