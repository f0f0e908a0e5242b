"""The workspace "Translate"."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage, QUndoStack
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.app.models import SUFFIX, ModelEntry
from ganstudio.app.translating import TranslateRequest
from ganstudio.core.images import WRITABLE_SUFFIXES, Picture
from ganstudio.gui.commands import Commands
from ganstudio.gui.folders import open_folder
from ganstudio.gui.services import Services
from ganstudio.gui.translate.batch import Batch, Outcome, Step
from ganstudio.gui.translate.canvas import Canvas, Mode
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.film_strip import FilmStrip
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.inspector import Inspector, label_names
from ganstudio.gui.translate.memory import Memory, recall, remember
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.saving import default_path, pictures_folder
from ganstudio.gui.widgets import to_image

_ZOOM = 1.25
_MODES: dict[str, Mode] = {"side_by_side": "side", "original": "before"}


class TranslateWorkspace(QObject):
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        super().__init__(services)
        self._services, self._commands = services, commands
        self.undo = QUndoStack(self)
        services.undo.addStack(self.undo)
        self.film = Film(services.background, self.undo, self)
        self.desk = Desk(services, self.film, self)
        self.gallery = Gallery(
            services.models, services.background, services.interactive, self
        )
        self.batch = Batch(
            services.background, services.jobs, services.heavy, open_folder, self
        )
        self.view = Canvas(self.desk, commands, services.background)
        self.panel = Inspector(self.desk, self.gallery, commands, services.preferences)
        self.film_strip = FilmStrip(self.film, commands)
        self.canvas: QWidget = self.view
        self.inspector: QWidget | None = self.panel
        self.strip: QWidget | None = self.film_strip
        self.wants_strip = True
        self.takes_pictures = True
        self._wanted: Recipe | None = None
        """A recipe of last time, until its model is listed."""
        self._batch_with: tuple[Recipe, float] | None = None
        """Recipe and strength of the batch."""
        self._possible: tuple[object, ...] = ()
        """What its rows could do when they were asked last."""
        self._bind()
        self._connect()

    def _connect(self) -> None:
        self.view.empty.sample_wanted.connect(self._open_sample)
        self.view.mode_changed.connect(self._refresh)
        self.panel.recipe_wanted.connect(self.desk.choose)
        self.panel.gallery.library_wanted.connect(self._show_library)
        self.gallery.opened.connect(self._model_opened)
        self.gallery.failed.connect(self._model_failed)
        self.gallery.timed.connect(self._timed)
        self.gallery.changed.connect(self._take_wanted)
        self.desk.photo_changed.connect(self._photo_changed)
        for signal in (
            self.desk.work_changed,
            self.desk.recipe_changed,
            self.film.count_changed,
            self.film.current_changed,
            self.batch.changed,
        ):
            signal.connect(self._refresh)
        self.batch.stepped.connect(self._stepped)
        self.batch.ended.connect(self._batch_ended)
        self.batch.failed.connect(self._batch_failed)

    def _bind(self) -> None:
        bind, desk, view = self._commands.bind, self.desk, self.view.view

        def seen() -> bool:
            return desk.photo is not None

        bind("translate.save", desk.save, enabled=lambda: desk.can_save)
        bind("translate.save_as", self.save_as, enabled=lambda: desk.can_save)
        bind("translate.save_all", self.save_all, enabled=self._can_save_all)
        bind(
            "translate.remove",
            self.film.close_current,
            enabled=lambda: self.film.current is not None,
        )
        bind("translate.fit", view.fit, enabled=seen)
        bind("translate.actual", view.actual_size, enabled=seen)
        bind("translate.zoom_in", lambda: view.zoom_by(_ZOOM), enabled=seen)
        bind("translate.zoom_out", lambda: view.zoom_by(1 / _ZOOM), enabled=seen)
        for name, mode in _MODES.items():
            bind(
                f"translate.{name}",
                partial(self._want_mode, mode),
                enabled=seen,
                checked=partial(self._is_mode, mode),
            )
        bind("translate.next", lambda: self.film.step(1), enabled=self._has_next)
        bind("translate.previous", lambda: self.film.step(-1), enabled=self._has_before)
        bind(
            "translate.stop",
            self.stop,
            enabled=lambda: desk.can_stop or self.batch.running,
        )

    def _want_mode(self, mode: Mode, on: bool) -> None:
        self.view.set_mode(mode if on else "wipe")

    def _is_mode(self, mode: Mode) -> bool:
        return self.view.mode == mode

    # What the window asks.

    def open(self, paths: list[Path]) -> None:
        """Open pictures, folders and translators."""
        for path in paths:
            if path.suffix.lower() == SUFFIX:
                self.gallery.open_model(path)
        self.film.open([path for path in paths if path.suffix.lower() != SUFFIX])

    def copy(self) -> None:
        """Copy the translation as it is shown, or the photograph without one."""
        desk = self.desk
        if desk.photo is None:
            self._services.notices.say("There is no picture to copy yet.")
            return
        picture = desk.photo.picture
        what = "the photograph"
        if desk.after_picture is not None and self.view.mode != "before":
            picture = desk.after_picture
            what = "the preview" if desk.is_preview else "the translation"

        def done(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            self._services.notices.say(
                f"Copied {what}, {image.width()} × {image.height()} px."
            )

        self._services.background.run(
            lambda _: _image_of(picture), done, owner=self, what="Copying"
        )

    def entered(self) -> None:
        """Its undo counts now, and its gallery is rendered."""
        self.undo.setActive(True)
        self.gallery.set_active(True)

    def left(self) -> None:
        """Nothing is rendered for nobody."""
        self.gallery.set_active(False)

    def state(self) -> dict[str, Any]:
        """Opened files, the current one, the recipe, the layout."""
        current = self.film.current
        return remember(
            Memory(
                files=tuple((f.path, f.root) for f in self.film.frames),
                current=None if current is None else current.path,
                recipe=self.desk.recipe or self._wanted,
                strength=self.desk.strength,
                mode=self.view.mode,
            )
        )

    def restore(self, state: dict[str, Any]) -> None:
        """Open again what was open."""
        memory = recall(state)
        self.desk.set_strength(memory.strength)
        self._wanted = memory.recipe
        self._take_wanted()
        for mode in _MODES.values():
            if mode == memory.mode:
                self.view.set_mode(mode)
        if memory.files:
            self.film.restore(list(memory.files), memory.current)
        self.panel.refresh()

    def close(self) -> None:
        """Stop all that goes on."""
        self.batch.close()
        self.gallery.close()
        self.desk.close()
        self.film.close()

    # Saving.

    def save_as(self) -> None:
        """Ask where, and save there."""
        desk = self.desk
        if desk.film.current is None or desk.recipe is None:
            return
        folder = self._services.preferences.value.output_folder
        start = default_path(desk.film.current, desk.recipe, folder)
        suffixes = [s for s in WRITABLE_SUFFIXES if s not in (".jpeg", ".tiff")]
        kinds = [f"{suffix[1:].upper()} (*{suffix})" for suffix in suffixes]
        known = [s for s in suffixes if s == start.suffix.lower()]
        chosen = f"{known[0][1:].upper()} (*{known[0]})" if known else kinds[0]
        name, kind = QFileDialog.getSaveFileName(
            self.view, "Save picture as", str(start), ";;".join(kinds), chosen
        )
        if not name:
            return
        target = Path(name)
        if target.suffix.lower() not in WRITABLE_SUFFIXES:
            target = target.with_name(target.name + kind.partition("*")[2].rstrip(")"))
            # The dialog asked about the name without its suffix.
            if target.exists():
                self.desk.tell(Said(f"{target} is there already: choose another name."))
                return
        desk.save(target)

    def save_all(self) -> None:
        """Ask for a folder, and translate everything on the film into it."""
        recipe = self.desk.recipe
        if recipe is None or not self._can_save_all():
            return
        settings = self._services.preferences.value
        start = settings.output_folder or self.film.frames[0].path.parent
        name = QFileDialog.getExistingDirectory(
            self.view, "Save all translations in", str(start or pictures_folder())
        )
        if not name:
            return
        self._batch_with = recipe, self.desk.strength
        self.batch.start(
            TranslateRequest(
                str(recipe.model),
                tuple(frame.path for frame in self.film.frames),
                Path(name),
                strength=self.desk.strength,
                label=recipe.label,
                keep_metadata=settings.keep_metadata,
                quality=settings.quality,
                roots=self.film.roots,
                ending=f"-{recipe.name}",
            )
        )

    def stop(self) -> None:
        """Stop the picture on the desk; where nothing is done to it, the batch."""
        if self.desk.can_stop:
            self.desk.stop()
        else:
            self.batch.stop()

    def _can_save_all(self) -> bool:
        return (
            bool(self.film.frames)
            and self.desk.recipe is not None
            and not self.batch.running
        )

    def _stepped(self, step: Step) -> None:
        frame = self.film.at(step.source)
        if frame is None:
            return
        if step.result is None:
            self.film.mark(frame, State.RUNNING)
        elif step.result.error:
            self.film.mark(frame, State.FAILED, sentence=step.result.error)
        else:
            frame.saved, frame.saved_with = step.result.target, self._batch_with
            self.film.mark(frame, State.DONE)

    def _batch_ended(self, outcome: Outcome) -> None:
        for frame in self.film.frames:
            # The one that ran when it was stopped.
            if frame.state is State.RUNNING and self.desk.full_size.of(frame) is None:
                self.film.mark(frame, State.WAITING)
        kind = "warning" if outcome.errors or outcome.stopped else "muted"
        self.desk.tell(
            Said(
                outcome.sentence,
                kind,
                "Open folder",
                lambda: open_folder(outcome.out),
                "\n".join(outcome.errors),
            )
        )

    def _batch_failed(self, sentence: str) -> None:
        self.desk.tell(Said(sentence))

    # Models.

    def _model_opened(self, entry: ModelEntry) -> None:
        assert entry.card is not None
        self.desk.choose(Recipe(entry.path, 0 if label_names(entry.card) else None))

    def _model_failed(self, sentence: str) -> None:
        self._services.notices.say(sentence, "bad")

    def _take_wanted(self) -> None:
        wanted = self._wanted
        if wanted is not None and self.gallery.at(wanted.model) is not None:
            self._wanted = None
            if self.desk.recipe is None:
                self.desk.choose(wanted)

    def _timed(self, path: Path, rate: float) -> None:
        self.desk.rates.setdefault(path, rate)

    # The rest.

    def _open_sample(self, path: Path) -> None:
        self._services.navigator.open([path])

    def _show_library(self) -> None:
        self._services.navigator.show("library")

    def _photo_changed(self) -> None:
        self.gallery.show_photo(self.desk.photo)
        self._refresh()

    def _has_next(self) -> bool:
        row = self.film.row
        return row is not None and row + 1 < len(self.film.frames)

    def _has_before(self) -> bool:
        return bool(self.film.row)

    def _refresh(self) -> None:
        # Asked many times a second, while a refresh looks at every row of the table.
        desk = self.desk
        possible = (
            desk.can_save,
            desk.can_stop,
            desk.photo is None,
            self._can_save_all(),
            self.batch.running,
            self._has_next(),
            self._has_before(),
            self.film.current is None,
            self.view.mode,
        )
        # In another workspace, and before the first entry, its rows are off anyway.
        if possible != self._possible and self._commands.workspace == "translate":
            self._possible = possible
            self._commands.refresh()


def _image_of(picture: Picture) -> QImage:
    pixels: Any = picture.pixels
    if picture.alpha is None:
        return to_image(pixels)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    return to_image(np.concatenate((pixels, picture.alpha[..., None]), axis=2))
