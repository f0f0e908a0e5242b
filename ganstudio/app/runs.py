"""The runs at hand: found by path or name, listed with what they are doing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ganstudio.api import RunError
from ganstudio.app.nearest import hint
from ganstudio.core.paths import runs_dir
from ganstudio.core.runs import RunFolder, RunStatus, list_runs, status

__all__ = ["RunEntry", "RunFolder", "RunList", "all_runs", "entry_of", "find_run"]


@dataclass(frozen=True)
class RunEntry:
    """One run: its folder, what it is doing, and what it trains ("" where damaged)."""

    folder: RunFolder
    status: RunStatus
    model: str
    created: str


def all_runs(parent: Path | None = None) -> list[RunEntry]:
    """List runs, newest first; damaged ones are listed with their error.

    Args:
        parent: folder of runs; the user's own by default.
    """
    return [entry_of(folder) for folder in list_runs(parent)]


def entry_of(folder: RunFolder) -> RunEntry:
    """Look at one run; a damaged one is "failed", with its error as message."""
    model, created = "", ""
    if folder.error is None:
        model, created = folder.record.model, folder.record.created
    return RunEntry(folder, status(folder), model, created)


class RunList:
    """The runs of one folder, read again and again: only those that changed.

    Args:
        parent: folder of runs; the user's own by default.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent
        self._known: dict[Path, tuple[object, RunEntry]] = {}

    def read(self) -> list[RunEntry]:
        """List the runs, newest first, as `all_runs` does."""
        known: dict[Path, tuple[object, RunEntry]] = {}
        for folder in list_runs(self._parent):
            stamp = _stamp(folder)
            before = self._known.get(folder.path)
            if stamp is not None and before is not None and before[0] == stamp:
                known[folder.path] = before
            else:
                kept = folder if before is None else before[1].folder
                known[folder.path] = (stamp, entry_of(kept))
        self._known = known
        return [entry for _, entry in known.values()]


def _stamp(folder: RunFolder) -> object:
    """What changes when a run does; None where a process may hold it: ask again."""
    if folder.owner.exists():
        return None
    return _facts(folder.run_json), _facts(folder.events)


def _facts(path: Path) -> tuple[int, int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def find_run(text: str) -> RunFolder:
    """Find a run by its path, its name, or a part of its name that no other has.

    Raises:
        RunError: there is no such run, several, or it is damaged.
    """
    path = Path(text).expanduser()
    is_path = path.is_dir() or path.name != text
    folder = RunFolder(path) if is_path else _by_name(text)
    if folder.error is not None:
        raise RunError(folder.error)
    return folder


def _by_name(text: str) -> RunFolder:
    runs = {folder.name: folder for folder in list_runs()}
    if text in runs:
        return runs[text]
    found = [name for name in runs if text and text in name]
    if len(found) == 1:
        return runs[found[0]]
    if found:
        some = ", ".join(found[:5]) + (" and more" if len(found) > 5 else "")
        raise RunError(
            f"{len(found)} runs match {text}: {some}; give more of the name."
        )
    raise RunError(
        f"There is no run {text}, neither a folder nor one in {runs_dir()}:"
        f" {hint(text, runs)}"
    )
