"""Canvas, inspector and strip of one run, made when a run is first looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.train.inspector import RunInspector
from ganstudio.gui.train.monitor import Monitor
from ganstudio.gui.train.run_work import RunWork
from ganstudio.gui.train.selected_run import SelectedRun
from ganstudio.gui.train.steering import Steering
from ganstudio.gui.train.timeline import (
    CurvesView,
    RunHistory,
    SampleWall,
    TimeSlider,
)


class RunView(QObject):
    """What is seen of the run that is looked at.

    Args:
        services: of the window.
        commands: the table of commands.
        selected: the run.
        steering: steers it.
        works: export and measure it.
    """

    def __init__(
        self,
        services: Services,
        commands: Commands,
        selected: SelectedRun,
        steering: Steering,
        works: Sequence[RunWork],
    ) -> None:
        super().__init__()
        self._selected = selected
        self.history = RunHistory(services.background, self)
        self.slider = TimeSlider(self.history)
        self.monitor = Monitor(
            services,
            commands,
            selected,
            CurvesView(self.history),
            SampleWall(self.history),
        )
        self.inspector = RunInspector(services, commands, selected, steering, works)
        selected.changed.connect(self._follow)
        self._follow()

    def close(self) -> None:
        """Read nothing any more."""
        self.history.close()
        self.monitor.close_reading()

    def _follow(self) -> None:
        run = self._selected.run
        self.history.open(run.entry.folder if run is not None else None)
