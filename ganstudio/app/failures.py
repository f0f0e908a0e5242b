"""Failures that nobody foresaw: one sentence for the user, the rest in a log file."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

import ganstudio
from ganstudio.core.paths import state_dir


def log_folder() -> Path:
    """Where logs of unforeseen failures go."""
    return state_dir() / "logs"


def unexpected(error: BaseException, what: str) -> str:
    """Log an exception with its trace, and say in one sentence where.

    Args:
        error: what was raised.
        what: what was being done, the beginning of the sentence: a file, a command.
    """
    first = next(iter(str(error).strip().splitlines()), "")
    text = type(error).__name__ + (f" ({first})" if first else "")
    try:
        path = _write(error, what)
    except OSError as refused:
        reason = (refused.strerror or str(refused)).lower()
        return f"{what} failed unexpectedly: {text}; no log could be kept: {reason}."
    return f"{what} failed unexpectedly: {text}; the details are in {path}."


def _write(error: BaseException, what: str) -> Path:
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    path = folder / f"{stamp}_{os.getpid()}.log"
    head = f"{what}\nGAN Studio {ganstudio.__version__}, Python {sys.version}\n\n"
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(head + "".join(traceback.format_exception(error)) + "\n")
    return path
