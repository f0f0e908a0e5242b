"""Every translator at hand, rendered on the photograph that is open, or on a sample."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ganstudio.api import Role
from ganstudio.app.models import ModelEntry
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.gui.services import Background, ModelProcess, Models
from ganstudio.gui.translate.pictures import Photo, scaled_down
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.samples import keep, kept, sample_for
from ganstudio.gui.widgets import to_image

if TYPE_CHECKING:
    from ganstudio.core.images import Picture
    from ganstudio.inference import Answer

CHANNEL = "translate gallery"
_AREA = 224 * 168
"""Pixels of a rendered card: enough for the card, and quick on a small computer."""
_KEPT = 600


@dataclass(frozen=True)
class Rendered:
    """What a card shows: a picture, or why there is none."""

    image: QImage
    error: str = ""


@dataclass(frozen=True)
class _Own:
    """What a model shows while no photograph is open.

    Attributes:
        sha256: of the model that it is of.
        sampled: whether the sample photograph is not needed, or failed.
    """

    sha256: str
    image: QImage
    sampled: bool
    error: str = ""


_Key = tuple[Path, int, Path, int]


class Gallery(QObject):
    """The translators, and what each makes of the open photograph.

    Rendered one after another in the child for what is on the screen; a newer
    photograph goes first, and what was rendered once is remembered. While none is open,
    a model shows the preview in its file; one without is rendered on a sample
    photograph, once, and kept on the disk.
    """

    changed = Signal()
    """Other models are listed."""
    rendered = Signal(Path)
    """A model's card has something new to show."""
    opened = Signal(object)
    """A model that was opened by its file: `ModelEntry`."""
    timed = Signal(Path, float)
    """A model's file, and the seconds a pixel took in the network."""
    failed = Signal(str)

    def __init__(
        self,
        models: Models,
        background: Background,
        process: ModelProcess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._background, self._process = models, background, process
        self._extra: dict[Path, ModelEntry] = {}
        self._own: dict[Path, _Own] = {}
        self._done: OrderedDict[_Key, QImage] = OrderedDict()
        self._errors: dict[Path, str] = {}
        self._photo: Photo | None = None
        self._small: Picture | None = None
        self._busy: Path | None = None
        self._active = False
        models.changed.connect(self._listed)

    @property
    def entries(self) -> list[ModelEntry]:
        """Translators, then files that are damaged."""
        whole = {e.path: e for e in self._models.of_role(Role.TRANSLATOR)}
        listed = [
            *whole.values(),
            *(e for p, e in self._extra.items() if p not in whole),
        ]
        return listed + [e for e in self._models.all if e.card is None]

    @property
    def whole(self) -> list[ModelEntry]:
        """Those that can translate."""
        return [e for e in self.entries if e.card is not None]

    def title_of(self, recipe: Recipe) -> str:
        """What a person calls the model of a recipe."""
        entry = self.at(recipe.model)
        title = "" if entry is None or entry.card is None else entry.card.title
        return title or recipe.name

    def at(self, path: Path) -> ModelEntry | None:
        """The whole translator of this file."""
        found = (e for e in self.entries if e.path == path and e.card is not None)
        return next(found, None)

    def open_model(self, path: Path) -> None:
        """Take a model from anywhere into the gallery; `opened` says when."""

        def done(entry: ModelEntry) -> None:
            if self._models.at(path) is None:
                self._extra[path] = entry
                self._listed()
            self.opened.emit(entry)

        self._background.run(
            lambda _: ModelEntry(path.stem, path, "user", read_model_file(path).card),
            done,
            self.failed.emit,
            owner=self,
            what=str(path),
        )

    def look(self, path: Path) -> Rendered | None:
        """What a model's card shows now; None where nothing is there yet."""
        if self._photo is None:
            own = self._own.get(path)
            return None if own is None else Rendered(own.image, own.error)
        if path in self._errors:
            return Rendered(QImage(), self._errors[path])
        key = self._key(path)
        found = None if key is None else self._done.get(key)
        return None if found is None else Rendered(found)

    def show_photo(self, photo: Photo | None) -> None:
        """Render this photograph from now on; None shows previews."""
        self._process.cancel(CHANNEL)
        self._busy, self._photo, self._small = None, photo, None
        self._errors = {}
        for entry in self.entries:
            self.rendered.emit(entry.path)
        if photo is not None:
            self._background.run(
                lambda _: (photo, scaled_down(photo, _AREA)),
                self._scaled,
                lambda _: None,
                owner=self,
            )
        else:
            self._next()

    def begin_anew(self) -> None:
        """Render what failed once more: networks run on something else now."""
        failed = [*self._errors, *(p for p, own in self._own.items() if own.error)]
        self._errors = {}
        for path, own in self._own.items():
            if own.error:
                self._own[path] = replace(own, error="", sampled=False)
        for path in failed:
            self.rendered.emit(path)
        self._next()

    def set_active(self, active: bool) -> None:
        """Whether somebody can see it: nothing is rendered for nobody."""
        self._active = active
        if active:
            self._next()

    def close(self) -> None:
        """Render no more."""
        self._active = False
        self._process.cancel(CHANNEL)

    def _listed(self) -> None:
        """Look at models that are new, or other ones under an old name."""
        cards = {e.path: e.card for e in self.entries if e.card is not None}
        own = self._own
        unseen = [
            (path, card.sha256)
            for path, card in cards.items()
            if path not in own or own[path].sha256 != card.sha256
        ]
        if unseen:
            self._background.run(
                lambda _: {path: _Own(sha, *kept(path)) for path, sha in unseen},
                self._take_own,
                owner=self,
            )
        self.changed.emit()
        self._next()

    def _take_own(self, own: dict[Path, _Own]) -> None:
        self._own |= own
        for path in own:
            self.rendered.emit(path)
        self._next()

    def _scaled(self, made: tuple[Photo, Picture]) -> None:
        photo, small = made
        if photo is self._photo:
            self._small = small
            self._next()

    def _next(self) -> None:
        if not self._active or self._busy is not None:
            return
        if self._photo is None:
            self._next_sample()
            return
        if self._small is None:
            return
        for entry in self.entries:
            if entry.card is None or entry.path in self._errors:
                continue
            key = self._key(entry.path)
            if key is not None and key not in self._done:
                self._submit(entry.path, self._small, partial(self._answered, key))
                return

    def _next_sample(self) -> None:
        for entry in self.entries:
            own, card = self._own.get(entry.path), entry.card
            if card is None or own is None or own.sampled:
                continue
            self._busy = entry.path
            self._background.run(
                lambda _, card=card: sample_for(card),  # type: ignore[misc]
                partial(self._send_sample, card, own, entry.path),
                partial(self._take_sample, own, entry.path, QImage()),
                owner=self,
                what="The sample photograph",
            )
            return

    def _send_sample(self, card: Card, own: _Own, path: Path, sample: Picture) -> None:
        if self._photo is not None or not self._active:
            if self._photo is None:
                self._busy = None
            return

        def done(answer: Answer) -> None:
            made = answer.picture
            if made is None:
                error = answer.error or "It made no picture."
                self._take_sample(own, path, own.image, error)
                return
            self._background.run(lambda _: keep(card, made), owner=self)
            self._take_sample(own, path, to_image(made.pixels))

        self._submit(path, sample, done)

    def _take_sample(
        self, own: _Own, path: Path, image: QImage, error: str = ""
    ) -> None:
        self._busy = None
        self._own[path] = _Own(own.sha256, image, sampled=True, error=error)
        self.rendered.emit(path)
        self._next()

    def _submit(
        self, path: Path, picture: Picture, receive: Callable[[Answer], None]
    ) -> None:
        from ganstudio.inference import TranslateRequest

        self._busy = path
        self._process.submit(TranslateRequest(path, picture), receive, CHANNEL)

    def _answered(self, key: _Key, answer: Answer) -> None:
        self._busy = None
        path = key[2]
        if answer.picture is not None:
            height, width = answer.picture.size
            self._done[key] = to_image(answer.picture.pixels)
            self.timed.emit(path, answer.seconds_network / (height * width))
        else:
            # Not remembered beyond this photograph: a child that died is no verdict.
            self._errors[path] = answer.error or "It made no picture."
        while len(self._done) > _KEPT:
            self._done.popitem(last=False)
        self.rendered.emit(path)
        self._next()

    def _key(self, path: Path) -> _Key | None:
        assert self._photo is not None
        photo = self._photo.frame.path
        try:
            return photo, photo.stat().st_mtime_ns, path, path.stat().st_mtime_ns
        except OSError:
            return None
