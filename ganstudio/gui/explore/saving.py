"""Writing what is on the canvas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QStandardPaths

from ganstudio.api import PictureError
from ganstudio.app.output import free_path
from ganstudio.core.images import Picture, write_picture
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.results import Pixels


@dataclass(frozen=True, eq=False)
class Result:
    """A picture to be kept, and what its file should be called.

    Attributes:
        pixels: uint8 (H, W, C), not enlarged yet.
        name: file name without suffix.
        enlarge: whole factor, at least 1; each pixel becomes a square.
    """

    pixels: Pixels
    name: str
    enlarge: int = 1

    def enlarged(self) -> Pixels:
        """The pixels as they are written."""
        return self.pixels.repeat(self.enlarge, axis=0).repeat(self.enlarge, axis=1)


def result_of(explorer: Explorer, enlarge: int) -> Result | None:
    """Return what is on the canvas; None while there is nothing."""
    if explorer.subject is None:
        return None
    stem = explorer.subject.path.stem
    if explorer.grid_on:
        if explorer.grid is None:
            return None
        seeds = [point.seeds[0] for point in explorer.grid.plan.points]
        name = f"{stem}-seeds{min(seeds)}-{max(seeds)}"
        return Result(explorer.grid.as_sheet(), name, enlarge)
    if explorer.shown is None:
        return None
    point = explorer.shown.point
    used = "-".join(map(file_part, point.used))
    name = f"{stem}-{'' if point.base and point.weights[0] else 'seed'}{used}"
    return Result(explorer.shown.pixels, name, enlarge)


def file_part(text: str) -> str:
    """Turn what a person reads into a part of a file's name."""
    plain = text.replace("−", "minus").replace("+", "plus")
    return re.sub(r"[^\w.]+", "_", plain).strip("._")[:60] or "picture"


def default_folder(chosen: Path | None) -> Path:
    """Where pictures go: where the settings say, or among the person's pictures."""
    if chosen is not None:
        return chosen
    place = QStandardPaths.StandardLocation.PicturesLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def write(result: Result, path: Path, *, overwrite: bool, quality: int = 95) -> Path:
    """Write a result and read it back; for any thread.

    Args:
        result: what to write.
        path: where to; its folder is made.
        overwrite: somebody agreed to lose the file that is there; otherwise a free
            name is taken.
        quality: of JPEG and WebP, 1 to 100.

    Returns:
        The file.

    Raises:
        PictureError: the disk refuses, or the name has no suffix that can be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PictureError(
            f"Folder {path.parent} could not be made: {reason}."
        ) from error
    file = path if overwrite else free_path(path)
    pixels = np.ascontiguousarray(result.enlarged())
    write_picture(Picture(pixels), file, quality=quality)
    return file
