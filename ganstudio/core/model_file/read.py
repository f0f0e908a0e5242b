"""Reading a model file: its card and preview at once, its weights not at all."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from ganstudio.api import ModelFileError, SpecError
from ganstudio.core.model_file import walker
from ganstudio.core.model_file.card import SCHEMA_VERSION, Card

CARD_KEY = "ganstudio.card"
"""Metadata key: the card, JSON."""
PREVIEW_KEY = "ganstudio.preview"
"""Metadata key: a PNG picture, base64."""


class NoCardError(ModelFileError):
    """An ONNX file of another program; `ganstudio import` gives it a card."""


@dataclass(frozen=True)
class ModelFile:
    """A model file that was read.

    Attributes:
        path: where it lies.
        card: what it says of itself.
        preview: PNG file's bytes, or None.
    """

    path: Path
    card: Card
    preview: bytes | None


def read_model_file(path: Path | str) -> ModelFile:
    """Read card and preview. Milliseconds, whatever the file's size.

    Raises:
        ModelFileError: missing, a folder, empty, no ONNX, cut off, without a card, or
            with the card of a newer program.
    """
    with opened(Path(path)) as (file, found):
        return _model_file(Path(path), file, found)


def check_model_file(path: Path | str) -> ModelFile:
    """Read it, and compare the hash of the whole graph with the card's.

    Raises:
        ModelFileError: as `read_model_file`, or the hash differs.
    """
    path = Path(path)
    with opened(path) as (file, found):
        model_file = _model_file(path, file, found)
        if walker.digest(file, found) != model_file.card.sha256:
            raise ModelFileError(
                f"{path} was changed or damaged after its export: its sha256 is not"
                " the one on its card; copy or export it again."
            )
    return model_file


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, list[walker.Record]]]:
    """Open a file and find its top-level fields.

    Raises:
        ModelFileError: it cannot be opened, or is no whole ONNX file.
    """
    if path.is_dir():
        raise ModelFileError(f"{path} is a folder: choose a .onnx file in it.")
    try:
        with path.open("rb") as file:
            yield file, walker.records(file, path)
    except FileNotFoundError:
        raise ModelFileError(
            f"{path} does not exist: check the name of the model file."
        ) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelFileError(f"Could not read {path}: {reason}.") from error


def _model_file(path: Path, file: BinaryIO, found: list[walker.Record]) -> ModelFile:
    entries = walker.metadata(file, found)
    if CARD_KEY not in entries:
        raise NoCardError(
            f"{path} is an ONNX file without a GAN Studio card, so nobody can tell what"
            " goes in and comes out: 'ganstudio import' finds out and gives it one."
        )
    try:
        preview = base64.b64decode(entries[PREVIEW_KEY], validate=True)
    except (KeyError, binascii.Error):
        preview = b""
    return ModelFile(path, _card(path, entries[CARD_KEY]), preview or None)


def _card(path: Path, text: str) -> Card:
    try:
        values: Any = json.loads(text)
        schema = values["schema_version"]
    except (ValueError, TypeError, KeyError):
        raise ModelFileError(
            f"{path} has a card that cannot be read: export it again."
        ) from None
    if isinstance(schema, int) and schema > SCHEMA_VERSION:
        raise ModelFileError(
            f"{path} was made by a newer GAN Studio"
            f" ({values.get('program_version', 'unknown version')}, card schema"
            f" {schema}; this one reads up to {SCHEMA_VERSION}): update the program."
        )
    try:
        return Card.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "card"
        reason = f"{where}: {first['msg']}"
    except SpecError as error:
        reason = str(error).rstrip(".")
    raise ModelFileError(
        f"{path} has a card that contradicts itself ({reason}): export it again."
    )
