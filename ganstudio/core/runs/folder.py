"""A run's folder: where its parts lie, and its record."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from ganstudio.api import RunError
from ganstudio.core import paths
from ganstudio.core.files import write_json
from ganstudio.core.runs._errors import run_errors
from ganstudio.core.runs.record import SCHEMA_VERSION, RunRecord

_PARTS = ("checkpoints", "control", "exports", "samples")


class RunFolder:
    """One run on the disk. Making this object reads nothing.

    Args:
        path: the folder; it becomes absolute.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()
        self.run_json = self.path / "run.json"
        self.events = self.path / "events.jsonl"
        self.owner = self.path / "owner.json"
        self.log = self.path / "worker.log"
        self.checkpoints = self.path / "checkpoints"
        self.control = self.path / "control"
        self.exports = self.path / "exports"
        self.samples = self.path / "samples"
        self._cached: tuple[tuple[int, int, int], RunRecord] | None = None

    def __repr__(self) -> str:
        return f"RunFolder({str(self.path)!r})"

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.name

    @classmethod
    def create(cls, path: Path | str, record: RunRecord) -> RunFolder:
        """Make a run folder with its record.

        Raises:
            RunError: something lies there already, or it cannot be written.
        """
        run = cls(path)
        with run_errors("create", run.path):
            try:
                run.path.mkdir(parents=True, exist_ok=True)
            except FileExistsError:
                raise _taken(run.path) from None
            if any(run.path.iterdir()):
                raise _taken(run.path)
            try:
                # Of two processes that create one run, one makes the first part.
                for part in _PARTS:
                    (run.path / part).mkdir()
            except FileExistsError:
                raise _taken(run.path) from None
            try:
                run.complete(record)
            except BaseException:
                run._remove_empty()
                raise
        return run

    @property
    def record(self) -> RunRecord:
        """What run.json says now; read again only where the file changed.

        Raises:
            RunError: it is missing, damaged, or of a newer program.
        """
        with run_errors("read", self.run_json):
            try:
                facts = self.run_json.stat()
            except (FileNotFoundError, NotADirectoryError):
                raise RunError(self._missing()) from None
            stamp = (facts.st_mtime_ns, facts.st_ino, facts.st_size)
            if self._cached is None or self._cached[0] != stamp:
                self._cached = (stamp, self._read())
        return self._cached[1]

    @property
    def error(self) -> str | None:
        """Why the record cannot be read, in one sentence; None where it can."""
        try:
            _ = self.record
        except RunError as error:
            return str(error)
        return None

    def complete(self, record: RunRecord) -> None:
        """Write the record again, with what is known now.

        Raises:
            RunError: it could not be written.
        """
        with run_errors("write", self.run_json):
            write_json(self.run_json, record.model_dump(mode="json"))
        self._cached = None

    def _read(self) -> RunRecord:
        text = self.run_json.read_bytes()
        version = _schema_version(text)
        if version > SCHEMA_VERSION:
            raise RunError(
                f"Run {self.name} was made by a newer GAN Studio (run.json has schema"
                f" {version}, this program reads up to {SCHEMA_VERSION}): update the"
                " program."
            )
        try:
            return RunRecord.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the file"
            raise RunError(
                f"Run {self.name} is damaged: {self.run_json}: {place}:"
                f" {first['msg']}. Restore run.json or start a new run."
            ) from None

    def _missing(self) -> str:
        if not self.path.is_dir():
            return (
                f"There is no run folder {self.path}: give the path of a run, as"
                " 'ganstudio runs' lists them."
            )
        return (
            f"{self.path} is not a run: it has no run.json. Give the path of a run, as"
            " 'ganstudio runs' lists them."
        )

    def _remove_empty(self) -> None:
        with suppress(OSError):
            for part in _PARTS:
                (self.path / part).rmdir()
            self.path.rmdir()


def _schema_version(text: bytes) -> int:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    version = value.get("schema_version") if isinstance(value, dict) else None
    return version if isinstance(version, int) else 0


def _taken(path: Path) -> RunError:
    return RunError(
        f"Run folder {path} cannot be created: something lies there already; choose"
        " another folder, or resume that run."
    )


def new_run_path(model: str, parent: Path | None = None) -> Path:
    """Propose a folder that does not exist yet: date, local time, model, four digits.

    Args:
        model: the model's id.
        parent: folder of runs; the user's own by default.
    """
    base = paths.runs_dir() if parent is None else parent
    while True:
        stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
        path = base / f"{stamp}_{model}_{secrets.token_hex(2)}"
        if not path.exists():
            return path


def list_runs(parent: Path | None = None) -> list[RunFolder]:
    """List the runs in a folder, newest name first; a broken one carries its `error`.

    A sub-folder without run.json and without events is no run and is left out. A
    folder that is missing or cannot be read holds no runs.
    """
    base = paths.runs_dir() if parent is None else parent
    try:
        folders = sorted((p for p in base.iterdir() if p.is_dir()), reverse=True)
    except OSError:
        return []
    runs = [RunFolder(folder) for folder in folders if folder.name[0] != "."]
    return [run for run in runs if run.run_json.exists() or run.events.exists()]
