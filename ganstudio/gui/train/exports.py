"""Exporting a run in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from ganstudio.app.exporting import ExportRequest, export_run
from ganstudio.gui.services import Job
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.run_work import RunWork
from ganstudio.gui.train.sentences import title_of


class Exports(RunWork):
    """Writes the networks of runs as model files, or the picture that a run made."""

    def export(
        self, run: Run, then: Callable[[list[Path]], object] | None = None
    ) -> None:
        """Export a run as it is now.

        Args:
            run: the run.
            then: called with the files.
        """
        folder = run.entry.folder
        self.begin(
            run,
            f"Export {title_of(run, self._services)}",
            "Writing the files",
            lambda: export_run(folder, ExportRequest()),
            partial(self._written, then),
        )

    def _written(
        self,
        then: Callable[[list[Path]], object] | None,
        job: Job,
        files: list[Path],
    ) -> None:
        job.open_result = partial(self._services.navigator.open_exported, files[0])
        job.finish(", ".join(file.name for file in files))
        self._services.models.refresh()
        if then is not None:
            then(files)
