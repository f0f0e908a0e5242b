"""The recipe inside a written picture: what it was made with, to make it again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import ganstudio
from ganstudio.core.images import xmp
from ganstudio.core.images.opening import opened

RECIPE_KEY = "ganstudio.recipe"
"""Keyword of the text chunk in a PNG; other formats have it in their XMP."""


class RecipeLevel(StrEnum):
    """How much of its recipe goes into a picture."""

    NONE = "none"
    SETTINGS = "settings"
    """Model, its hash, settings, version: nothing about the person or the machine."""
    FULL = "full"
    """And where the photograph and the model lay."""


class WrittenRecipe(BaseModel):
    """What a picture was made with. Unknown keys of later versions are passed over."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", allow_inf_nan=False, protected_namespaces=()
    )

    schema_version: Literal[1] = 1
    model: str
    """Name of the model file without its suffix: "photo-to-ukiyoe"."""
    sha256: str = ""
    """Hash on the model's card: the weights, whatever the file is called."""
    strength: float = Field(default=1.0, ge=0, le=1)
    keep_colour: float = Field(default=0.0, ge=0, le=1)
    keep_detail: float = Field(default=0.0, ge=0, le=1)
    working_size: int | None = Field(default=None, ge=1)
    """Longer side of what the network got, px; None for all pixels."""
    masked: bool = False
    """Whether a brush kept parts of the photograph; the mask itself is not in here."""
    label: int | str | None = None
    tile: str | int = "auto"
    backend: str | None = None
    """Short name of what ran the network, where that is known: "openvino-bf16"."""
    version: str = ganstudio.__version__
    """Of the program."""
    source: str | None = None
    """Path of the photograph, at level "full" alone."""
    model_path: str | None = None
    """Path of the model file, at level "full" alone."""

    def at(self, level: RecipeLevel) -> WrittenRecipe | None:
        """What of it may be written at a level; None for nothing."""
        if level is RecipeLevel.NONE:
            return None
        if level is RecipeLevel.SETTINGS:
            return self.model_copy(update={"source": None, "model_path": None})
        return self

    def makes_the_same(self, other: WrittenRecipe) -> bool:
        """Whether another one makes the same picture, whatever the network runs on."""
        aside = {"source", "model_path", "version", "model", "schema_version"}
        aside |= {"backend"}  # it is known only after the network has run
        return self.model_dump(exclude=aside) == other.model_dump(exclude=aside) and (
            bool(self.sha256) or self.model == other.model
        )

    def text(self) -> str:
        """As it stands in a file: JSON, without what is not set."""
        return self.model_dump_json(exclude_none=True)


def read_recipe(path: Path | str) -> WrittenRecipe | None:
    """Read what a picture was made with; milliseconds, since no pixel is decoded.

    Returns:
        None where the picture holds no recipe, or one that cannot be understood.

    Raises:
        PictureError: see `read_picture`.
    """
    with opened(Path(path)) as image:
        text = _text_of(image)
    if text is None:
        return None
    try:
        return WrittenRecipe.model_validate_json(text)
    except ValidationError:
        return None


def _text_of(image: Image.Image) -> str | None:
    text = image.info.get(RECIPE_KEY)
    if isinstance(text, str):
        return text
    packet = image.info.get("xmp")
    if isinstance(packet, str):
        packet = packet.encode()
    return xmp.recipe_of(packet) if isinstance(packet, bytes) else None
