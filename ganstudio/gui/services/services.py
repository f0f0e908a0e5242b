"""The bundle that is handed to each workspace."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoGroup

from ganstudio.gui.services.background import Background
from ganstudio.gui.services.jobs import Jobs
from ganstudio.gui.services.model_process import ModelProcess
from ganstudio.gui.services.models import Models
from ganstudio.gui.services.navigator import Navigator
from ganstudio.gui.services.notices import Notices
from ganstudio.gui.services.plugins import Plugins
from ganstudio.gui.services.preferences import PreferencesStore
from ganstudio.gui.services.programs import Programs
from ganstudio.gui.services.runs import Runs


class Services(QObject):
    """One of each; making them starts no thread, no process and reads no list.

    Args:
        safe_mode: load no plugin of others.
    """

    def __init__(
        self, *, safe_mode: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.background = Background(self)
        self.preferences = PreferencesStore(self.background, self)
        self.programs = Programs(self)
        """Commands of our own program: `ganstudio check`, `ganstudio info`."""
        settings = self.preferences.value
        threads, backend = settings.threads or None, settings.backend
        self.interactive = ModelProcess(self, threads=threads, provider=backend)
        """For what is on the screen."""
        self.heavy = ModelProcess(self, threads=threads, provider=backend)
        """For a large picture or a batch: it may take its time."""
        self.preferences.changed.connect(self._use)
        self.jobs = Jobs(self)
        self.models = Models(self.background, self)
        self.runs = Runs(self.background, self)
        self.plugins = Plugins(self.background, safe_mode=safe_mode, parent=self)
        self.notices = Notices(self)
        self.navigator = Navigator(self)
        self.undo = QUndoGroup(self)
        """Each workspace adds its stack, and makes it the active one when entered."""

    def _use(self) -> None:
        settings = self.preferences.value
        for process in (self.interactive, self.heavy):
            process.use(threads=settings.threads or None, provider=settings.backend)

    def start(self) -> None:
        """Read the lists; called once the window has painted."""
        self.models.refresh()
        self.runs.refresh()
        self.plugins.refresh()

    def close(self) -> None:
        """End threads, timers and child processes; training goes on."""
        self.runs.close()
        self.interactive.close()
        self.heavy.close()
        self.programs.close()
        self.background.close()
        self.preferences.close()
