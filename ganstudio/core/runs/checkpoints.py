"""checkpoints/: folders written beside and renamed whole, with their hashes."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from ganstudio.api import RunError
from ganstudio.core.files import flush_folder, sha256
from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.folder import RunFolder

TENSORS = "tensors.safetensors"
STATE = "state.json"
SUMS = "SHA256SUMS"

_NAME = re.compile(r"(\.replaced-)?step-(\d{8,})")
_STALE = re.compile(r"\.step-\d+-[0-9a-f]+")


@dataclass(frozen=True)
class Checkpoint:
    """A whole checkpoint: its hashes held when it was found."""

    path: Path
    step: int
    state: dict[str, Any]
    """Everything but tensors, as JSON gives it back."""

    @property
    def tensors_path(self) -> Path:
        """The safetensors file."""
        return self.path / TENSORS


@dataclass(frozen=True)
class Damaged:
    """A checkpoint that is passed over, and why."""

    path: Path
    reason: str


def write_checkpoint(
    folder: RunFolder,
    step: int,
    state: dict[str, Any],
    write_tensors: Callable[[Path], None],
    keep: int,
    best: int | None = None,
) -> Path:
    """Write a checkpoint whole or not at all, then keep the newest `keep` whole ones.

    Checkpoints of later steps are of a past that this run went back behind: they are
    removed once this one stands. So are leftovers of a killed writer.

    Args:
        folder: the run, held by this process.
        step: complete steps.
        state: everything but tensors; finite JSON.
        write_tensors: writes a safetensors file to the path it is given.
        keep: how many whole checkpoints stay, at least 1.
        best: step of a checkpoint that stays beside them, whatever its age.

    Returns:
        The checkpoint's folder.

    Raises:
        RunError: the disk refuses, or the state is no JSON; older checkpoints stay.
    """
    final = folder.checkpoints / _folder_name(step)
    temporary = folder.checkpoints / f".{final.name}-{secrets.token_hex(4)}"
    try:
        text = json.dumps(state, allow_nan=False)
    except (TypeError, ValueError) as error:
        text = f"The state of checkpoint {final.name} is no JSON: {error}."
        raise RunError(text) from error
    try:
        with run_errors("write", final):
            folder.checkpoints.mkdir(parents=True, exist_ok=True)
            _remove_stale(folder.checkpoints)
            temporary.mkdir()
            _write_tensors(write_tensors, temporary / TENSORS)
            (temporary / STATE).write_text(text, encoding="utf-8")
            sums = "".join(
                f"{sha256(temporary / name)}  {name}\n" for name in (STATE, TENSORS)
            )
            (temporary / SUMS).write_text(sums, encoding="ascii", newline="\n")
            for name in (TENSORS, STATE, SUMS):
                _flush(temporary / name)
            flush_folder(temporary)
            _swap_in(temporary, final)
            flush_folder(folder.checkpoints)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _prune(folder, step, keep, best)
    return final


def newest_valid(
    folder: RunFolder, step: int | None = None
) -> tuple[Checkpoint | None, list[Damaged]]:
    """Find the newest whole checkpoint; damaged ones on the way are named.

    Args:
        folder: the run.
        step: look at this step alone.

    Returns:
        The checkpoint or None, and those that were passed over, newest first.
    """
    damaged: list[Damaged] = []
    for at, path in _candidates(folder.checkpoints):
        if step is not None and at != step:
            continue
        found = _open(path, at)
        if isinstance(found, Checkpoint):
            return found, damaged
        damaged.append(found)
    return None, damaged


def checkpoint_steps(folder: RunFolder) -> list[int]:
    """Steps of the checkpoints on the disk, oldest first; their hashes unread."""
    return sorted({at for at, _ in _candidates(folder.checkpoints)})


def _folder_name(step: int) -> str:
    return f"step-{step:08d}"


def _candidates(checkpoints: Path) -> list[tuple[int, Path]]:
    """Newest first. A replaced one counts while its successor is missing."""
    found: dict[int, Path] = {}
    with suppress(OSError):
        # "." sorts before "s", so the successor takes the place of the replaced one.
        for path in sorted(checkpoints.iterdir()):
            if match := _NAME.fullmatch(path.name):
                found[int(match[2])] = path
    return sorted(found.items(), reverse=True)


def _open(path: Path, step: int) -> Checkpoint | Damaged:
    try:
        reason = _difference(path, sha256)
        if reason:
            return Damaged(path, reason)
        state = json.loads((path / STATE).read_bytes())
    except OSError as error:
        return Damaged(path, f"it cannot be read: {(error.strerror or '').lower()}")
    except (ValueError, RecursionError):
        return Damaged(path, f"{STATE} is no JSON")
    if not isinstance(state, dict):
        return Damaged(path, f"{STATE} is no JSON object")
    return Checkpoint(path, step, state)


def _difference(path: Path, hash_of: Callable[[Path], str]) -> str:
    """What differs from the recorded hashes, as a phrase; empty where nothing does."""
    try:
        lines = (path / SUMS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return f"{SUMS} is missing"
    except UnicodeDecodeError:
        return f"{SUMS} is damaged"
    sums = {
        name: digest for digest, _, name in (line.partition("  ") for line in lines)
    }
    if sums.keys() != {TENSORS, STATE}:
        return f"{SUMS} is damaged"
    for name, digest in sums.items():
        try:
            found = hash_of(path / name)
        except FileNotFoundError:
            return f"{name} is missing"
        if found != digest:
            return f"{name} is truncated or changed (its sha256 differs)"
    return ""


def _write_tensors(write: Callable[[Path], None], path: Path) -> None:
    try:
        write(path)
    except SafetensorError as error:  # it wraps the system's error in a text
        number = re.search(r"os error (\d+)", str(error))
        if number is None:
            raise
        code = int(number[1])
        raise OSError(code, os.strerror(code)) from error


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _swap_in(temporary: Path, final: Path) -> None:
    """Rename into place; a checkpoint of the same step is readable at every moment."""
    if not final.exists():
        temporary.rename(final)
        return
    replaced = final.with_name(f".replaced-{final.name}")
    shutil.rmtree(replaced, ignore_errors=True)
    final.rename(replaced)
    temporary.rename(final)
    shutil.rmtree(replaced, ignore_errors=True)


def _remove_stale(checkpoints: Path) -> None:
    for path in checkpoints.iterdir():
        match = _NAME.fullmatch(path.name)
        replaced = match and match[1] and (checkpoints / f"step-{match[2]}").exists()
        if replaced or _STALE.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _prune(folder: RunFolder, newest: int, keep: int, best: int | None) -> None:
    whole = 0
    for step, path in _candidates(folder.checkpoints):
        if step > newest or (whole >= max(1, keep) and step != best):
            shutil.rmtree(path, ignore_errors=True)
        elif step == newest or _is_whole(path):
            whole += 1


def _is_whole(path: Path) -> bool:
    with suppress(OSError):
        return not _difference(path, _known_hash)
    return False


def _known_hash(path: Path) -> str:
    facts = path.stat()
    return _hash_once(path, facts.st_ino, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_once(path: Path, *_stamp: int) -> str:
    # Pruning looks at the same files after every checkpoint: read each of them once.
    return sha256(path)
