"""What a drop or the clipboard holds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from ganstudio.app.output import free_path
from ganstudio.core.paths import cache_dir


def usable(data: QMimeData) -> bool:
    """Whether something in it can be opened."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def paths_of(data: QMimeData) -> list[Path]:
    """Return the local files in it."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def keep(image: QImage) -> Path:
    """Write a picture that has no file, so that it can be opened like any other."""
    folder = cache_dir() / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    path = free_path(folder / f"pasted-{stamp}.png")
    image.save(str(path))
    return path
