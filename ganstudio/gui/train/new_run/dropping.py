"""Folders that are dropped as data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def data_paths(mime: QMimeData, *, files: bool = False) -> list[Path]:
    """Return the folders in a drop; a file stands for the folder it lies in.

    Args:
        mime: what is dropped.
        files: single files are wanted, not their folders.
    """
    found: list[Path] = []
    for url in mime.urls():
        if not url.isLocalFile():
            continue
        path = Path(url.toLocalFile())
        if not files and not path.is_dir():
            path = path.parent
        if path not in found:
            found.append(path)
    return found


def has_paths(mime: QMimeData) -> bool:
    """Whether a drop holds files or folders of this machine."""
    return any(url.isLocalFile() for url in mime.urls())
