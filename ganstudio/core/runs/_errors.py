"""RunError in place of the general error of a failed read or write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ganstudio.api import RunError, StudioError
from ganstudio.core.files import disk_errors


@contextmanager
def run_errors(what: str, path: Path) -> Iterator[None]:
    """Turn an OSError, or the sentence that files.py made of one, into a RunError.

    Args:
        what: the verb of the sentence: "write", "read".
        path: what could not be read or written.

    Raises:
        RunError: the disk is full, the file is missing, or the like.
    """
    try:
        with disk_errors(what, path):
            yield
    except RunError:
        raise
    except StudioError as error:
        raise RunError(str(error)) from error
