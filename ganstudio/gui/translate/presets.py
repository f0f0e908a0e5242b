"""Presets: named settings, one small file each, that can be given away."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from PySide6.QtCore import QObject, Signal

from ganstudio.api import StudioError
from ganstudio.app.opening import PRESET_SUFFIX
from ganstudio.core.files import disk_errors, write_json
from ganstudio.core.images import WrittenRecipe
from ganstudio.core.paths import config_dir
from ganstudio.gui.services import Background

_LARGEST = 1_000_000
"""Bytes of a preset's file at most: a larger one is something else."""


class Preset(BaseModel):
    """What a person made and named: a model and a shape, no picture and no path."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["ganstudio preset"] = "ganstudio preset"
    version: Literal[1] = 1
    name: str = Field(min_length=1, max_length=80)
    recipe: WrittenRecipe


def presets_dir() -> Path:
    """Where the person's presets lie."""
    return config_dir() / "presets"


def file_name(preset: Preset) -> str:
    """Name of a file that a preset can be given away as."""
    stem = re.sub(r"[^\w]+", "-", preset.name.lower()).strip("-_") or "preset"
    return stem[:60] + PRESET_SUFFIX


def read_preset(path: Path) -> Preset:
    """Read a preset's file.

    Raises:
        StudioError: it is none, or one of a later version.
    """
    with disk_errors("read", path):
        data = path.read_bytes()[:_LARGEST]
    try:
        values = json.loads(data)
    except ValueError:
        values = None
    if not isinstance(values, dict) or values.get("format") != "ganstudio preset":
        raise StudioError(
            f"{path.name} is no preset of GAN Studio: share one with Presets, Share as"
            " a file."
        )
    version = values.get("version")
    if isinstance(version, int) and version > 1:
        raise StudioError(
            f"{path.name} was written by a later GAN Studio (version {version} of"
            " presets; this one reads 1): update the program."
        )
    try:
        return Preset.model_validate(values)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise StudioError(
            f"{path.name} is damaged ({where} is missing or wrong): share the preset"
            " again."
        ) from error


def write_preset(preset: Preset, path: Path) -> None:
    """Write a preset's file, and read it back.

    Raises:
        StudioError: the disk refuses.
    """
    recipe = json.loads(preset.recipe.text())
    write_json(path, preset.model_dump(exclude={"recipe"}) | {"recipe": recipe})
    if read_preset(path) != preset:
        raise StudioError(f"{path} does not hold what was written: share it again.")


class Presets(QObject):
    """The person's presets, by name; what changes is written in the background."""

    changed = Signal()
    failed = Signal(str)
    """One sentence: a file was not read or not written."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._paths: dict[str, Path] = {}
        self._written: dict[Path, Preset] = {}
        """What lies on the disk."""
        self._trying: dict[Path, Preset] = {}
        """What is being written, or was last."""
        self._writing = self._closed = False
        self._lock = threading.Lock()
        """Held while files are written, here or in the background."""
        self.all: tuple[Preset, ...] = ()
        background.run(lambda _: _read_all(), self._take, self.failed.emit, owner=self)

    def named(self, name: str) -> Preset | None:
        """The preset of a name."""
        return next((preset for preset in self.all if preset.name == name), None)

    def free_name(self, name: str) -> str:
        """A name that no preset has yet: itself, or with a number behind it."""
        taken = {preset.name for preset in self.all}
        numbers = (f"{name[:70]} {number}" for number in range(2, len(taken) + 3))
        return next(one for one in (name, *numbers) if one not in taken)

    def with_preset(self, preset: Preset) -> tuple[Preset, ...]:
        """All presets and this one, in the place of one with its name."""
        return (*self.without(preset.name), preset)

    def without(self, name: str) -> tuple[Preset, ...]:
        """All presets but the one of a name."""
        return tuple(preset for preset in self.all if preset.name != name)

    def set_all(self, presets: Iterable[Preset]) -> None:
        """Let these be all; files are written and taken away to match."""
        new = {preset.name: preset for preset in presets}
        self.all = tuple(sorted(new.values(), key=lambda p: p.name.lower()))
        for name in [name for name in self._paths if name not in new]:
            del self._paths[name]
        for name, preset in new.items():
            if name not in self._paths:
                self._paths[name] = self._free_path(preset)
        self._sync()
        self.changed.emit()

    def close(self) -> None:
        """Write what is not written yet."""
        with self._lock, suppress(StudioError):
            self._closed = True
            _sync(self._written | self._trying, self._wanted)

    @property
    def _wanted(self) -> dict[Path, Preset]:
        return {self._paths[preset.name]: preset for preset in self.all}

    def _free_path(self, preset: Preset) -> Path:
        """Where a preset goes: on no other's file, and on none that is not ours."""
        taken, ours = set(self._paths.values()), {*self._written, *self._trying}
        path = presets_dir() / file_name(preset)
        stem = path.name.removesuffix(PRESET_SUFFIX)
        for number in count(2):
            if path not in taken and (path in ours or not path.exists()):
                break
            path = path.with_name(f"{stem}-{number}{PRESET_SUFFIX}")
        return path

    def _sync(self) -> None:
        """Bring the disk to what is wanted, one change after the other."""
        written, wanted = self._written, self._wanted
        if self._writing or written == wanted:
            return
        self._writing, self._trying = True, wanted

        def work(_: object) -> None:
            with self._lock:
                if not self._closed:
                    _sync(written, wanted)

        def done(_: object) -> None:
            self._writing, self._written = False, wanted
            self._sync()

        def failed(sentence: str) -> None:
            # What is wanted counts as tried: it is tried again with the next change.
            self._writing = False
            self.failed.emit(sentence)

        self._background.run(
            work,
            done,
            failed,
            owner=self,
            what="Keeping presets",
        )

    def _take(self, found: tuple[dict[Path, Preset], list[str]]) -> None:
        read, sentences = found
        added = []
        for path, preset in read.items():
            # Of two files with one name the second is left alone, and is not shown.
            if preset.name not in self._paths:
                self._paths[preset.name] = path
                self._written[path] = preset
                added.append(preset)
        everything = {preset.name: preset for preset in (*self.all, *added)}
        self.all = tuple(sorted(everything.values(), key=lambda p: p.name.lower()))
        for sentence in sentences:
            self.failed.emit(sentence)
        self.changed.emit()


def _sync(written: dict[Path, Preset], wanted: dict[Path, Preset]) -> None:
    for path, preset in wanted.items():
        if written.get(path) != preset or not path.exists():
            write_preset(preset, path)
    for path in written:
        if path not in wanted:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _read_all() -> tuple[dict[Path, Preset], list[str]]:
    found: dict[Path, Preset] = {}
    sentences = []
    for path in sorted(presets_dir().glob(f"*{PRESET_SUFFIX}")):
        try:
            found[path] = read_preset(path)
        except StudioError as error:
            sentences.append(str(error))
    return found, sentences
