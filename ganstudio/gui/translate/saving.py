"""Writing translations: a free name, in the background, read back."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from ganstudio.api import PictureError, StudioError
from ganstudio.app.output import free_path, result_name
from ganstudio.app.recipes import recipe_for
from ganstudio.core.images import Picture, Shape, finish, write_picture
from ganstudio.core.paths import cache_dir, resources
from ganstudio.gui.services import Background, PreferencesStore
from ganstudio.gui.translate.frames import Frame
from ganstudio.gui.translate.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Wish:
    """What a person asked to have saved.

    Attributes:
        before: the photograph, of which some stays.
        shape: as it stood when it was asked for.
        target: the file that was chosen; None for a free name in the usual place.
        backend: short name of what ran the network, once it has.
    """

    frame: Frame
    recipe: Recipe
    before: Picture
    shape: Shape
    target: Path | None = None
    backend: str | None = None


class Saver(QObject):
    """Saves one picture after another; nothing that is there is written over.

    Args:
        background: where it is encoded and written.
        preferences: quality, metadata, folder.
    """

    saved = Signal(object, Path)
    """A `Wish` and where its picture lies; it was read back."""
    failed = Signal(object, str)
    changed = Signal()

    def __init__(
        self,
        background: Background,
        preferences: PreferencesStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._preferences = background, preferences
        self._promised: set[Path] = set()
        self._naming = threading.Lock()
        self.waiting: list[Wish] = []
        """Until their translation is there."""
        self.busy: list[Wish] = []
        """Being written."""

    def writes(self, frame: Frame | None) -> bool:
        """Whether a file of this frame is being written."""
        return any(wish.frame is frame for wish in self.busy)

    def waits_for(self, frame: Frame | None, recipe: Recipe | None) -> bool:
        """Whether somebody wants this to be saved once it is there."""
        return any((w.frame, w.recipe) == (frame, recipe) for w in self.waiting)

    def forget(self, frame: Frame, recipe: Recipe | None = None) -> list[Wish]:
        """Take a frame's waiting wishes off, with this recipe or any; return them."""
        found = [
            wish
            for wish in self.waiting
            if wish.frame is frame and recipe in (None, wish.recipe)
        ]
        self.waiting = [wish for wish in self.waiting if wish not in found]
        return found

    def write(self, wish: Wish, result: Picture) -> None:
        """Write a translation.

        Args:
            wish: what was asked for.
            result: the translation at full strength.
        """
        settings = self._preferences.value
        self.busy.append(wish)
        self.changed.emit()

        def work(_: object) -> Path:
            target = wish.target
            if target is None:
                wanted = default_path(wish.frame, wish.recipe, settings.output_folder)
                with self._naming:
                    target = free_path(wanted, self._promised)
            elif target == wish.frame.path:
                raise PictureError(
                    f"{target.name} is the photograph itself: choose another name."
                )
            made_with = recipe_for(
                wish.recipe.model,
                wish.shape,
                label=wish.recipe.label,
                source=wish.frame.path,
                backend=wish.backend,
            )
            write_picture(
                finish(wish.before, result, wish.shape),
                target,
                quality=settings.quality,
                keep_metadata=settings.keep_metadata,
                recipe=made_with.at(settings.recipe),
            )
            return target

        self._background.run(
            work,
            partial(self._done, wish),
            partial(self._failed, wish),
            owner=self,
            what=f"Saving {wish.frame.name}",
        )

    def _done(self, wish: Wish, target: Path) -> None:
        self.busy.remove(wish)
        self.saved.emit(wish, target)
        self.changed.emit()

    def _failed(self, wish: Wish, sentence: str) -> None:
        self.busy.remove(wish)
        self.failed.emit(wish, sentence)
        self.changed.emit()


def default_path(frame: Frame, recipe: Recipe, folder: Path | None) -> Path:
    """Where a translation goes when nobody says: beside the photograph.

    Args:
        frame: of the photograph.
        recipe: its model's name ends the file's.
        folder: where the person wants them all; None beside the original.

    Returns:
        The name; perhaps a file lies there already.
    """
    if folder is None:
        folder = frame.path.parent
        if _is_ours(folder):
            folder = pictures_folder()
    return folder / result_name(frame.path, f"-{recipe.name}")


def pictures_folder() -> Path:
    """The person's folder of pictures; the home where there is none."""
    place = QStandardPaths.StandardLocation
    for one in (place.PicturesLocation, place.HomeLocation):
        name = QStandardPaths.writableLocation(one)
        if name:
            return Path(name)
    return Path.home()


def _is_ours(folder: Path) -> bool:
    """Whether it is the program's own: a pasted picture, a sample photograph."""
    homes = [cache_dir()]
    with suppress(StudioError):
        homes.append(resources())
    return any(folder.is_relative_to(home) for home in homes)
