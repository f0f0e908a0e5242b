"""Writing without loss: beside, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ganstudio.api import StudioError

_HEX = 8
"""Digits that keep two temporary files apart."""


@contextmanager
def disk_errors(what: str, path: Path) -> Iterator[None]:
    """Turn an OSError into a sentence; `what` is the verb: "write", "read".

    Raises:
        StudioError: the disk is full, the folder is read-only, or the like.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = "the disk is full; free some space and try again"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            reason = "this is not permitted; choose another folder or change its rights"
        else:
            reason = (error.strerror or str(error)).lower()
        raise StudioError(f"Could not {what} {path}: {reason}.") from error


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success flush it and rename it there.

    Whatever happens, either the old file or the whole new one is at `path`.

    Raises:
        StudioError: the file could not be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(_HEX // 2)}.tmp")
    try:
        with disk_errors("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
            flush_folder(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sweep_beside(path: Path) -> None:
    """Delete what a killed process left of `written_beside(path)`."""
    around = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{{_HEX}}}\.tmp")
    with suppress(OSError):
        for entry in path.parent.iterdir():
            if around.fullmatch(entry.name):
                entry.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Flush a rename to the disk; where folders cannot be opened (Windows), nothing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        StudioError: the file could not be written.
    """
    with written_beside(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """Write JSON (UTF-8, indented, finite numbers) whole or not at all.

    Raises:
        StudioError: the file could not be written.
        ValueError: a number is not finite.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    write_bytes(path, (text + "\n").encode())


def sha256(path: Path) -> str:
    """Hash of a file's bytes, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
