"""The conformance kit and the benchmarks, each in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence

from ganstudio.host import require_train, run_module

_KIT = "ganstudio.testing"


def check(what: str, *, device: str = "cpu", as_json: bool = False) -> int:
    """Put a plugin or a model through the conformance kit, which prints its report.

    Args:
        what: name of a plugin, or id of a model.
        device: where the trials train: "auto", "cpu", "cuda", "cuda:1" or "mps".
        as_json: print one JSON document instead of lines.

    Returns:
        0: it passed; anything else: it did not.

    Raises:
        JobError: torch is not installed.
    """
    require_train()
    return run_module(_KIT, ["check", what, "--device", device, *_json(as_json)])


def bench(
    names: Sequence[str],
    *,
    seconds: float = 40.0,
    threads: int | None = None,
    large: bool = False,
    device: str = "cpu",
    as_json: bool = False,
) -> int:
    """Measure against the plain published loop and torch; the process prints the table.

    Args:
        names: "explore", "translate", "train", "window"; none means all of them.
        seconds: about how long each part may take, s.
        threads: of the arithmetic; None means all cores.
        large: measure large pictures too, which takes many minutes.
        device: of "train"; the other parts stay on the CPU.
        as_json: print one JSON document instead of a table.

    Returns:
        0: measured; anything else: it failed, and said why on the error output.

    Raises:
        JobError: torch is not installed.
    """
    require_train()
    options = ["--seconds", str(seconds), "--device", device]
    if threads is not None:
        options += ["--threads", str(threads)]
    if large:
        options.append("--large")
    return run_module(_KIT, ["bench", *names, *options, *_json(as_json)])


def _json(wanted: bool) -> list[str]:
    return ["--json"] if wanted else []
