"""From what was asked to a list: every picture, and where its result goes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from ganstudio.api import ConfigError, PictureError, Problem
from ganstudio.app.batch.naming import Pattern
from ganstudio.app.batch.request import FORMATS, Task, Translated, TranslateRequest
from ganstudio.app.output import is_picture_name, result_suffix
from ganstudio.core.images import PICTURE_SUFFIXES, WRITABLE_SUFFIXES


def plan(
    request: TranslateRequest, model: str, first: int = 1
) -> tuple[list[Task], list[Translated]]:
    """List the pictures of a batch; no file is opened.

    Args:
        request: what was asked.
        model: the model's name.
        first: number of the first picture.

    Returns:
        The tasks, no two with the same target, and inputs without any picture.

    Raises:
        ConfigError: inputs and `out` do not go together, or a pattern or a format
            that is none.
    """
    namer = _Namer(request, model, first)
    inputs = [Path(os.path.normpath(path)) for path in request.inputs]
    folders = [path for path in inputs if path.is_dir()]
    if is_picture_name(request.out):
        return [_alone(request, inputs, folders, first)], []
    out = request.out
    pairs: list[tuple[Path, Path]] = []
    refused: list[Translated] = []
    for path in inputs:
        if path not in folders:
            pairs.append((path, _place(path, inputs, request.roots)))
            continue
        # Two folders may hold equal names: each then keeps its own.
        base = Path(path.resolve().name) if len(inputs) > 1 else Path()
        found = pictures_below(path, leave_out=out)
        if not found:
            text = str(PictureError(f"Folder {path} holds no pictures."))
            refused.append(Translated(path, None, text))
        pairs += [(path / name, base / name.parent) for name in found]
    return [namer.task(source, out / place) for source, place in pairs], refused


def first_target(request: TranslateRequest, model: str) -> Path | None:
    """Where the first picture would go, to be shown; None where there is none.

    Raises:
        ConfigError: as `plan`.
    """
    one = next((path for path in request.inputs if not path.is_dir()), None)
    if one is not None:
        # Ten thousand inputs need not be looked at for one name.
        namer = _Namer(request, model, 1)
        return namer.task(one, request.out / _place(one, [one], request.roots)).target
    tasks, _ = plan(request, model)
    return tasks[0].target if tasks else None


def pictures_below(folder: Path, leave_out: Path | None = None) -> list[Path]:
    """Names of the pictures below a folder, relative to it, hidden ones left out.

    Args:
        folder: where to look.
        leave_out: a folder whose pictures do not count, where it lies below `folder`.
    """
    aside: tuple[str, ...] = ()
    if leave_out is not None:
        inside = leave_out.absolute()
        if inside != folder.absolute() and inside.is_relative_to(folder.absolute()):
            aside = inside.relative_to(folder.absolute()).parts
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        name
        for name in names
        if name.suffix.lower() in PICTURE_SUFFIXES
        and not any(part.startswith(".") for part in name.parts)
        and not (aside and name.parts[: len(aside)] == aside)
    )


class _Namer:
    """Gives each picture a target that no other one has."""

    def __init__(self, request: TranslateRequest, model: str, first: int) -> None:
        if request.format not in FORMATS:
            problem = Problem("format", f"must be one of {', '.join(FORMATS)}")
            raise ConfigError("translate", [problem])
        self._request, self._model = request, model
        self._pattern = Pattern(request.name)
        self._numbers = count(first)
        self._promised: set[str] = set()

    def task(self, source: Path, folder: Path) -> Task:
        request, number = self._request, next(self._numbers)
        stem = self._pattern.name(
            source, model=self._model, number=number, strength=request.strength
        )
        suffix = f".{request.format}"
        if request.format == "same":
            suffix = result_suffix(source)
        for copy in count(1):
            name = f"{stem}{suffix}" if copy == 1 else f"{stem}-{copy}{suffix}"
            # Many disks take A.jpg and a.jpg for one file.
            key = str(folder / name).casefold()
            if key not in self._promised:
                self._promised.add(key)
                return Task(source, folder / name, number)
        raise AssertionError("count() does not end")


def _alone(
    request: TranslateRequest,
    inputs: Sequence[Path],
    folders: Sequence[Path],
    number: int,
) -> Task:
    """One picture whose result has a name."""
    out = request.out
    message = ""
    if len(inputs) > 1 or folders:
        what = "a folder" if folders else f"{len(inputs)} pictures"
        message = f"must be a folder for {what}, not {out}"
    elif out.suffix.lower() not in WRITABLE_SUFFIXES:
        known = ", ".join(WRITABLE_SUFFIXES)
        message = f"must end in one of {known}, not {out.name}"
    elif request.format not in ("same", out.suffix.lower()[1:]):
        message = f"ends in {out.suffix}, which is not the format {request.format}"
    if message:
        raise ConfigError("translate", [Problem("out", message)])
    return Task(inputs[0], out, number)


def _place(path: Path, inputs: Sequence[Path], roots: Sequence[Path]) -> Path:
    """Folder of a single picture's result, below `out`."""
    root = next((root for root in roots if path.is_relative_to(root)), None)
    if root is None:
        return Path()
    alone = all(other.is_relative_to(root) for other in inputs)
    base = Path() if alone else Path(root.resolve().name)
    return base / path.relative_to(root).parent
