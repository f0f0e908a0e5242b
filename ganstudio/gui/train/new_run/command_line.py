"""The same run, as a command for a terminal."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence

from ganstudio.app.training import TrainRequest
from ganstudio.gui.form.words import shown


def arguments_of(request: TrainRequest) -> list[str]:
    """What follows "ganstudio"; only what differs from the defaults."""
    words = ["train", request.model]
    for option, value in (
        ("--data", request.data),
        ("--data-b", request.data_b),
        ("--preset", request.preset),
    ):
        if value is not None:
            words += [option, str(value)]
    for name, value in request.settings.items():
        words += ["--set", f"{name}={shown(value)}"]
    if request.seed:
        words += ["--seed", str(request.seed)]
    if request.device != "auto":
        words += ["--device", request.device]
    if request.run is not None:
        words += ["--run", str(request.run)]
    return words


def command_line(request: TrainRequest) -> str:
    """Quote it for this system's shell."""
    return quoted(["ganstudio", *arguments_of(request)])


def quoted(words: Sequence[str]) -> str:
    """Join words so that the shell of this system takes them apart again."""
    if sys.platform == "win32":
        return subprocess.list2cmdline(words)
    return shlex.join(words)
