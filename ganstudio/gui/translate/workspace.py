"""The workspace "Translate"."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage, QUndoStack
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.app.models import SUFFIX, ModelEntry
from ganstudio.app.opening import PRESET_SUFFIX
from ganstudio.app.translating import TranslateRequest
from ganstudio.core.images import WRITABLE_SUFFIXES, Shape
from ganstudio.gui.commands import Commands
from ganstudio.gui.folders import open_folder
from ganstudio.gui.services import Services
from ganstudio.gui.translate.batch import Batch, Outcome, Step
from ganstudio.gui.translate.batch_bar import BatchBar
from ganstudio.gui.translate.bindings import MODES, bind_commands
from ganstudio.gui.translate.canvas import Canvas
from ganstudio.gui.translate.compare import Comparison
from ganstudio.gui.translate.compare_view import CompareView
from ganstudio.gui.translate.comparing import Comparing
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.film_strip import FilmStrip
from ganstudio.gui.translate.frames import State
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.inspector import Inspector
from ganstudio.gui.translate.knobs import label_names
from ganstudio.gui.translate.mask_memory import MaskMemory
from ganstudio.gui.translate.masking import Masking
from ganstudio.gui.translate.memory import Memory, recall, remember
from ganstudio.gui.translate.offering import Offer
from ganstudio.gui.translate.pictures import image_of
from ganstudio.gui.translate.precision import Precision
from ganstudio.gui.translate.preset_menu import PresetActions
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.save_all import SaveAllDialog
from ganstudio.gui.translate.saving import default_path


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
        self.history = History(self.desk, self.undo, self)
        self.masking = Masking(self.desk, self.history, self)
        self.comparison = Comparison(services, self.desk, self)
        self.comparing = Comparing(
            self.comparison,
            self.desk,
            self.history,
            self.gallery,
            services.notices,
            self,
        )
        self.compared = CompareView(self.comparison, self.desk, self.gallery.title_of)
        self.view = Canvas(
            self.desk, self.masking, self.compared, commands, services.background
        )
        self.presets = PresetActions(
            services, self.desk, self.history, self.gallery, self.undo, self
        )
        self.presets.window = self.view
        self.offer = Offer(self.desk, self.history, self.gallery, self)
        self.precision = Precision(services, self.desk, self)
        self.panel = Inspector(
            self.desk,
            self.history,
            self.masking,
            self.gallery,
            self.presets,
            self.precision,
            commands,
            services,
        )
        self.batch_bar = BatchBar(self.batch)
        self.panel.show_above_buttons(self.batch_bar)
        self.film_strip = FilmStrip(self.film, commands)
        self.canvas: QWidget = self.view
        self.inspector: QWidget | None = self.panel
        self.strip: QWidget | None = self.film_strip
        self.wants_strip = True
        self.takes_pictures = True
        self._wanted: Recipe | None = None
        """A recipe of last time, until its model is listed."""
        self._batch_with: dict[Path, tuple[Recipe, Shape]] = {}
        """Recipe and shape of each picture of the batch."""
        self._masks = MaskMemory(self.desk, self)
        self._possible: tuple[object, ...] = ()
        """What its rows could do when they were asked last."""
        bind_commands(self, commands)
        self._connect()
        self.batch.look_for_unfinished()

    def _connect(self) -> None:
        self.view.empty.sample_wanted.connect(self._open_sample)
        self.view.mode_changed.connect(self._refresh)
        self.panel.gallery.library_wanted.connect(self._show_library)
        self.panel.gallery.added.connect(self.comparing.add)
        self.compared.chosen.connect(self.comparing.go_on_with)
        self.comparison.changed.connect(self._show_comparison)
        self.gallery.opened.connect(self._model_opened)
        self.gallery.failed.connect(self._model_failed)
        self.gallery.timed.connect(self._timed)
        self.gallery.changed.connect(self._take_wanted)
        self.desk.photo_changed.connect(self._photo_changed)
        for place in (self.desk, self.gallery, self.comparison):
            self.precision.backend_changed.connect(place.begin_anew)
        for signal in (
            self.desk.work_changed,
            self.desk.recipe_changed,
            self.film.count_changed,
            self.film.current_changed,
            self.batch.changed,
            self.comparison.changed,
            self.masking.tool_changed,
            self.masking.mask_changed,
        ):
            signal.connect(self._refresh)
        self.batch.stepped.connect(self._stepped)
        self.batch.ended.connect(self._batch_ended)
        self.batch.failed.connect(self._batch_failed)

    # What the window asks.

    def open(self, paths: list[Path]) -> None:
        """Open pictures, folders and translators."""
        pictures = []
        for path in paths:
            if path.suffix.lower() == SUFFIX:
                self.gallery.open_model(path)
            elif path.name.lower().endswith(PRESET_SUFFIX):
                self.presets.take_file(path)
            else:
                pictures.append(path)
        self.film.open(pictures)

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
            lambda _: image_of(picture), done, owner=self, what="Copying"
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
                look=replace(self.desk.look, recipe=self.desk.recipe or self._wanted),
                mode=self.view.mode,
                masks=self._masks.all(),
            )
        )

    def restore(self, state: dict[str, Any]) -> None:
        """Open again what was open."""
        memory = recall(state)
        self.desk.set_shape(memory.look.shape)
        self._wanted = memory.look.recipe
        self._take_wanted()
        self.history.forget()
        self._masks.restore(memory.masks)
        for mode in MODES.values():
            if mode == memory.mode:
                self.view.set_mode(mode)
        if memory.files:
            self.film.restore(list(memory.files), memory.current)
        self.panel.refresh()

    def close(self) -> None:
        """Stop all that goes on."""
        self.precision.close()
        self.comparison.stop()
        self.presets.presets.close()
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
        """Ask where and how, and translate everything on the film."""
        recipe = self.desk.recipe
        if recipe is None or not self.can_save_all:
            return
        settings = self._services.preferences.value
        shape, frames = self.desk.look.shape, self.film.frames
        start = default_path(frames[0], recipe, settings.output_folder).parent
        dialog = SaveAllDialog(
            TranslateRequest(
                str(recipe.model),
                tuple(frame.path for frame in frames),
                start,
                strength=shape.strength,
                keep_colour=shape.keep_colour,
                keep_detail=shape.keep_detail,
                working_size=recipe.working_size,
                label=recipe.label,
                quality=settings.quality,
                roots=self.film.roots,
            ),
            self._services.preferences,
            self.view,
        )
        dialog.chosen.connect(self._start_batch)
        dialog.open()

    def _start_batch(self, request: TranslateRequest) -> None:
        recipe, frames = self.desk.recipe, self.film.frames
        if recipe is None or self.batch.running:
            return
        self._batch_with = {f.path: (recipe, self.desk.shape_of(f)) for f in frames}
        self.batch.start(
            request, {f.path: f.mask for f in frames if f.mask is not None}
        )

    def stop(self) -> None:
        """Stop the picture on the desk; where nothing is done to it, the batch."""
        if self.desk.can_stop:
            self.desk.stop()
        else:
            self.batch.stop()

    @property
    def can_save_all(self) -> bool:
        """Whether there are pictures and a model, and no batch runs."""
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
            frame.saved = step.result.target
            frame.saved_with = self._batch_with.get(frame.path)
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
        chosen = self.desk.recipe
        size = None if chosen is None else chosen.working_size
        first = 0 if label_names(entry.card) else None
        self.history.choose(Recipe(entry.path, first, size))

    def _model_failed(self, sentence: str) -> None:
        self._services.notices.say(sentence, "bad")

    def _take_wanted(self) -> None:
        wanted = self._wanted
        if wanted is not None and self.gallery.at(wanted.model) is not None:
            self._wanted = None
            if self.desk.recipe is None:
                self.desk.choose(wanted)
                self.history.forget()

    def _timed(self, path: Path, rate: float) -> None:
        self.desk.rates.setdefault(path, rate)

    # The rest.

    def _show_comparison(self) -> None:
        active = self.comparison.active
        if active:
            self.masking.set_active(False)
        self.view.show_comparison(active)
        self.panel.gallery.mark([one.model for one in self.comparison.recipes])

    def _open_sample(self, path: Path) -> None:
        self._services.navigator.open([path])

    def _show_library(self) -> None:
        self._services.navigator.show("library")

    def _photo_changed(self) -> None:
        self.gallery.show_photo(self.desk.photo)
        self._refresh()

    def _refresh(self) -> None:
        # Asked many times a second, while a refresh looks at every row of the table.
        desk = self.desk
        possible = (
            desk.can_save,
            desk.can_stop,
            desk.photo is None,
            self.can_save_all,
            self.batch.running,
            self.film.row,
            len(self.film.frames),
            (self.view.mode, self.comparison.active, self.comparing.possible),
            (self.masking.can_paint, self.masking.active, self.masking.erase),
            (self.masking.visible, self.masking.mask is None),
        )
        # In another workspace, and before the first entry, its rows are off anyway.
        if possible != self._possible and self._commands.workspace == "translate":
            self._possible = possible
            self._commands.refresh()
