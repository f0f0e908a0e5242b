"""The result of a model that optimises: pictures, full size, as PNG files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganstudio.api import RunError
from ganstudio.core.files import write_bytes
from ganstudio.core.images import encode_png, from_network, read_pixels
from ganstudio.core.runs import RunFolder


def write_pictures(
    folder: RunFolder, state: Mapping[str, Any], step: int, out: Path, name: str = ""
) -> list[Path]:
    """Write the pictures of a state.

    Args:
        folder: the run.
        state: of the run; its "pictures" names them.
        step: at which the state was taken.
        out: folder for the files.
        name: stem; empty: "run-step". With several pictures "-picture" follows.

    Raises:
        RunError: there are none: the recipe named no `Picture` in `ctx.steps`.
    """
    names = state.get("pictures", ())
    if not names:
        raise RunError(
            f"Run {folder.name} has no picture: a recipe of kind 'optimise' names a"
            " ganstudio.training.picture.Picture in ctx.steps(...)."
        )
    stem = name or f"{folder.name}-{step}"
    written = []
    out.mkdir(parents=True, exist_ok=True)
    for one in names:
        (pixels,) = from_network(state["objects"][one]["pixels"].float().cpu().numpy())
        path = out / f"{stem if len(names) == 1 else f'{stem}-{one}'}.png"
        write_bytes(path, encode_png(pixels))
        if read_pixels(path).shape[:2] != pixels.shape[:2]:
            raise RunError(f"{path} reads back as something else: is the disk full?")
        written.append(path)
    return written
