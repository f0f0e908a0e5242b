"""What a dropped, pasted or chosen path is, and so where it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ganstudio.app.models import SUFFIX, WEIGHT_SUFFIXES
from ganstudio.core.images import FOREIGN_FORMATS, PICTURE_SUFFIXES

Kind = Literal[
    "picture", "pictures", "model", "weights", "run", "data", "preset", "unknown"
]
PRESET_SUFFIX = ".preset.json"
"""How the names of presets of Translate end, lower case."""
_IDX_MARK = "-ubyte"
_LOOKED_AT = 200


@dataclass(frozen=True)
class Opened:
    """One path and what it is.

    Attributes:
        path: absolute.
        kind: "pictures" is a folder of pictures; "data" a folder that only training
            can use: IDX files, or two and more folders of pictures; "weights" are
            torch's, which can be imported.
        reason: one sentence where it is "unknown", else "".
    """

    path: Path
    kind: Kind
    reason: str = ""


def look_at(paths: Iterable[Path]) -> list[Opened]:
    """Say what each path is, by names and without decoding anything."""
    return [_look(Path(path).expanduser().absolute()) for path in paths]


def _look(path: Path) -> Opened:
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        return Opened(path, "unknown", f"{path} does not exist.")
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return Opened(path, "model")
    if suffix in PICTURE_SUFFIXES:
        return Opened(path, "picture")
    if path.name.lower().endswith(PRESET_SUFFIX):
        return Opened(path, "preset")
    if path.name == "run.json":
        return Opened(path.parent, "run")
    if suffix in FOREIGN_FORMATS:
        return Opened(
            path,
            "unknown",
            f"{path.name} is a {FOREIGN_FORMATS[suffix]} file, which is not read here:"
            " save it as PNG, TIFF or JPEG first.",
        )
    if _IDX_MARK in path.name:
        return Opened(path.parent, "data")
    if suffix in WEIGHT_SUFFIXES:
        return Opened(path, "weights")
    if suffix in (".ckpt", ".pkl"):
        return Opened(
            path,
            "unknown",
            f"{path.name} may run code when it is loaded and is not opened: save the"
            " network's weights as .pth, or the network as ONNX.",
        )
    return Opened(
        path,
        "unknown",
        f"{path.name} is neither a picture nor a model (.onnx) nor a run: nothing was"
        " opened.",
    )


def _folder(path: Path) -> Opened:
    if (path / "run.json").exists():
        return Opened(path, "run")
    try:
        inside = sorted(p for p in path.iterdir() if not p.name.startswith("."))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Opened(path, "unknown", f"Folder {path} could not be read: {reason}.")
    if any(_IDX_MARK in entry.name for entry in inside):
        return Opened(path, "data")
    if any(_is_picture(entry) for entry in inside):
        return Opened(path, "pictures")
    folders = [entry for entry in inside if entry.is_dir()]
    with_pictures = [folder for folder in folders if _holds_picture(folder)]
    if len(with_pictures) >= 2:
        return Opened(path, "data")
    if with_pictures:
        return Opened(path, "pictures")
    return Opened(path, "unknown", f"Folder {path} holds no pictures.")


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES and path.is_file()


def _holds_picture(folder: Path) -> bool:
    """Whether a picture lies among the first files below a folder."""
    for number, path in enumerate(folder.rglob("*")):
        if _is_picture(path):
            return True
        if number >= _LOOKED_AT:
            break
    return False
