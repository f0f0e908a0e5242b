"""Translating pictures: one or a tree of folders, through the same pipeline."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ganstudio.api import ConfigError, PictureError, Problem, StudioError
from ganstudio.app.engines import Engine, LocalEngine
from ganstudio.app.failures import unexpected
from ganstudio.app.models import find_model
from ganstudio.app.output import free_path, is_picture_name, result_name
from ganstudio.core.images import (
    PICTURE_SUFFIXES,
    WRITABLE_SUFFIXES,
    read_picture,
    write_picture,
)


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
        ending: what each stem gets behind it where `out` is a folder.
        tile: "auto", "off", or a side in px.
        strength: 1 is the network's result, 0 the picture itself.
        label: class to translate to, for models that have classes.
        keep_metadata: whether EXIF and XMP go into the result; the colour profile
            always does.
        quality: 1 to 100, of JPEG, WebP and AVIF files.
        backend: "auto", or the one that must run: "cpu", "cuda", "openvino", ...
        overwrite: write over files that are there; otherwise another name is taken.
    """

    model: str
    inputs: tuple[Path, ...]
    out: Path
    tile: str | int = "auto"
    strength: float = 1.0
    label: int | str | None = None
    keep_metadata: bool = True
    backend: str = "auto"
    overwrite: bool = False
    roots: tuple[Path, ...] = ()
    ending: str = ""
    quality: int = 95


@dataclass(frozen=True)
class Task:
    """One picture to translate, and where its result goes."""

    source: Path
    target: Path


@dataclass(frozen=True)
class Translated:
    """What became of one picture.

    Attributes:
        source: the picture.
        target: the file written; None where it failed.
        error: one sentence where it failed, else empty.
        notes: what could not be kept, as sentences.
        size: (H, W) of the result, px; None where it failed.
        seconds: how long it took, reading and writing included.
    """

    source: Path
    target: Path | None
    error: str
    notes: tuple[str, ...]
    size: tuple[int, int] | None
    seconds: float


class Translation:
    """A batch, ready to run: its pictures are known, and so is its model.

    Args:
        request: what to translate.
        engine: what runs the model; None loads it into this process.

    Raises:
        ConfigError: inputs and `out` do not go together.
        ModelFileError: there is no such model, or its file is damaged.
        InferenceError: the backend is not there, or does not take the model.
    """

    def __init__(self, request: TranslateRequest, engine: Engine | None = None) -> None:
        self.request = request
        self.refused: list[Translated] = []
        """Inputs that hold nothing to translate."""
        self.tasks = self._plan()
        if engine is None:
            engine = LocalEngine(find_model(request.model), request.backend)
        self._engine = engine
        self._stopped = threading.Event()

    @property
    def provider(self) -> str:
        """Short name of the backend that really runs: "cpu", "cuda", ..."""
        return self._engine.provider

    def stop(self) -> None:
        """End `run` early, from any thread; what was written by then stays."""
        self._stopped.set()
        self._engine.stop()

    def run(
        self, progress: Callable[[Task, float], None] | None = None
    ) -> Iterator[Translated]:
        """Translate picture by picture; one that fails does not stop the others.

        Args:
            progress: called with the task and the part of it that is done, in [0, 1].

        Yields:
            What became of each input, in order; refused inputs first. Nothing comes
            for the one that runs when `stop` is called, and for those behind it.
        """
        yield from self.refused
        for task in self.tasks:
            if self._stopped.is_set():
                return
            began = time.monotonic()
            try:
                result = self._one(task, began, progress)
            except StudioError as error:
                result = _failed(task.source, str(error), began)
            except Exception as error:
                # A decoder that stumbles over one file must not cost the others.
                text = unexpected(error, str(task.source))
                result = _failed(task.source, text, began)
            if result.error and self._stopped.is_set():
                return  # it was stopped, which is no failure of the picture
            yield result

    def _one(
        self, task: Task, began: float, progress: Callable[[Task, float], None] | None
    ) -> Translated:
        request = self.request
        picture = read_picture(task.source)
        result = self._engine.translate(
            picture,
            strength=request.strength,
            tile=request.tile,
            label=request.label,
            progress=lambda part: progress(task, part) if progress else None,
        )
        write_picture(
            result,
            task.target,
            quality=request.quality,
            keep_metadata=request.keep_metadata,
        )
        seconds = time.monotonic() - began
        return Translated(
            task.source, task.target, "", result.notes, result.size, seconds
        )

    def _plan(self) -> list[Task]:
        request, out = self.request, self.request.out
        inputs = [Path(os.path.normpath(path)) for path in request.inputs]
        folders = [path for path in inputs if path.is_dir()]
        if is_picture_name(out):
            if len(inputs) > 1 or folders:
                what = "a folder" if folders else f"{len(inputs)} pictures"
                problem = Problem("out", f"must be a folder for {what}, not {out}")
                raise ConfigError("translate", [problem])
            if out.suffix.lower() not in WRITABLE_SUFFIXES:
                known = ", ".join(WRITABLE_SUFFIXES)
                problem = Problem("out", f"must end in one of {known}, not {out.name}")
                raise ConfigError("translate", [problem])
            return [Task(inputs[0], self._target(out, set()))]
        pairs: list[tuple[Path, Path]] = []
        for path in inputs:
            if path not in folders:
                pairs.append((path, self._place(path, inputs)))
                continue
            # Two folders may hold equal names: each then keeps its own.
            base = Path(path.resolve().name) if len(inputs) > 1 else Path()
            found = [
                (path / name, base / name.with_name(self._name(name)))
                for name in pictures_below(path)
            ]
            if not found:
                text = str(PictureError(f"Folder {path} holds no pictures."))
                self.refused.append(_failed(path, text, time.monotonic()))
            pairs += found
        promised: set[Path] = set()
        return [Task(src, self._target(out / name, promised)) for src, name in pairs]

    def _name(self, source: Path) -> str:
        return result_name(source, self.request.ending)

    def _place(self, path: Path, inputs: Sequence[Path]) -> Path:
        """Where a single picture's result lies below `out`."""
        roots = self.request.roots
        root = next((root for root in roots if path.is_relative_to(root)), None)
        if root is None:
            return Path(self._name(path))
        alone = all(other.is_relative_to(root) for other in inputs)
        base = Path() if alone else Path(root.resolve().name)
        return base / path.relative_to(root).with_name(self._name(path))

    def _target(self, wanted: Path, promised: set[Path]) -> Path:
        if self.request.overwrite and wanted not in promised:
            promised.add(wanted)
            return wanted
        return free_path(wanted, promised)


def _failed(source: Path, error: str, began: float) -> Translated:
    return Translated(source, None, error, (), None, time.monotonic() - began)


def pictures_below(folder: Path) -> list[Path]:
    """Names of the pictures below a folder, relative to it, hidden ones left out."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        name
        for name in names
        if name.suffix.lower() in PICTURE_SUFFIXES
        and not any(part.startswith(".") for part in name.parts)
    )
