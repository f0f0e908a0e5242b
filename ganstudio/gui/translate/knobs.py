"""How much of the photograph stays: strength, colour, detail, working size, class."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.api import Label
from ganstudio.core.images import Shape
from ganstudio.core.model_file import Card
from ganstudio.gui.theme import size
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.history import History
from ganstudio.gui.widgets import NumberRow, label, section

WORKING_SIZES = (None, 4096, 3072, 2048, 1536, 1024, 768, 512, 384, 256)
"""Choices of the longer side of what the network gets, px."""
_ROWS = (
    (
        "strength",
        "Strength",
        100,
        "How much of the translation is mixed into the photograph.",
    ),
    (
        "keep_colour",
        "Keep colour",
        0,
        "How much of the photograph's colour is kept on the translation's light.",
    ),
    (
        "keep_detail",
        "Keep detail",
        0,
        "How much of the photograph's fine grain and edges is kept.",
    ),
)


class Knobs(QWidget):
    """Sliders and choices that are the same for every picture.

    Args:
        desk: on which they act at once.
        history: hears of each change that has settled.
        gallery: knows the cards of the models, and so their classes.
    """

    def __init__(self, desk: Desk, history: History, gallery: Gallery) -> None:
        super().__init__()
        self._desk, self._history, self._gallery = desk, history, gallery
        self.rows = {
            field: NumberRow(name, 0, 100, value, decimals=0, unit="%", help=help)
            for field, name, value, help in _ROWS
        }
        for field, row in self.rows.items():
            row.changed.connect(partial(self._moved, field))
            row.settled.connect(partial(self._settled, field))
        self.size_name = label("Working size")
        self.sizes = QComboBox()
        self.sizes.setAccessibleName("Working size")
        self.sizes.setToolTip(
            "Longer side of what the network gets, px: smaller is faster and makes"
            " larger strokes; the result is as large as the photograph."
        )
        for pixels in WORKING_SIZES:
            self.sizes.addItem("All pixels" if pixels is None else f"{pixels} px")
        self.sizes.activated.connect(self._size_chosen)
        self.label_name = label("Class")
        self.labels = QComboBox()
        self.labels.setAccessibleName("Class")
        self.labels.setToolTip("Which of the model's classes to translate to.")
        self.labels.activated.connect(self._label_chosen)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(8))
        box.addWidget(section("How much"))
        for row in self.rows.values():
            box.addWidget(row)
        for name, choice in (
            (self.size_name, self.sizes),
            (self.label_name, self.labels),
        ):
            name.setBuddy(choice)
            line = QHBoxLayout()
            line.setSpacing(size(8))
            line.addWidget(name)
            line.addWidget(choice, 1)
            box.addLayout(line)
        desk.recipe_changed.connect(self.refresh)
        gallery.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is in force."""
        recipe, shape = self._desk.look.recipe, self._desk.look.shape
        for field, row in self.rows.items():
            row.setEnabled(recipe is not None)
            # A slider in somebody's hand stands where the hand is.
            if not row.slider.isSliderDown():
                row.set_value(getattr(shape, field) * 100)
        self.sizes.setEnabled(recipe is not None)
        self._show_size(None if recipe is None else recipe.working_size)
        names = self._label_names()
        for part in (self.label_name, self.labels):
            part.setVisible(bool(names))
        if names != [self.labels.itemText(i) for i in range(self.labels.count())]:
            self.labels.clear()
            self.labels.addItems(names)
        if recipe is not None and recipe.label is not None:
            self.labels.setCurrentIndex(recipe.label)

    def _show_size(self, pixels: int | None) -> None:
        text = "All pixels" if pixels is None else f"{pixels} px"
        if self.sizes.findText(text) < 0:
            self.sizes.addItem(text)  # of a preset or a recipe
        self.sizes.setCurrentText(text)

    def _card(self) -> Card | None:
        recipe = self._desk.recipe
        entry = None if recipe is None else self._gallery.at(recipe.model)
        return None if entry is None else entry.card

    def _label_names(self) -> list[str]:
        card = self._card()
        return [] if card is None else label_names(card)

    def _moved(self, field: str, value: float) -> None:
        self._desk.set_shape(self._with(field, value), settled=False)

    def _settled(self, field: str, value: float) -> None:
        self._desk.set_shape(self._with(field, value))
        name = self.rows[field].name.text()
        self._history.record(f"Change {name.lower()}")

    def _with(self, field: str, percent: float) -> Shape:
        changed: dict[str, Any] = {field: percent / 100}
        return replace(self._desk.look.shape, **changed)

    def _size_chosen(self, index: int) -> None:
        recipe = self._desk.recipe
        if recipe is not None:
            number = self.sizes.itemText(index).removesuffix(" px")
            wanted = int(number) if number.isdigit() else None
            self._history.choose(replace(recipe, working_size=wanted))

    def _label_chosen(self, number: int) -> None:
        recipe = self._desk.recipe
        if recipe is not None:
            self._history.choose(replace(recipe, label=number))


def label_names(card: Card) -> list[str]:
    """Names of a model's classes; [] where it has none."""
    for port in card.inputs:
        if isinstance(port, Label):
            return list(card.labels) or [f"Class {i}" for i in range(port.classes)]
    return []
