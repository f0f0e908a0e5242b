"""What a drop or the clipboard holds."""

from __future__ import annotations

import html
import re
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from ganstudio.api import PictureError
from ganstudio.app.fetching import is_address
from ganstudio.app.output import free_path
from ganstudio.core.paths import cache_dir

_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)", re.IGNORECASE)


def usable(data: QMimeData) -> bool:
    """Whether something in it can be opened."""
    return data.hasImage() or bool(paths_of(data) or address_of(data))


def paths_of(data: QMimeData) -> list[Path]:
    """Return the local files in it."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def address_of(data: QMimeData) -> str:
    """Return where a picture dragged out of a browser lies; "" where it is none."""
    # A picture in a link brings the link's address; its own is in the page's text.
    found = _IMAGE.search(data.html()) if data.hasHtml() else None
    if found is not None:
        address = html.unescape(found[1])
        if is_address(address):
            return address
    addresses = (url.toString() for url in data.urls() if not url.isLocalFile())
    return next(filter(is_address, addresses), "")


def pasted_dir() -> Path:
    """Where pictures go that have no file."""
    return cache_dir() / "pasted"


def keep(image: QImage) -> Path:
    """Write a picture that has no file, so that it can be opened like any other.

    Raises:
        PictureError: the disk refuses.
    """
    folder = pasted_dir()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    path = free_path(folder / f"pasted-{stamp}.png")
    if not image.save(str(path)):
        path.unlink(missing_ok=True)
        raise PictureError(
            f"The picture could not be kept in {folder}: look whether the disk is full."
        )
    return path
