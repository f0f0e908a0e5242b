"""Folders that are dropped as data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from ganstudio.core.images import PICTURE_SUFFIXES


def data_paths(mime: QMimeData, *, files: bool = False) -> list[Path]:
    """Return the folders in a drop; a file stands for the folder it lies in.

    Args:
        mime: what is dropped.
        files: a picture's file stands for itself.
    """
    found: list[Path] = []
    for url in mime.urls():
        if not url.isLocalFile():
            continue
        path = Path(url.toLocalFile())
        itself = files and path.suffix.lower() in PICTURE_SUFFIXES
        if not itself and not path.is_dir():
            path = path.parent
        if path not in found:
            found.append(path)
    return found


def has_paths(mime: QMimeData) -> bool:
    """Whether a drop holds files or folders of this machine."""
    return any(url.isLocalFile() for url in mime.urls())
