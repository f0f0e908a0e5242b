"""What can be done in Train: the rows "train. ..." of the command table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ganstudio.api import Role
from ganstudio.gui.commands import Commands
from ganstudio.gui.folders import show_in_folder
from ganstudio.gui.services import Services
from ganstudio.gui.train.command_line import request_of
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.new_run.command_line import command_line

if TYPE_CHECKING:
    from ganstudio.gui.train.workspace import TrainWorkspace

_OPENED = (Role.GENERATOR, Role.TRANSLATOR)


class TrainActions(QObject):
    """Binds Train's commands to the run that is looked at, or to the new one.

    Args:
        services: of the window.
        commands: the table of commands.
        place: the workspace.
    """

    def __init__(
        self, services: Services, commands: Commands, place: TrainWorkspace
    ) -> None:
        super().__init__(place)
        self._services, self._commands, self._place = services, commands, place
        self._possible: object = None
        bind = commands.bind
        bind("train.new", place.show_new)
        bind("train.filter", place.go_to_filter)
        bind("train.runs", place.fold, checked=lambda: not place.folded)
        bind(
            "train.log",
            place.open_log,
            enabled=lambda: self._run is not None,
            checked=lambda: place.log_open,
        )
        bind("train.start", self._start, enabled=self._can_start)
        bind("train.copy_command", self._copy_command, enabled=self._can_copy)
        self._bind("pause", place.steering.pause, lambda run: run.controls.pause)
        self._bind("stop", place.steering.stop, lambda run: run.controls.stop)
        self._bind("sample", place.steering.sample, lambda run: run.controls.now)
        self._bind(
            "checkpoint", place.steering.checkpoint, lambda run: run.controls.now
        )
        self._bind("export", place.exports.export, self._can_export)
        self._bind("measure", place.measurements.measure, self._can_measure)
        self._bind("open_model", self._open_model, self._can_open)
        self._bind("show_folder", self._show_folder, lambda _: True)
        self._bind("delete", self._delete, lambda run: run.controls.delete)

    def refresh(self, *, force: bool = False) -> None:
        """Ask anew what can be done, where that may have changed.

        Args:
            force: it has.
        """
        run = self._run
        possible = (
            run and (run.path, run.controls, run.live),
            self._place.selected.details.record is not None,
            bool(self._place.selected.details.exports),
            run is not None and self._place.exports.busy(run.path),
            run is not None and self._can_measure(run),
            self._place.folded,
            self._place.log_open,
        )
        if possible == self._possible and not force:
            return
        self._possible = possible
        # Elsewhere our commands are off; they are asked again when Train is entered.
        if self._commands.workspace == "train":
            self._commands.refresh()

    @property
    def _run(self) -> Run | None:
        return self._place.selected.run

    def _bind(
        self,
        verb: str,
        do: Callable[[Run], object],
        possible: Callable[[Run], bool],
    ) -> None:
        def run() -> None:
            if self._run is not None:
                do(self._run)

        self._commands.bind(
            f"train.{verb}",
            run,
            enabled=lambda: self._run is not None and possible(self._run),
        )

    def _can_start(self) -> bool:
        if self._place.new is not None and self._place.shows_new:
            return self._place.new.can_start
        return self._run is not None and bool(self._run.controls.go)

    def _start(self) -> None:
        if self._place.new is not None and self._place.shows_new:
            self._place.new.start()
        elif self._run is not None:
            self._place.steering.start(self._run)

    def _can_copy(self) -> bool:
        if self._place.shows_new:
            return True
        return self._place.selected.details.record is not None

    def _copy_command(self) -> None:
        if self._place.new is not None and self._place.shows_new:
            self._place.new.copy_command()
            return
        record = self._place.selected.details.record
        if record is None:
            return
        registry = self._services.plugins.registry
        known = registry.models.get(record.model) if registry is not None else None
        spec = known.spec if known is not None else None
        text = command_line(request_of(record, spec))
        QGuiApplication.clipboard().setText(text)
        self._services.notices.say(f"Copied: {text}", "good")

    def _can_export(self, run: Run) -> bool:
        return run.controls.export and not self._place.exports.busy(run.path)

    def _can_measure(self, run: Run) -> bool:
        saved = run.checkpoint is not None
        return saved and not self._place.measurements.busy(run.path)

    def _can_open(self, run: Run) -> bool:
        return self._can_export(run) or bool(self._place.selected.details.exports)

    def _open_model(self, run: Run) -> None:
        """Open what was exported at the newest step, or export it first."""
        newest = run.step if run.live else run.checkpoint or 0
        exports = self._place.selected.details.exports
        ready = [one for one in exports if one.role in _OPENED or one.is_picture]
        fresh = [one for one in ready if one.step >= newest]
        if fresh:
            self._services.navigator.open_exported(fresh[0].path)
        elif self._can_export(run):
            self._place.exports.export(run, self._open_first)
        elif exports:
            self._services.navigator.open_exported(exports[0].path)

    def _open_first(self, files: list[Path]) -> None:
        self._services.navigator.open_exported(files[0])

    def _show_folder(self, run: Run) -> None:
        if not show_in_folder(run.entry.folder.run_json):
            self._services.notices.say(f"No file manager was found for {run.path}.")

    def _delete(self, run: Run) -> None:
        following = self._place.after(run.path)
        self._place.bin.delete(run, lambda: self._place.show_after(run.path, following))
