"""What a person does to compare models, and to end it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from ganstudio.gui.services import Notices
from ganstudio.gui.translate.compare import MOST, Comparison
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.knobs import label_names
from ganstudio.gui.translate.recipe import Recipe


class Comparing(QObject):
    """Chooses what is compared among the models at hand."""

    def __init__(
        self,
        comparison: Comparison,
        desk: Desk,
        history: History,
        gallery: Gallery,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._comparison, self._desk, self._history = comparison, desk, history
        self._gallery, self._notices = gallery, notices

    @property
    def possible(self) -> bool:
        """Whether there is a photograph for two models, or a comparison to end."""
        return self._desk.photo is not None and (
            self._comparison.active or len(self._gallery.whole) > 1
        )

    def show(self, on: bool) -> None:
        """Show the chosen model beside the next one, or alone again."""
        if not on:
            self._comparison.stop()
            return
        paths = [entry.path for entry in self._gallery.whole]
        chosen = self._desk.recipe
        if chosen is None or chosen.model not in paths:
            self._comparison.start([self._recipe_of(path) for path in paths[:2]])
            return
        after = paths[(paths.index(chosen.model) + 1) % len(paths)]
        self._comparison.start([chosen, self._recipe_of(after)])

    def add(self, path: Path) -> None:
        """Take a model into the comparison, or out again."""
        compared = [recipe.model for recipe in self._comparison.recipes]
        if self._desk.photo is None:
            self._notices.say("Open a photograph first, then compare models on it.")
        elif path not in compared and len(compared) >= MOST:
            self._notices.say(f"At most {MOST} models stand side by side.")
        elif not compared and self._desk.recipe is None:
            self._history.choose(self._recipe_of(path))
        else:
            self._comparison.toggle(self._recipe_of(path))

    def go_on_with(self, recipe: Recipe) -> None:
        """Choose one of them, and end the comparison."""
        self._comparison.stop()
        self._history.choose(recipe)

    def _recipe_of(self, path: Path) -> Recipe:
        entry, chosen = self._gallery.at(path), self._desk.recipe
        classes = [] if entry is None or entry.card is None else label_names(entry.card)
        size = None if chosen is None else chosen.working_size
        return Recipe(path, 0 if classes else None, size)
