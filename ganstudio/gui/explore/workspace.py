"""The workspace "Explore"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.api import Image, Role
from ganstudio.core.images import WRITABLE_SUFFIXES
from ganstudio.gui.commands import Commands
from ganstudio.gui.explore import saving
from ganstudio.gui.explore.corners import Corners
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.inspector import Inspector
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.stage import Stage
from ganstudio.gui.explore.strip import Strip
from ganstudio.gui.services import Services, Task
from ganstudio.gui.widgets import to_image

_KEPT_POINTS = 50


class ExploreWorkspace:
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        self.services, self.commands = services, commands
        self.explorer = Explorer(services)
        self.explorer.setParent(services)
        self.kept = Kept(self.explorer)
        self.corners = Corners(self.explorer)
        self._here = False
        self._wanted: Path | None = None
        self._writing: Task | None = None
        self._bind()
        self.stage = Stage(self.explorer, commands)
        self.panel = Inspector(self.explorer, self.corners, commands)
        self.row = Strip(self.explorer, self.kept, commands)
        self.canvas: QWidget = self.stage
        self.inspector: QWidget | None = self.panel
        self.strip: QWidget | None = self.row
        self.wants_strip = True
        services.undo.addStack(self.explorer.undo)
        explorer = self.explorer
        for signal in (
            explorer.settled,
            explorer.mode_changed,
            explorer.subject_changed,
            explorer.error_changed,
            self.kept.changed,
        ):
            signal.connect(commands.refresh)
        explorer.picture_changed.connect(self._picture_came)
        services.models.changed.connect(self._models_changed)
        explorer.error_changed.connect(self._models_changed)

    def _bind(self) -> None:
        bind, explorer = self.commands.bind, self.explorer

        def there() -> bool:
            return explorer.subject is not None

        bind("explore.dice", lambda: explorer.throw_dice(), enabled=there)
        bind(
            "explore.grid",
            explorer.show_grid,
            enabled=there,
            checked=lambda: explorer.grid_on,
        )
        bind("explore.reset", explorer.reset, enabled=lambda: explorer.can_reset)
        bind("explore.keep", self.kept.keep, enabled=there)
        bind("explore.save", self.save, enabled=self._can_save)
        bind("explore.save_as", self.save_as, enabled=self._can_save)

    # Opening.

    def open(self, paths: list[Path]) -> None:
        """Explore the first model of these files."""
        if paths:
            self._wanted = None
            self.explorer.open(paths[0])

    def entered(self) -> None:
        """It is shown now."""
        self._here = True
        self.services.undo.setActiveStack(self.explorer.undo)
        self._models_changed()

    def left(self) -> None:
        """Another one is shown now."""
        self._here = False

    def _models_changed(self) -> None:
        """Begin with the model of last time, or the first one at hand."""
        explorer, models = self.explorer, self.services.models
        if not self._here or explorer.subject is not None or explorer.opening:
            return
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.exists():
            explorer.open(wanted)
            return
        for entry in models.of_role(Role.GENERATOR):
            if entry.card is not None and isinstance(entry.card.output, Image):
                problem, refused = explorer.model_error, explorer.refused
                explorer.take(entry.path, entry.card)
                explorer.refuse(problem, refused)
                return

    def _picture_came(self) -> None:
        # Only the first picture, and the loss of it, change what can be done.
        if self.commands.action("explore.save").isEnabled() != self._can_save():
            self.commands.refresh()

    # Keeping results.

    def copy(self) -> None:
        """Copy the picture, or the grid as a sheet, to the clipboard."""
        result = saving.result_of(self.explorer, self.panel.enlarge)
        if result is None:
            self.services.notices.say("There is no picture to copy yet.")
            return
        QGuiApplication.clipboard().setImage(to_image(result.enlarged()))
        self.services.notices.say("The picture is on the clipboard.", "good")

    def save(self) -> None:
        """Write what is on the canvas under a free name."""
        result = saving.result_of(self.explorer, self.panel.enlarge)
        if result is not None:
            self._write(result, self._folder() / f"{result.name}.png", overwrite=False)

    def save_as(self) -> None:
        """Ask for name and place, and write what is on the canvas."""
        result = saving.result_of(self.explorer, self.panel.enlarge)
        if result is None:
            return
        suffixes = " ".join(f"*{suffix}" for suffix in WRITABLE_SUFFIXES)
        name, _ = QFileDialog.getSaveFileName(
            self.canvas,
            "Save picture as",
            str(self._folder() / f"{result.name}.png"),
            f"Pictures ({suffixes})",
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in WRITABLE_SUFFIXES:
                path = path.with_name(f"{path.name}.png")
            # The dialog asked before it returned a name that is taken.
            self._write(result, path, overwrite=path == Path(name))

    def _folder(self) -> Path:
        return saving.default_folder(self.services.preferences.value.output_folder)

    def _can_save(self) -> bool:
        explorer = self.explorer
        there = explorer.grid if explorer.grid_on else explorer.shown
        return there is not None and self._writing is None

    def _write(self, result: saving.Result, path: Path, *, overwrite: bool) -> None:
        quality = self.services.preferences.value.quality

        def done(file: Path) -> None:
            self._writing = None
            self.services.notices.say(f"Saved to {file}.", "good")
            self.commands.refresh()

        def failed(sentence: str) -> None:
            self._writing = None
            self.services.notices.say(sentence, "bad")
            self.commands.refresh()

        self._writing = self.services.background.run(
            lambda _: saving.write(result, path, overwrite=overwrite, quality=quality),
            done,
            failed,
            owner=self.explorer,
            what=f"Saving {path.name}",
        )
        self.commands.refresh()

    # From one start to the next.

    def state(self) -> dict[str, Any]:
        """What should come back at the next start."""
        explorer = self.explorer
        points = dict(explorer.points)
        if explorer.subject is not None:
            points.pop(explorer.subject.path, None)
            points[explorer.subject.path] = explorer.point
        newest = list(points.items())[-_KEPT_POINTS:]
        model = explorer.subject.path if explorer.subject else self._wanted
        return {
            "model": str(model) if model else None,
            "points": {str(path): point.to_json() for path, point in newest},
            "kept": self.kept.state(),
            "enlarge": self.panel.enlarge,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned."""
        model, points = state.get("model"), state.get("points")
        if isinstance(model, str):
            self._wanted = Path(model)
        if isinstance(points, dict):
            self.explorer.points = {
                Path(path): Point.from_json(point) for path, point in points.items()
            }
        self.kept.restore(state.get("kept"))
        enlarge = state.get("enlarge")
        if isinstance(enlarge, int):
            self.panel.set_enlarge(enlarge)

    def close(self) -> None:
        """Stop timers and what it asked for."""
        self.stage.close_timers()
        self.corners.close()
        self.kept.close()
        self.explorer.close()
