"""Exporting a run in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.app.exporting import ExportRequest, export_run
from ganstudio.gui.services import Job, Services
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.sentences import title_of


class Exports(QObject):
    """Writes the networks of runs as model files; each export is a job.

    Args:
        services: of the window.
    """

    changed = Signal(Path)
    """Whether a run is being exported, or why that failed."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._jobs: dict[Path, Job] = {}
        self._problems: dict[Path, str] = {}

    def busy(self, path: Path) -> bool:
        """Whether this run is being exported."""
        return path in self._jobs

    def problem(self, path: Path) -> str:
        """Why the last export of this run failed; "" where it did not."""
        return self._problems.get(path, "")

    def export(
        self, run: Run, then: Callable[[list[Path]], object] | None = None
    ) -> None:
        """Export a run as it is now.

        Args:
            run: the run.
            then: called with the files.
        """
        path, folder = run.path, run.entry.folder
        if path in self._jobs:
            return
        # Its process, or one of its own, writes the files whether we look or not.
        job = Job(f"Export {title_of(run, self._services)}", outlives_window=True)
        self._jobs[path] = self._services.jobs.add(job)
        self._problems.pop(path, None)
        job.advance(None, "Writing the networks as model files")
        self._services.background.run(
            lambda _: export_run(folder, ExportRequest()),
            partial(self._done, path, then),
            partial(self._failed, path),
            owner=self,
            what=f"Exporting {folder.name}",
            patient=True,
        )
        self.changed.emit(path)

    def _done(
        self,
        path: Path,
        then: Callable[[list[Path]], object] | None,
        files: list[Path],
    ) -> None:
        job = self._jobs.pop(path)
        job.open_result = partial(self._services.navigator.open_model, files[0])
        job.finish(", ".join(file.name for file in files))
        self._services.models.refresh()
        self.changed.emit(path)
        if then is not None:
            then(files)

    def _failed(self, path: Path, sentence: str) -> None:
        self._jobs.pop(path).fail(sentence)
        self._problems[path] = sentence
        self.changed.emit(path)
