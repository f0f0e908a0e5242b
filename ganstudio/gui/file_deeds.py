"""Deleting to the bin, renaming and keeping models, as deeds that can be undone."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths

from ganstudio.api import RunError, StudioError
from ganstudio.app.output import free_path
from ganstudio.core.files import disk_errors, written_beside
from ganstudio.core.model_file import check_model_file, read_model_file, with_card
from ganstudio.core.paths import models_dir
from ganstudio.core.runs import RunFolder, liveness
from ganstudio.gui.deeds import Deed


class _Binned:
    """A file or folder that goes to the bin and comes back from it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._there: Path | None = None

    def throw(self) -> None:
        if not self._path.exists():
            raise StudioError(f"{self._path} is gone already: look again.")
        # A fresh account on Linux has no such folder, and then there is no bin either.
        data = QStandardPaths.StandardLocation.GenericDataLocation
        with suppress(OSError):
            Path(QStandardPaths.writableLocation(data)).mkdir(
                parents=True, exist_ok=True
            )
        file = QFile(str(self._path))
        if not file.moveToTrash():
            reason = file.errorString().lower().rstrip(".") or "there is no bin"
            raise StudioError(
                f"{self._path} could not be moved to the bin ({reason}) and was left"
                " where it is."
            )
        # Qt names the file by its place in the bin now, where the system tells.
        place = Path(file.fileName())
        self._there = place if place != self._path else None

    def fetch(self) -> None:
        there = self._there
        if there is None or not there.exists():
            raise StudioError(
                f"{self._path.name} is not in the bin any more: it cannot be brought"
                " back."
            )
        if self._path.exists():
            raise StudioError(
                f"{self._path.name} stays in the bin: something new lies at"
                f" {self._path}."
            )
        with disk_errors("bring back", self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(there, self._path)
        # The note beside it, where a bin as on Linux has one.
        with suppress(OSError):
            (there.parent.parent / "info" / f"{there.name}.trashinfo").unlink()


def delete_model(path: Path, title: str) -> Deed:
    """Move a model file to the bin."""
    binned = _Binned(path)
    return Deed(
        f"delete {title}",
        binned.throw,
        binned.fetch,
        f"{title} is in the bin; Ctrl+Z brings it back.",
        f"{title} is back.",
    )


def delete_run(path: Path) -> Deed:
    """Move a run's folder to the bin, unless a process works in it."""
    binned = _Binned(path)

    def throw() -> None:
        if liveness(RunFolder(path)) in ("alive", "elsewhere"):
            raise RunError(f"Run {path.name} is being trained: stop it first.")
        binned.throw()

    return Deed(
        f"delete run {path.name}",
        throw,
        binned.fetch,
        f"Run {path.name} is in the bin; Ctrl+Z brings it back.",
        f"Run {path.name} is back.",
    )


def rename_model(path: Path, old: str, new: str) -> Deed:
    """Change the title on a model's card; its file keeps its name."""

    def call_it(title: str) -> None:
        found = read_model_file(path)
        card = found.card.model_copy(update={"title": title})
        with_card(path, card, found.preview)

    return Deed(
        f"rename {new}",
        lambda: call_it(new),
        lambda: call_it(old),
        f"The model is called {new} now.",
        f"The model is called {old or path.stem} again.",
    )


class _Copies:
    """Copies of a model, and of its siblings that lie beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.first: Path | None = None
        self._made: list[Path] = []

    def copy(self) -> None:
        self._made = []
        card = check_model_file(self._path).card
        self.first = self._copy(self._path)
        for sibling in card.siblings:
            beside = self._path.with_name(sibling.file)
            # Under another name nobody's link would lead to it.
            if beside.exists() and not (models_dir() / sibling.file).exists():
                self._copy(beside)

    def remove(self) -> None:
        for path in self._made:
            _Binned(path).throw()

    def _copy(self, path: Path) -> Path:
        wanted = models_dir() / path.name
        if wanted.exists() and _same(path, wanted):
            return wanted
        target = free_path(wanted)
        with written_beside(target) as temporary:
            shutil.copyfile(path, temporary)
        check_model_file(target)
        self._made.append(target)
        return target


def _same(one: Path, other: Path) -> bool:
    with suppress(StudioError):
        cards = read_model_file(one).card, read_model_file(other).card
        return cards[0] == cards[1]
    return False


class KeepModel:
    """Copy a model file into the user's folder of models.

    Attributes:
        deed: what does it.
    """

    def __init__(self, path: Path) -> None:
        self._copies = _Copies(path)
        self.deed = Deed(
            f"add {path.name}",
            self._copies.copy,
            self._copies.remove,
            f"{path.name} is among your models.",
            f"{path.name} was taken out of your models.",
        )

    @property
    def kept(self) -> Path | None:
        """Where the copy lies, once it is there."""
        return self._copies.first
