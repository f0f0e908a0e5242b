"""Moving runs to the bin, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.app.runs import RunFolder
from ganstudio.gui.deeds import Deeds
from ganstudio.gui.file_deeds import delete_run
from ganstudio.gui.services import Services
from ganstudio.gui.train.known_runs import KnownRuns, Run


class RunBin(QObject):
    """Deletes runs so that it can be undone.

    Args:
        services: of the window.
        runs: told what went and what came back.
    """

    def __init__(
        self, services: Services, runs: KnownRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._runs = services, runs
        self._paths: list[Path] = []
        self._deeds = Deeds(services.background, self)
        services.undo.addStack(self._deeds.stack)
        self._deeds.happened.connect(self._happened)
        self._deeds.failed.connect(self._failed)

    def activate(self) -> None:
        """Let Undo and Redo mean these deeds."""
        self._services.undo.setActiveStack(self._deeds.stack)

    def delete(self, run: Run, then: Callable[[], object]) -> None:
        """Move a run's folder to the bin.

        Args:
            run: one that no process holds.
            then: called once it is there.
        """
        path = run.path
        if path not in self._paths:
            self._paths.append(path)

        def gone() -> None:
            self._runs.forget(path)
            then()

        self._deeds.perform(delete_run(path), gone)

    def _happened(self, sentence: str) -> None:
        self._services.notices.say(sentence, "good")
        for path in self._paths:
            there, known = path.is_dir(), self._runs.at(path) is not None
            if there and not known:
                self._runs.add(RunFolder(path))
            elif known and not there:
                self._runs.forget(path)

    def _failed(self, sentence: str) -> None:
        self._services.notices.say(sentence, "bad")
