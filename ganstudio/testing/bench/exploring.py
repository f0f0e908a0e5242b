"""Exploring: from a request to pixels, through the child process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ganstudio.testing.bench.results import Result


def explore(home: Path, seconds: float) -> Iterator[Result]:
    """DCGAN, one RGB sample of 64 px at a time; random weights."""
    yield from ()
