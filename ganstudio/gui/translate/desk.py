"""The photograph on the desk: read, translated, mixed, saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Picture
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.services import ModelProcess, Services, Task
from ganstudio.gui.translate.film import Film
from ganstudio.gui.translate.frames import Frame, State
from ganstudio.gui.translate.full_size import FullSize, Work
from ganstudio.gui.translate.mixing import Mix, Mixer, Pair
from ganstudio.gui.translate.pictures import (
    Photo,
    preview_area,
    read_photo,
    scaled_down,
)
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.said import Said
from ganstudio.gui.translate.saving import Saver, Wish

if TYPE_CHECKING:
    from ganstudio.inference import Answer

PREVIEW = "translate preview"


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

    def __init__(
        self, services: Services, film: Film, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self.film = services, film
        self.full_size = FullSize(services.jobs, services.background, self)
        self.saver = Saver(services.background, services.preferences, self)
        self.photo: Photo | None = None
        self.after: Pyramid | None = None
        """What the translation looks like at the strength in force; None without."""
        self.after_picture: Picture | None = None
        self.is_preview = False
        """Whether `after` is a preview."""
        self.recipe: Recipe | None = None
        self.strength = 1.0
        self.said: Said | None = None
        self.rates: dict[Path, float] = {}
        """Seconds that a pixel takes in a model's network, as last measured."""
        self._reading: Task | None = None
        self.previewing = False
        """Whether a preview is on its way."""
        self._small: Pair | None = None
        """What a slider mixes while it moves."""
        self._mixer = Mixer(services.background, self)
        film.current_changed.connect(self._frame_changed)
        self.full_size.done.connect(self._translated)
        self.full_size.failed.connect(self._not_translated)
        self.full_size.advanced.connect(self._advanced)
        self.full_size.stopped.connect(self._was_stopped)
        self._mixer.mixed.connect(self._mixed)
        self._mixer.failed.connect(self._not_mixed)
        self.saver.saved.connect(self._saved)
        self.saver.failed.connect(self._not_saved)
        self.saver.changed.connect(self.work_changed)

    # What a person does.

    def choose(self, recipe: Recipe | None) -> None:
        """Translate with this from now on."""
        if recipe == self.recipe:
            return
        self.recipe = recipe
        self._drop_view_work()
        self._forget_mix()
        self.shown_changed.emit()
        self.recipe_changed.emit()
        self.tell(None)
        self.translate()

    def set_strength(self, strength: float, *, settled: bool = True) -> None:
        """Mix another amount of the original in.

        Args:
            strength: 0 is the photograph, 1 the translation.
            settled: False while a slider moves: the mix is then made small.
        """
        changed = strength != self.strength
        self.strength = strength
        frame = self.film.current
        if frame is not None and frame.state in (State.READY, State.DONE):
            self._settle(frame)
        if changed or settled:
            self._mix(coarse=not settled)

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
        area = preview_area(self.rates.get(recipe.model))
        height, width = photo.picture.size
        if work is None and height * width <= 1.5 * area:
            # As fast as a preview: the one for the screen does it at once.
            self._begin(self._services.interactive)
            return
        self.previewing = True
        self.film.mark(photo.frame, State.RUNNING, sentence="Preview")
        self.work_changed.emit()
        self._services.background.run(
            lambda _: scaled_down(photo, area),
            partial(self._preview, photo, recipe),
            partial(self._failed, photo.frame),
            owner=self,
            what=str(photo.frame.path),
        )

    def stop(self) -> None:
        """Drop what is computed for the photograph on the desk."""
        frame = self.film.current
        if frame is None:
            return
        self.saver.forget(frame)
        self._drop_preview()
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
        wish = Wish(photo.frame, recipe, photo.picture, self.strength, target)
        result = self.full_size.result(photo.frame, recipe)
        if result is not None:
            self._write(wish, result)
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
        return self._reading is not None

    def close(self) -> None:
        """Stop all that goes on."""
        self.full_size.close()
        self._services.interactive.cancel(PREVIEW)
        self.saver.waiting.clear()

    # Reading.

    def _frame_changed(self) -> None:
        self._drop_view_work()
        if self._reading is not None:
            self._reading.stop()
            self._reading = None
        self.photo = None
        self._forget_mix()
        self.tell(None)
        frame = self.film.current
        if frame is not None:
            self._reading = self._services.background.run(
                lambda task: None if task.stopped else read_photo(frame),
                self._read,
                partial(self._not_read, frame),
                owner=self,
                what=str(frame.path),
            )
        self.photo_changed.emit()
        self.shown_changed.emit()
        self.work_changed.emit()

    def _read(self, photo: Photo) -> None:
        self._reading = None
        self.photo = photo
        if photo.frame.state is State.FAILED:
            self.film.mark(photo.frame, State.WAITING)
        self.photo_changed.emit()
        self.translate()
        self.work_changed.emit()

    def _not_read(self, frame: Frame, sentence: str) -> None:
        self._reading = None
        self.film.mark(frame, State.FAILED, sentence=sentence)
        self.tell(Said(sentence, action="Try again", then=self._frame_changed))
        self.photo_changed.emit()
        self.work_changed.emit()

    # Translating.

    def _preview(self, photo: Photo, recipe: Recipe, small: Picture) -> None:
        if not self.previewing or photo is not self.photo or recipe != self.recipe:
            return
        from ganstudio.inference import TranslateRequest

        self._services.interactive.submit(
            TranslateRequest(recipe.model, small, label=recipe.label),
            partial(self._previewed, photo, recipe, small),
            PREVIEW,
        )

    def _previewed(
        self, photo: Photo, recipe: Recipe, small: Picture, answer: Answer
    ) -> None:
        if photo is not self.photo or recipe != self.recipe:
            return
        self.previewing = False
        if answer.error is not None or answer.picture is None:
            self._failed(photo.frame, answer.error or "The model made no picture.")
            return
        height, width = small.size
        self.rates[recipe.model] = answer.seconds_network / (height * width)
        self._small = Pair(small, answer.picture, preview=True)
        self._mix()
        self._begin(self._services.heavy)

    def _begin(self, process: ModelProcess) -> None:
        photo, recipe = self.photo, self.recipe
        assert photo is not None
        assert recipe is not None
        height, width = photo.picture.size
        rate = self.rates.get(recipe.model)
        work = self.full_size.begin(
            photo.frame,
            recipe,
            photo.picture,
            process,
            None if rate is None else rate * height * width,
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
            self._write(wish, result)
        if self.photo is not None and self.photo.frame is work.frame:
            self._mix()
        self.work_changed.emit()

    def _not_translated(self, work: Work, sentence: str) -> None:
        self.saver.forget(work.frame, work.recipe)
        self._failed(work.frame, sentence)

    def _failed(self, frame: Frame, sentence: str) -> None:
        self.film.mark(frame, State.FAILED, sentence=sentence)
        if frame is self.film.current:
            self.previewing = False
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

    def _drop_preview(self) -> None:
        self._services.interactive.cancel(PREVIEW)
        self.previewing = False

    def _drop_view_work(self) -> None:
        """Stop what was computed only to be looked at."""
        self._drop_preview()
        for work in [w for w in self.full_size.works if not w.wanted]:
            self.full_size.stop(work)
        for frame in self.film.frames:
            if frame.state is State.RUNNING and self.full_size.of(frame) is None:
                self.film.mark(frame, State.WAITING)

    def _settle(self, frame: Frame) -> None:
        """Mark a translated frame: saved as it is shown, or not."""
        saved = frame.saved_with == (self.recipe, self.strength)
        self.film.mark(frame, State.DONE if saved else State.READY)

    # Mixing.

    def _mix(self, *, coarse: bool = False) -> None:
        """Make `after` at the strength in force; a coarse one while a slider moves."""
        photo, recipe = self.photo, self.recipe
        if photo is None or recipe is None:
            return
        result = self.full_size.result(photo.frame, recipe)
        pair = self._small
        if result is not None and (not coarse or pair is None):
            pair = Pair(photo.picture, result, preview=False)
        if pair is not None:
            self._mixer.mix(pair, self.strength)

    def _mixed(self, mix: Mix) -> None:
        self.after, self.after_picture = mix.pyramid, mix.picture
        self.is_preview = mix.pair.preview
        self.shown_changed.emit()

    def _forget_mix(self) -> None:
        self._mixer.drop()
        self._small = self.after = self.after_picture = None

    # Saving.

    def _write(self, wish: Wish, result: Picture) -> None:
        self.film.mark(wish.frame, State.RUNNING, sentence="Saving")
        self.saver.write(wish, result)

    def _saved(self, wish: Wish, target: Path) -> None:
        wish.frame.saved = target
        wish.frame.saved_with = wish.recipe, wish.strength
        if wish.frame is self.film.current:
            self._settle(wish.frame)
        else:
            self.film.mark(wish.frame, State.DONE)
        self._services.notices.say(f"Saved and read back: {target}", "good")
        if wish.frame is self.film.current:
            self.tell(Said(f"Saved as {target.name}", "good", details=str(target)))

    def _not_saved(self, wish: Wish, sentence: str) -> None:
        self.film.mark(wish.frame, State.FAILED, sentence=sentence)
        if wish.frame is self.film.current:
            again = partial(self.save, wish.target)
            self.tell(Said(sentence, action="Try again", then=again))
        else:
            self._services.notices.say(sentence, "bad")

    def _not_mixed(self, sentence: str) -> None:
        self.tell(Said(sentence))

    def tell(self, said: Said | None) -> None:
        """Put a sentence under the canvas; None takes it away."""
        if said != self.said:
            self.said = said
            self.said_changed.emit()
