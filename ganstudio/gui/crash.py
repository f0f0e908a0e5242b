"""When the program falls: what happened is kept, and told at the next start."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

from ganstudio.app.failures import log_folder, unexpected

_PREFIX = "crash-"
_LONGEST = 200_000


class CrashLog:
    """Catches what nobody caught.

    A fault in a library (a segmentation fault) writes every thread's stack into a
    file; an exception that no code handled is logged and told, and the window lives.

    Args:
        tell: called with a sentence and the trace, in whatever thread it happened.
    """

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{_PREFIX}{os.getpid()}.txt"
        self._file = self._path.open("w", encoding="utf-8")
        faulthandler.enable(self._file)
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )

    def close(self) -> None:
        """The program ends as it should."""
        sys.excepthook, threading.excepthook = self._hooks
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            self._path.unlink()

    def _caught(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        import traceback

        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self._tell(unexpected(error, "Something in the window"), text)


def crash_reports() -> list[Path]:
    """Return what earlier windows left when they fell, newest first.

    Files of windows that ended without a fault, killed ones too, are removed.
    """
    found = []
    for path in log_folder().glob(f"{_PREFIX}*.txt"):
        number = path.stem.removeprefix(_PREFIX)
        if number.isdigit() and _lives(int(number)):
            continue
        with suppress(OSError):
            if path.stat().st_size:
                found.append((path.stat().st_mtime, path))
            else:
                path.unlink()
    return [path for _, path in sorted(found, reverse=True)]


def report_text(path: Path) -> str:
    """Return a report's text, cut where it is very long."""
    try:
        return path.read_text("utf-8", "replace")[:_LONGEST]
    except OSError as error:
        return f"{path} could not be read: {error}."


def dismiss(paths: list[Path]) -> None:
    """Tell no more of these; the files stay beside the logs under another name."""
    for path in paths:
        with suppress(OSError):
            path.rename(path.with_name(f"seen-{path.name}"))


def _lives(pid: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return any("ganstudio" in word for word in words)
