"""Asking whether the settings of a picture that was made here should be used again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from ganstudio.core.images import WrittenRecipe
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.pictures import Photo
from ganstudio.gui.translate.restoring import (
    described,
    restored,
    title_of,
    written_of,
)
from ganstudio.gui.translate.said import Said


class Offer(QObject):
    """Offers the recipe of an opened picture; nothing changes before a click."""

    def __init__(
        self,
        desk: Desk,
        history: History,
        gallery: Gallery,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._history, self._gallery = desk, history, gallery
        desk.recipe_found.connect(self._found)

    def _found(self, photo: Photo) -> None:
        written = photo.recipe
        assert written is not None
        now = written_of(self._desk.look, self._gallery)
        if now is not None and written.makes_the_same(now):
            return
        how = described(written, title_of(written, self._gallery))
        text = f"{photo.frame.name} was made {how}."
        use = partial(self._use, photo.frame.name, written)
        self._desk.tell(Said(text, "muted", "Use these settings", use))

    def _use(self, name: str, written: WrittenRecipe) -> None:
        found = restored(written, self._gallery, self._desk.look)
        self._history.take(found.look, f"Use the settings of {name}")
        said = Said(" ".join(found.lost), "warning") if found.lost else None
        self._desk.tell(said)
