"""What a batch is asked to do, and what became of each picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

from ganstudio.core.images import KeepMetadata, RecipeLevel, Shape

FORMATS = ("same", "jpg", "png", "webp", "tif", "avif", "bmp")
"""What `TranslateRequest.format` may be; all but the first are suffixes."""


class Conflict(StrEnum):
    """What happens where a file of the result's name is there already."""

    UNIQUE = "unique"
    """The result takes another name: nothing is ever written over."""
    OVERWRITE = "overwrite"
    CHANGED = "changed"
    """It is written over where the photograph is newer or the recipe another one."""
    SKIP = "skip"
    """It stays, and the photograph is not translated."""


@dataclass(frozen=True)
class TranslateRequest:
    """What to translate.

    Attributes:
        model: path or name of a translator.
        inputs: pictures, and folders of pictures at any depth.
        out: a picture's name where `inputs` is one picture; otherwise a folder, in
            which the tree of an input folder is kept.
        roots: folders that single pictures of `inputs` came from; in `out` these lie
            as if their folder had been given.
        name: pattern of the results' names; see `Pattern`.
        format: "same" as the picture's, or one of `FORMATS`.
        conflict: what happens where a file is there already.
        tile: "auto", "off", or a side in px.
        strength: 1 is the network's result, 0 the picture itself.
        keep_colour: how much of the chroma is the picture's own, in [0, 1].
        keep_detail: how much of the fine luma is the picture's own, in [0, 1].
        working_size: longer side of what the network gets, px; None for all pixels.
        label: class to translate to, for models that have classes.
        keep_metadata: what of EXIF, XMP and IPTC goes into the result; the colour
            profile always does.
        recipe: how much of what it was made with goes into the result.
        quality: 1 to 100, of JPEG, WebP and AVIF files.
        backend: "auto", or the one that must run: "cpu", "cuda", "openvino", ...
    """

    model: str
    inputs: tuple[Path, ...]
    out: Path
    roots: tuple[Path, ...] = ()
    name: str = "{name}"
    format: str = "same"
    conflict: Conflict = Conflict.UNIQUE
    tile: str | int = "auto"
    strength: float = 1.0
    keep_colour: float = 0.0
    keep_detail: float = 0.0
    working_size: int | None = None
    label: int | str | None = None
    keep_metadata: KeepMetadata = KeepMetadata.YES
    recipe: RecipeLevel = RecipeLevel.SETTINGS
    quality: int = 95
    backend: str = "auto"

    @property
    def shape(self) -> Shape:
        """How much of the photograph stays."""
        return Shape(
            strength=self.strength,
            keep_colour=self.keep_colour,
            keep_detail=self.keep_detail,
            working_size=self.working_size,
        )

    def placed(self, model: Path) -> Self:
        """The same with absolute paths: it holds in any folder.

        Args:
            model: the file that `model` names.
        """
        return replace(
            self,
            model=str(model.absolute()),
            inputs=tuple(path.absolute() for path in self.inputs),
            out=self.out.absolute(),
            roots=tuple(path.absolute() for path in self.roots),
        )


@dataclass(frozen=True)
class Task:
    """One picture to translate, and where its result is wanted.

    Attributes:
        source: the picture.
        target: no other task of the batch has it; perhaps a file lies there.
        number: in the batch, from 1.
    """

    source: Path
    target: Path
    number: int = 1


@dataclass(frozen=True)
class Translated:
    """What became of one picture.

    Attributes:
        source: the picture.
        target: the file written, or left as it was; None where it failed.
        error: one sentence where it failed, else empty.
        notes: what could not be kept, as sentences.
        size: (H, W) of the result, px; None where nothing was written.
        seconds: from opening the picture to the whole file.
        skipped: why it was not translated, a phrase; "" where it was.
    """

    source: Path
    target: Path | None
    error: str = ""
    notes: tuple[str, ...] = ()
    size: tuple[int, int] | None = None
    seconds: float = 0.0
    skipped: str = ""
