"""How a process ended, for a person."""

from __future__ import annotations

import signal


def outcome(code: int) -> str:
    """Say how a process ended, as the end of a sentence that begins with its name.

    Args:
        code: exit code; below zero the signal that ended it, as `subprocess` has it.
    """
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGKILL":
        return "was killed (SIGKILL), perhaps because memory ran out"
    return f"was ended by {name}"
