"""Is each file a picture? Every one is decoded once, and the verdict is kept.

Verdicts lie in the cache folder, one file for each data folder, and hold as long as a
file's size and time of change do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import PictureError, StudioError
from ganstudio.core.files import write_json
from ganstudio.core.images.read import examine
from ganstudio.core.paths import cache_dir

_SCHEMA = 1
_ENDS = 64 * 1024
SHORTEST_SIDE = 8
"""Pictures with a shorter side are skipped: no config trains on less, px."""

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


@dataclass(frozen=True)
class Verdict:
    """What is known of one file."""

    bytes: int
    changed: int
    """Time of change, ns."""
    reason: str
    """Why it is skipped, a sentence; empty where it is a picture."""
    height: int = 0
    width: int = 0
    mode: str = ""
    """Colour mode and depth as a person reads it: "RGB", "grey", "CMYK", ..."""
    grey: bool = False
    digest: str = ""
    """sha256 of the size and the first and last 64 KiB."""


def judge(
    root: Path, names: Sequence[str], progress: Progress | None = None
) -> dict[str, Verdict]:
    """Decode each file of `names` under `root`, unless its verdict is known.

    Runs in as many threads as there are cores; Pillow decodes outside the lock.
    """
    store = cache_dir() / "pictures" / f"{_place(root)}.json"
    known = _load(store)
    verdicts: dict[str, Verdict] = {}
    fresh: list[str] = []
    for name in names:
        old = known.get(name)
        if old is not None and _stamp(root / name) == (old.bytes, old.changed):
            verdicts[name] = old
        else:
            fresh.append(name)
    with crew() as pool:
        results = pool.map(lambda name: judge_one(root / name), fresh)
        for done, (name, verdict) in enumerate(zip(fresh, results, strict=True), 1):
            verdicts[name] = verdict
            if progress is not None:
                progress(done, len(fresh))
    if fresh or len(known) != len(verdicts):
        # A cache that cannot be written (a full disk, a name that is no UTF-8) costs
        # time, nothing else.
        with suppress(StudioError, ValueError):
            table = {name: asdict(v) for name, v in sorted(verdicts.items())}
            write_json(store, {"schema": _SCHEMA, "root": str(root), "files": table})
    return verdicts


@contextmanager
def crew() -> Iterator[ThreadPoolExecutor]:
    """Lend as many threads as there are cores; an interruption drops what waits."""
    pool = ThreadPoolExecutor(os.cpu_count() or 1, "pictures")
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _place(root: Path) -> str:
    return hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:24]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        info = path.stat()
    except OSError:
        return 0, 0
    return info.st_size, info.st_mtime_ns


def _load(store: Path) -> dict[str, Verdict]:
    try:
        content = json.loads(store.read_bytes())
        if content["schema"] != _SCHEMA:
            return {}
        return {name: Verdict(**v) for name, v in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def judge_one(path: Path) -> Verdict:
    """Decode one file, past the store of verdicts."""
    size, changed = _stamp(path)
    try:
        pixels, full, mode = examine(path)
        digest = _digest(path, size)
    except (PictureError, OSError) as error:
        return Verdict(size, changed, str(error))
    height, width = full
    if min(full) < SHORTEST_SIDE:
        reason = (
            f"{path} is {width}x{height} px: pictures need at least"
            f" {SHORTEST_SIDE} px a side."
        )
        return Verdict(size, changed, reason, height, width, mode)
    return Verdict(size, changed, "", height, width, mode, _is_grey(pixels), digest)


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether (H, W, C) has no colour, but for a JPEG's rounding."""
    if pixels.shape[2] == 1:
        return True
    signed = pixels.astype(np.int16)
    middle = signed[..., 1]
    return bool(
        np.abs(signed[..., 0] - middle).max() <= 3
        and np.abs(signed[..., 2] - middle).max() <= 3
    )


def _digest(path: Path, size: int) -> str:
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_ENDS))
        if size > _ENDS:
            file.seek(max(_ENDS, size - _ENDS))
            digest.update(file.read(_ENDS))
    return digest.hexdigest()
