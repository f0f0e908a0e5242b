"""The model files at hand: what ships, what the user keeps, what runs exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ganstudio.api import ModelFileError, Role, StudioError
from ganstudio.app.nearest import hint
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.core.paths import models_dir, resources, runs_dir

SUFFIX = ".onnx"
WEIGHT_SUFFIXES = (".pth", ".pt")
"""Files of torch, of whose weights a model can be made (`app.importing`)."""
Source = Literal["demo", "user", "run"]


@dataclass(frozen=True)
class ModelEntry:
    """One model file.

    Attributes:
        name: what it is called by: the file's name without its suffix.
        path: the file.
        source: demo: ships with the program; user: in the user's folder of models;
            run: among a run's exports.
        card: what it says of itself; None where the file is damaged.
        error: one sentence where the file is damaged, else empty.
    """

    name: str
    path: Path
    source: Source
    card: Card | None
    error: str = ""


def list_models(role: Role | None = None) -> list[ModelEntry]:
    """List all model files at hand, damaged ones too.

    Args:
        role: only models of this role, and only whole ones.
    """
    entries = [_entry(path, source) for path, source in _files()]
    if role is None:
        return entries
    return [e for e in entries if e.card is not None and e.card.role is role]


def find_model(text: str) -> Path:
    """Find a model by its path or its name.

    Raises:
        ModelFileError: there is no such model, or several of this name.
    """
    path = Path(text).expanduser()
    if path.suffix.lower() == SUFFIX and path.exists():
        return path
    files = [(file, source) for file, source in _files()]
    name = path.name.removesuffix(SUFFIX)
    # A path that leads nowhere must not find a model of that name elsewhere.
    found = [f for f, _ in files if f.stem == name] if path.name == text else []
    if len(found) == 1:
        return found[0]
    if found:
        where = " and ".join(str(file) for file in found)
        raise ModelFileError(f"Several models are called {name}: give one of {where}.")
    if path.exists():
        raise ModelFileError(
            f"{path} is not a model file: its name should end in {SUFFIX}."
        )
    suggestion = hint(name, (file.stem for file, _ in files))
    raise ModelFileError(
        f"There is no model {text}, neither a file nor a name that 'ganstudio models'"
        f" lists: {suggestion}"
    )


def _files() -> Iterator[tuple[Path, Source]]:
    folders: list[tuple[Path, str, Source]] = [
        (resources() / "models", f"*{SUFFIX}", "demo"),
        (models_dir(), f"*{SUFFIX}", "user"),
        (runs_dir(), f"*/exports/*{SUFFIX}", "run"),
    ]
    for folder, pattern, source in folders:
        for path in sorted(folder.glob(pattern)):
            if not path.name.startswith("."):
                yield path, source


def _entry(path: Path, source: Source) -> ModelEntry:
    try:
        return ModelEntry(path.stem, path, source, read_model_file(path).card)
    except StudioError as error:
        return ModelEntry(path.stem, path, source, None, str(error))
