"""Keeps torch and Qt out of the reach of a card while it loads."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

FORBIDDEN = frozenset(
    {"torch", "torchvision", "torchaudio"}
    | {"PySide6", "shiboken6", "PySide2", "PyQt6", "PyQt5"}
)
"""Top-level packages that a card must not import."""


class _Blocker(MetaPathFinder):
    """Refuses new imports of one thread.

    The window imports parts of Qt in other threads meanwhile; these are not touched.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package in FORBIDDEN and threading.get_ident() == self._thread:
            raise ImportError(
                f"a card must not import {package}; move that import into the modules"
                " that build, train and graphs name",
                name=fullname,
            )
        return None


@contextmanager
def out_of_reach() -> Iterator[None]:
    """Refuse `FORBIDDEN` to the imports that this thread begins inside the `with`.

    What the process has imported before stays importable, since Python asks no finder
    for it: a worker that has torch would not notice a card that wants it. The window
    and the command line have no torch, so they do.
    """
    blocker = _Blocker()
    sys.meta_path.insert(0, blocker)
    try:
        yield
    finally:
        sys.meta_path.remove(blocker)
