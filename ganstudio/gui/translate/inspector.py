"""The panel on the right: which translator, how strongly, and Save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
)

from ganstudio.api import Label
from ganstudio.core.model_file import Card
from ganstudio.gui.commands import Commands
from ganstudio.gui.services import PreferencesStore
from ganstudio.gui.theme import size
from ganstudio.gui.translate.bar import Elided
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.gallery_view import GalleryView
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.saving import default_path
from ganstudio.gui.widgets import (
    NumberRow,
    button,
    heading,
    label,
    main_button,
    rule,
    section,
    set_kind,
)


class Inspector(QFrame):
    """Gallery, strength, class, and the buttons that save."""

    recipe_wanted = Signal(object)
    """A `Recipe` that was chosen."""

    def __init__(
        self,
        desk: Desk,
        gallery: Gallery,
        commands: Commands,
        preferences: PreferencesStore,
    ) -> None:
        super().__init__()
        self.setAccessibleName("Inspector")
        self._desk, self._models, self._preferences = desk, gallery, preferences
        self.gallery = GalleryView(gallery)
        self.gallery.chosen.connect(self._model_chosen)
        self.strength = NumberRow(
            "Strength",
            0,
            100,
            100,
            decimals=0,
            unit="%",
            help="How much of the translation is mixed into the photograph.",
        )
        self.strength.changed.connect(self._strength_moved)
        self.strength.settled.connect(self._strength_settled)
        self.label_name = label("Class")
        self.labels = QComboBox()
        self.labels.setAccessibleName("Class")
        self.labels.setToolTip("Which of the model's classes to translate to.")
        self.labels.activated.connect(self._label_chosen)
        self.where = Elided()
        set_kind(self.where, "caption")
        save, save_all = (
            commands.action(f"translate.{name}") for name in ("save", "save_all")
        )
        self.save = main_button("Save", save.trigger, icon="content_save_outline")
        self.save_all = button(
            "Save all…", save_all.trigger, icon="content_save_all_outline"
        )
        for action, made in ((save, self.save), (save_all, self.save_all)):
            _follow(made, action)
            made.setSizePolicy(
                QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
            )
        self._lay_out()
        gallery.changed.connect(self.refresh)
        desk.photo_changed.connect(self.refresh)
        desk.recipe_changed.connect(self.refresh)
        preferences.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        inside = QFrame()
        for panel in (self, inside):
            set_kind(panel, "panel")
        knobs = QVBoxLayout(inside)
        knobs.setContentsMargins(size(12), size(12), size(12), size(12))
        knobs.setSpacing(size(8))
        knobs.addWidget(heading("Translator"))
        knobs.addWidget(self.gallery)
        knobs.addSpacing(size(8))
        knobs.addWidget(section("How much"))
        knobs.addWidget(self.strength)
        knobs.addWidget(self.label_name)
        knobs.addWidget(self.labels)
        knobs.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(size(8))
        buttons.addWidget(self.save, 3)
        buttons.addWidget(self.save_all, 2)
        foot = QVBoxLayout()
        foot.setContentsMargins(size(12), size(8), size(12), size(12))
        foot.setSpacing(size(8))
        foot.addWidget(self.where)
        foot.addLayout(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scroll, 1)
        box.addWidget(rule())
        box.addLayout(foot)

    def refresh(self) -> None:
        """Show the recipe in force and where the next picture would be saved."""
        recipe = self._desk.recipe
        self.gallery.choose(None if recipe is None else recipe.model)
        self.strength.setEnabled(recipe is not None)
        self.strength.set_value(self._desk.strength * 100)
        names = self._label_names()
        for part in (self.label_name, self.labels):
            part.setVisible(bool(names))
        if names != [self.labels.itemText(i) for i in range(self.labels.count())]:
            self.labels.clear()
            self.labels.addItems(names)
        if recipe is not None and recipe.label is not None:
            self.labels.setCurrentIndex(recipe.label)
        self._say_where()

    def _say_where(self) -> None:
        desk, recipe = self._desk, self._desk.recipe
        if desk.film.current is None:
            self.where.say("Open a photograph to translate it.")
        elif recipe is None:
            self.where.say("Choose a translator above.")
        else:
            folder = self._preferences.value.output_folder
            path = default_path(desk.film.current, recipe, folder)
            self.where.say(f"Saves as {path.name}", f"{path}\nor the next free name")

    def _card(self) -> Card | None:
        recipe = self._desk.recipe
        entry = None if recipe is None else self._models.at(recipe.model)
        return None if entry is None else entry.card

    def _label_names(self) -> list[str]:
        card = self._card()
        return [] if card is None else label_names(card)

    def _model_chosen(self, path: Path) -> None:
        entry = self._models.at(path)
        if entry is not None and entry.card is not None:
            first = 0 if label_names(entry.card) else None
            self.recipe_wanted.emit(Recipe(path, first))

    def _label_chosen(self, number: int) -> None:
        recipe = self._desk.recipe
        if recipe is not None:
            self.recipe_wanted.emit(Recipe(recipe.model, number))

    def _strength_moved(self, value: float) -> None:
        self._desk.set_strength(value / 100, settled=False)

    def _strength_settled(self, value: float) -> None:
        self._desk.set_strength(value / 100)


def label_names(card: Card) -> list[str]:
    """Names of a model's classes; [] where it has none."""
    for port in card.inputs:
        if isinstance(port, Label):
            return list(card.labels) or [f"Class {i}" for i in range(port.classes)]
    return []


def _follow(made: QPushButton, action: QAction) -> None:
    """Let a button be what its action is."""

    def show() -> None:
        made.setEnabled(action.isEnabled())
        made.setToolTip(action.toolTip())

    action.changed.connect(show)
    show()
