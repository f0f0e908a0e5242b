"""Every translator at hand, each rendered on the photograph that is open."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ganstudio.api import Role, StudioError
from ganstudio.app.models import ModelEntry
from ganstudio.core.model_file import read_model_file
from ganstudio.gui.services import Background, ModelProcess, Models
from ganstudio.gui.translate.pictures import Photo, scaled_down
from ganstudio.gui.translate.recipe import Recipe
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


_Key = tuple[Path, int, Path, int]


class Gallery(QObject):
    """The translators, and what each makes of the open photograph.

    Rendered one after another in the child for what is on the screen; a newer
    photograph goes first, and what was rendered once is remembered.
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
        self._previews: dict[Path, QImage] = {}
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
            image = self._previews.get(path)
            return None if image is None else Rendered(image)
        if path in self._errors:
            return Rendered(QImage(), self._errors[path])
        key = self._key(path)
        found = None if key is None else self._done.get(key)
        return None if found is None else Rendered(found)

    def show_photo(self, photo: Photo | None) -> None:
        """Render this photograph from now on; None shows the models' own previews."""
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
        paths = [e.path for e in self.entries if e.path not in self._previews]
        if paths:
            self._background.run(
                lambda _: {path: _preview(path) for path in paths},
                self._take_previews,
                owner=self,
            )
        self.changed.emit()
        self._next()

    def _take_previews(self, previews: dict[Path, QImage]) -> None:
        self._previews |= previews
        for path in previews:
            self.rendered.emit(path)

    def _scaled(self, made: tuple[Photo, Picture]) -> None:
        photo, small = made
        if photo is self._photo:
            self._small = small
            self._next()

    def _next(self) -> None:
        if not self._active or self._busy is not None or self._small is None:
            return
        for entry in self.entries:
            if entry.card is None or entry.path in self._errors:
                continue
            key = self._key(entry.path)
            if key is not None and key not in self._done:
                from ganstudio.inference import TranslateRequest

                self._busy = entry.path
                self._process.submit(
                    TranslateRequest(entry.path, self._small),
                    partial(self._answered, key),
                    CHANNEL,
                )
                return

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


def _preview(path: Path) -> QImage:
    try:
        data = read_model_file(path).preview
    except StudioError:
        return QImage()  # a damaged file's card says what is wrong
    return QImage.fromData(data) if data else QImage()
