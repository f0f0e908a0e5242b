"""The photograph on the desk: read, translated, mixed, saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture, Shape
from ganstudio.gui.picture import Mask, Pyramid
from ganstudio.gui.services import ModelProcess, Services
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import Frame, State
from ganstudio.gui.translate.full_size import FullSize, Work
from ganstudio.gui.translate.mixing import Pair
from ganstudio.gui.translate.orders import Orders
from ganstudio.gui.translate.pictures import Photo, network_area, preview_first
from ganstudio.gui.translate.previews import Previews
from ganstudio.gui.translate.reading import Reader
from ganstudio.gui.translate.recipe import Look, Recipe
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.saving import Saver, Wish
from ganstudio.gui.translate.shown import Shown

if TYPE_CHECKING:
    from ganstudio.inference import Answer


class Desk(QObject):
    """What happens to the current frame of a film.

    A preview comes first, through the child for what is on the screen; then the full
    size, through the one for heavy work. The newest wish wins: another photograph or
    model drops what is under way, unless somebody waits for it to be saved.
    """

    photo_changed = Signal()
    """Another photograph is being read, or was read, or none is left."""
    shown_changed = Signal()
    """`after` is another picture."""
    work_changed = Signal()
    """What is being done, how far it is, what can be stopped."""
    said_changed = Signal()
    recipe_changed = Signal()
    """Another model, class or shape is in force."""
    recipe_found = Signal(object)
    """A `Photo` was made by this program, and says how."""
    mask_changed = Signal()
    """The mask of the current frame is another one."""

    def __init__(
        self, services: Services, film: Film, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self.film = services, film
        self.full_size = FullSize(services.jobs, services.background, self)
        self.saver = Saver(services.background, services.preferences, self)
        self._orders = Orders(self.saver, self.full_size, film, services.notices, self)
        self.photo: Photo | None = None
        self.look = Look()
        """What is in force; its shape has no mask, since that is the frame's."""
        self.said: Said | None = None
        self.rates: dict[Path, float] = {}
        """Seconds that a pixel takes in a model's network, as last measured."""
        self._reader = Reader(services.background, self)
        self._previews = Previews(
            services.interactive, services.background, "translate preview", self
        )
        self._shown = Shown(services.background, self)
        film.current_changed.connect(self._frame_changed)
        self._reader.sketched.connect(self._previews.begin)
        self._reader.done.connect(self._read)
        self._reader.failed.connect(self._not_read)
        self._previews.made.connect(self._previewed)
        self._previews.failed.connect(self._not_previewed)
        self.full_size.done.connect(self._translated)
        self.full_size.failed.connect(self._not_translated)
        self.full_size.advanced.connect(self._advanced)
        self.full_size.stopped.connect(self._was_stopped)
        self._shown.changed.connect(self.shown_changed)
        self._shown.failed.connect(self._not_mixed)
        self._orders.again.connect(self.save)
        self._orders.settled.connect(self._settle)
        self._orders.said.connect(self.tell)
        self.saver.changed.connect(self.work_changed)

    # What a person does.

    def choose(self, recipe: Recipe | None) -> None:
        """Translate with this from now on."""
        self.take(replace(self.look, recipe=recipe))

    def take(self, look: Look) -> None:
        """Translate and mix like this from now on."""
        if look.recipe == self.recipe:
            self.set_shape(look.shape)
            return
        self.look = look
        self._drop_view_work()
        self._shown.forget()
        self.recipe_changed.emit()
        self.tell(None)
        self.translate()

    def set_shape(self, shape: Shape, *, settled: bool = True) -> None:
        """Mix the original in another way.

        Args:
            shape: without mask and working size.
            settled: False while a slider moves: the mix is then made small.
        """
        changed = shape != self.look.shape
        self.look = replace(self.look, shape=shape)
        if changed:
            self.recipe_changed.emit()
        if changed or settled:
            self._remix(coarse=not settled)

    def set_mask(
        self, frame: Frame, mask: Mask | None, *, settled: bool = True
    ) -> None:
        """Translate a frame only where its mask says so; None: all of it.

        Args:
            frame: on the film.
            mask: not written to any more.
            settled: False while the brush is down.
        """
        frame.mask = mask
        if frame is self.film.current:
            self.mask_changed.emit()
            self._remix(coarse=not settled)

    def translate(self) -> None:
        """Translate the photograph on the desk, unless that was done before."""
        photo, recipe = self.photo, self.recipe
        if photo is None or recipe is None:
            return
        if self.full_size.result(photo.frame, recipe) is not None:
            self._settle(photo.frame)
            self._mix()
            return
        work = self.full_size.of(photo.frame, recipe)
        self.tell(None)
        rate = self.rates.get(recipe.model)
        if work is None and not preview_first(photo.picture.size, recipe, rate):
            # As fast as a preview: the one for the screen does it at once.
            self._previews.drop()
            self._begin(self._services.interactive)
            return
        self.film.mark(photo.frame, State.RUNNING, sentence="Preview")
        self._previews.make(photo, recipe, rate)
        self.work_changed.emit()

    def begin_anew(self) -> None:
        """Translate anew: networks run on something else now."""
        self.rates.clear()
        self.full_size.forget_all()
        self.translate()

    def stop(self) -> None:
        """Drop what is computed for the photograph on the desk."""
        frame = self.film.current
        if frame is None:
            return
        self.saver.forget(frame)
        self._previews.drop()
        for work in [w for w in self.full_size.works if w.frame is frame]:
            self.full_size.stop(work)
        if frame.state is State.RUNNING:
            self.film.mark(frame, State.WAITING)
        self.tell(Said("Stopped.", "muted", "Translate again", self.translate))
        self.work_changed.emit()

    def save(self, target: Path | None = None) -> None:
        """Save the translation in full size, once it is there.

        Args:
            target: the file that was chosen; None for a free name.
        """
        photo, recipe = self.photo, self.recipe
        if photo is None or recipe is None:
            return
        wish = Wish(photo.frame, recipe, photo.picture, self.shape, target)
        result = self.full_size.result(photo.frame, recipe)
        if result is not None:
            self._orders.write(wish, result)
            return
        self.saver.waiting.append(wish)
        work = self.full_size.of(photo.frame, recipe)
        if work is not None:
            self.full_size.want(work)
        else:
            # Not after the preview: nobody may stay to see that.
            self._begin(self._services.heavy)
        self.work_changed.emit()

    # What can be asked.

    @property
    def recipe(self) -> Recipe | None:
        """The recipe in force."""
        return self.look.recipe

    @property
    def shape(self) -> Shape:
        """The shape of the current frame."""
        return self.shape_of(self.film.current)

    def shape_of(self, frame: Frame | None) -> Shape:
        """The shape of a frame, its mask and the working size included."""
        recipe = self.recipe
        return replace(
            self.look.shape,
            mask=None if frame is None else frame.mask,
            working_size=None if recipe is None else recipe.working_size,
        )

    @property
    def after(self) -> Pyramid | None:
        """What the translation looks like in the shape in force; None without."""
        return self._shown.after

    @property
    def after_picture(self) -> Picture | None:
        """The same as a picture."""
        return self._shown.picture

    @property
    def is_preview(self) -> bool:
        """Whether `after` is a preview."""
        return self._shown.is_preview

    @property
    def previewing(self) -> bool:
        """Whether a preview is on its way."""
        return self._previews.busy

    @property
    def can_save(self) -> bool:
        """Whether there is a photograph and a model."""
        return self.photo is not None and self.recipe is not None

    @property
    def can_stop(self) -> bool:
        """Whether something is computed for the photograph on the desk."""
        return self.previewing or self.work is not None

    @property
    def work(self) -> Work | None:
        """The full size on its way for the photograph on the desk."""
        frame = self.film.current
        return None if frame is None else self.full_size.of(frame, self.recipe)

    @property
    def reading(self) -> bool:
        """Whether the photograph is being read."""
        return self._reader.busy

    def close(self) -> None:
        """Stop all that goes on."""
        self.full_size.close()
        self._previews.drop()
        self.saver.waiting.clear()

    # Reading.

    def _frame_changed(self) -> None:
        self._drop_view_work()
        self.photo = None
        self.tell(None)
        # First of all: who sees neither photograph nor reading shows the empty place.
        frame, recipe = self.film.current, self.recipe
        known = frame and recipe and self.full_size.result(frame, recipe)
        self._reader.read(frame, None if known else recipe, self.rates)
        self.photo_changed.emit()
        self._shown.forget()
        self.mask_changed.emit()
        self.work_changed.emit()

    def _read(self, photo: Photo) -> None:
        self.photo = photo
        if photo.frame.state is State.FAILED:
            self.film.mark(photo.frame, State.WAITING)
        self.photo_changed.emit()
        self.translate()
        if photo.recipe is not None:
            self.recipe_found.emit(photo)
        self.work_changed.emit()

    def _not_read(self, frame: Frame, sentence: str) -> None:
        self.film.mark(frame, State.FAILED, sentence=sentence)
        self.tell(Said(sentence, action="Try again", then=self._frame_changed))
        self.photo_changed.emit()
        self.work_changed.emit()

    # Translating.

    def _previewed(self, pair: Pair, rate: float) -> None:
        assert self.recipe is not None
        self.rates[self.recipe.model] = rate
        self._shown.take_preview(pair)
        self._mix()
        self._begin(self._services.heavy)

    def _not_previewed(self, sentence: str) -> None:
        assert self.photo is not None
        self._failed(self.photo.frame, sentence)

    def _begin(self, process: ModelProcess) -> None:
        photo, recipe = self.photo, self.recipe
        assert photo is not None
        assert recipe is not None
        rate = self.rates.get(recipe.model)
        work = self.full_size.begin(
            photo.frame,
            recipe,
            photo.picture,
            process,
            None if rate is None else rate * network_area(photo.picture.size, recipe),
        )
        if self.saver.waits_for(work.frame, recipe):
            self.full_size.want(work)
        self.work_changed.emit()

    def _translated(self, work: Work, answer: Answer) -> None:
        height, width = work.picture.size
        self.rates[work.recipe.model] = answer.seconds_network / (height * width)
        result = self.full_size.result(work.frame, work.recipe)
        assert result is not None
        self._settle(work.frame)
        for wish in self.saver.forget(work.frame, work.recipe):
            self._orders.write(wish, result)
        if self.photo is not None and self.photo.frame is work.frame:
            self._mix()
        self.work_changed.emit()

    def _not_translated(self, work: Work, sentence: str) -> None:
        self.saver.forget(work.frame, work.recipe)
        self._failed(work.frame, sentence)

    def _failed(self, frame: Frame, sentence: str) -> None:
        self.film.mark(frame, State.FAILED, sentence=sentence)
        if frame is self.film.current:
            self.tell(Said(sentence, action="Try again", then=self.translate))
        else:
            self._services.notices.say(f"{frame.name}: {sentence}", "bad")
        self.work_changed.emit()

    def _advanced(self, work: Work) -> None:
        self.film.mark(work.frame, State.RUNNING, progress=work.progress)
        self.work_changed.emit()

    def _was_stopped(self, work: Work) -> None:
        self.saver.forget(work.frame, work.recipe)
        self.film.mark(work.frame, State.WAITING)
        self.work_changed.emit()

    def _drop_view_work(self) -> None:
        """Stop what was computed only to be looked at."""
        self._previews.drop()
        for work in [w for w in self.full_size.works if not w.wanted]:
            self.full_size.stop(work)
        for frame in self.film.frames:
            if frame.state is State.RUNNING and self.full_size.of(frame) is None:
                self.film.mark(frame, State.WAITING)

    def _settle(self, frame: Frame) -> None:
        """Mark a translated frame: saved as it is shown, or not."""
        saved = frame.saved_with == (self.recipe, self.shape)
        self.film.mark(frame, State.DONE if saved else State.READY)

    # Mixing.

    def _remix(self, *, coarse: bool) -> None:
        frame = self.film.current
        if frame is not None and frame.state in (State.READY, State.DONE):
            self._settle(frame)
        self._mix(coarse=coarse)

    def _mix(self, *, coarse: bool = False) -> None:
        """Make `after` in the shape in force; a coarse one while a slider moves."""
        photo, recipe = self.photo, self.recipe
        if photo is None or recipe is None:
            return
        result = self.full_size.result(photo.frame, recipe)
        if result is not None:
            self._shown.take_full(photo.picture, result)
        self._shown.mix(self.shape, coarse=coarse)

    def _not_mixed(self, sentence: str) -> None:
        self.tell(Said(sentence))

    def tell(self, said: Said | None) -> None:
        """Put a sentence under the canvas; None takes it away."""
        if said != self.said:
            self.said = said
            self.said_changed.emit()
