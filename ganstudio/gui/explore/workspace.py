"""The workspace "Explore"."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.api import Role
from ganstudio.app.films import FILM_SUFFIXES
from ganstudio.core.images import PICTURE_SUFFIXES, WRITABLE_SUFFIXES
from ganstudio.gui.commands import Commands
from ganstudio.gui.explore import saving
from ganstudio.gui.explore.explorer import Explorer, Mode
from ganstudio.gui.explore.inspector import Inspector
from ganstudio.gui.explore.parts import Parts
from ganstudio.gui.explore.point import Point
from ganstudio.gui.explore.stage import Stage
from ganstudio.gui.explore.strip import Strip
from ganstudio.gui.explore.subject import explorable
from ganstudio.gui.services import Services, Task
from ganstudio.gui.widgets import to_image

_KEPT_POINTS = 50
_MODES: tuple[Mode, ...] = ("walk", "sum")


class ExploreWorkspace:
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        self.services, self.commands = services, commands
        self.explorer = Explorer(services)
        self.explorer.setParent(services)
        self.parts = Parts(self.explorer)
        self.kept, self.corners = self.parts.kept, self.parts.corners
        self._here = False
        self._wanted: Path | None = None
        self._writing: Task | None = None
        self._bind()
        self.stage = Stage(self.parts, commands)
        self.panel = Inspector(self.explorer, self.corners, self.parts.real, commands)
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
            self.parts.walk.drawn,
            self.parts.sum.drawn,
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
        for name in _MODES:
            bind(
                f"explore.{name}",
                partial(self._show_mode, name),
                enabled=there,
                checked=partial(self._shows, name),
            )
        bind(
            "explore.picture",
            self.choose_picture,
            enabled=lambda: self.parts.real.available,
        )
        bind("explore.film", self.save_film, enabled=self._can_film)
        bind("explore.frames", self.save_frames, enabled=self._can_film)
        bind("explore.reset", explorer.reset, enabled=lambda: explorer.can_reset)
        bind("explore.keep", self.kept.keep, enabled=there)
        bind("explore.save", self.save, enabled=self._can_save)
        bind("explore.save_as", self.save_as, enabled=self._can_save)

    def _show_mode(self, mode: Mode, on: bool) -> None:
        self.explorer.show(mode if on else "picture")

    def _shows(self, mode: Mode) -> bool:
        return self.explorer.mode == mode

    # Opening.

    @property
    def takes_pictures(self) -> bool:
        """Whether a picture can be started from."""
        return self.parts.real.available

    def open(self, paths: list[Path]) -> None:
        """Explore the first model of these files, or start from the first picture."""
        if not paths:
            return
        if paths[0].suffix.lower() in PICTURE_SUFFIXES:
            self.parts.real.open(paths[0])
            return
        self._wanted = None
        self.explorer.open(paths[0])

    def choose_picture(self) -> None:
        """Ask for a picture, and start from it."""
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
        name, _ = QFileDialog.getOpenFileName(
            self.canvas, "Start from a picture", "", f"Pictures ({suffixes})"
        )
        if name:
            self.parts.real.open(Path(name))

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
            if entry.card is not None and explorable(entry.card):
                problem, refused = explorer.model_error, explorer.refused
                explorer.take(entry.path, entry.card)
                explorer.refuse(problem, refused)
                return

    def _picture_came(self) -> None:
        # Only the first picture, and the loss of it, change what can be done.
        if self.commands.action("explore.save").isEnabled() != self._can_save():
            self.commands.refresh()

    # Keeping results.

    def _result(self) -> saving.Result | None:
        """What is on the canvas; None while there is nothing."""
        enlarge = self.panel.enlarge
        if self.explorer.mode == "walk":
            return self.parts.walk.result(enlarge)
        if self.explorer.mode == "sum":
            return self.parts.sum.result(enlarge)
        return saving.result_of(self.explorer, enlarge)

    def copy(self) -> None:
        """Copy the picture, or the grid as a sheet, to the clipboard."""
        result = self._result()
        if result is None:
            self.services.notices.say("There is no picture to copy yet.")
            return
        QGuiApplication.clipboard().setImage(to_image(result.enlarged()))
        self.services.notices.say("The picture is on the clipboard.", "good")

    def save(self) -> None:
        """Write what is on the canvas under a free name."""
        result = self._result()
        if result is not None:
            self._write(result, self._folder() / f"{result.name}.png", overwrite=False)

    def save_as(self) -> None:
        """Ask for name and place, and write what is on the canvas."""
        result = self._result()
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
        if self._writing is not None:
            return False
        explorer, parts = self.explorer, self.parts
        there = {
            "picture": explorer.shown,
            "grid": explorer.grid,
            "walk": parts.walk.frames,
            "sum": parts.sum.pictures.get("sum"),
        }
        return there[explorer.mode] is not None

    def _can_film(self) -> bool:
        walk = self.parts.walk
        shown = self.explorer.mode == "walk" and walk.frames is not None
        return shown and not self.parts.film.busy

    def save_film(self) -> None:
        """Ask for name and place, and film the walk."""
        suffixes = " ".join(f"*{suffix}" for suffix in FILM_SUFFIXES)
        name, _ = QFileDialog.getSaveFileName(
            self.canvas,
            "Save walk as film",
            str(self._folder() / f"{self.parts.walk.name}.webp"),
            f"Films ({suffixes})",
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in FILM_SUFFIXES:
                path = path.with_name(f"{path.name}.webp")
            # The dialog asked before it returned a name that is taken.
            whole = path == Path(name)
            self.parts.film.film(path, self.panel.enlarge, overwrite=whole)

    def save_frames(self) -> None:
        """Write the frames of the walk into a folder of their own."""
        self.parts.film.frames(self._folder(), self.panel.enlarge)

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
            "walk": self.parts.walk.state(),
            "training": {
                str(path): str(folder)
                for path, folder in self.parts.search.folders.items()
            },
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
        self.parts.walk.restore(state.get("walk"))
        training = state.get("training")
        if isinstance(training, dict):
            self.parts.search.folders = {
                Path(path): Path(folder)
                for path, folder in training.items()
                if isinstance(folder, str)
            }
        enlarge = state.get("enlarge")
        if isinstance(enlarge, int):
            self.panel.set_enlarge(enlarge)

    def close(self) -> None:
        """Stop timers and what it asked for."""
        self.stage.close_timers()
        self.parts.close()
