"""What a picture is made with, as it is written into it."""

from __future__ import annotations

from pathlib import Path

from ganstudio.core.images import Shape, WrittenRecipe
from ganstudio.core.model_file import read_model_file


def recipe_for(
    model: Path,
    shape: Shape,
    *,
    label: int | str | None = None,
    tile: str | int = "auto",
    source: Path | None = None,
    backend: str | None = None,
) -> WrittenRecipe:
    """Write down how a picture is made; `WrittenRecipe.at` takes out what is private.

    Args:
        model: the file.
        shape: how much of the photograph stays.
        label: class, for models that have classes.
        tile: "auto", "off", or a side in px.
        source: the photograph.
        backend: short name of what ran the network.

    Raises:
        ModelFileError: the model cannot be read.
    """
    return WrittenRecipe(
        model=as_text(model.stem),
        sha256=read_model_file(model).card.sha256,
        strength=shape.strength,
        keep_colour=shape.keep_colour,
        keep_detail=shape.keep_detail,
        working_size=shape.working_size,
        masked=shape.mask is not None,
        label=label,
        tile=tile,
        backend=backend,
        source=None if source is None else as_text(source.absolute()),
        model_path=as_text(model.absolute()),
    )


def as_text(path: Path | str) -> str:
    """A path as text that any reader takes, also where its bytes are none."""
    return str(path).encode("utf-8", "replace").decode()
