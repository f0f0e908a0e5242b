"""The panel on the right: which translator, how much, where, and Save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.gallery_view import GalleryScroll, GalleryView
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.knobs import Knobs, label_names
from ganstudio.gui.translate.masking import Masking
from ganstudio.gui.translate.precision import Precision
from ganstudio.gui.translate.precision_panel import PrecisionPanel
from ganstudio.gui.translate.preset_menu import PresetActions, preset_button
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.saving import default_path
from ganstudio.gui.translate.where import Where
from ganstudio.gui.widgets import (
    Elided,
    button,
    heading,
    main_button,
    rule,
    set_kind,
)


class Inspector(QFrame):
    """Gallery, knobs, mask, and the buttons that save."""

    def __init__(
        self,
        desk: Desk,
        history: History,
        masking: Masking,
        gallery: Gallery,
        presets: PresetActions,
        precision: Precision,
        commands: Commands,
        services: Services,
    ) -> None:
        super().__init__()
        self.setAccessibleName("Inspector")
        self._desk, self._history, self._models = desk, history, gallery
        self._preferences, self._masking = services.preferences, masking
        self._brush_shown = False
        self._chosen: Path | None = None
        self.gallery = GalleryView(gallery)
        self.gallery.chosen.connect(self._model_chosen)
        self._models_area = GalleryScroll(self.gallery)
        self.knobs = Knobs(desk, history, gallery)
        self.presets = preset_button(presets)
        self.where_panel = Where(masking, commands)
        self.precision = PrecisionPanel(services, precision)
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
        masking.tool_changed.connect(self._show_brush)
        gallery.changed.connect(self.refresh)
        gallery.changed.connect(self._models_area.show_chosen)
        desk.photo_changed.connect(self.refresh)
        desk.recipe_changed.connect(self.refresh)
        services.preferences.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        inside = QFrame()
        for panel in (self, inside):
            set_kind(panel, "panel")
        knobs = QVBoxLayout(inside)
        knobs.setContentsMargins(size(12), size(12), size(12), size(12))
        knobs.setSpacing(size(8))
        head = QHBoxLayout()
        head.addWidget(heading("Translator"))
        head.addStretch()
        head.addWidget(self.presets)
        knobs.addLayout(head)
        knobs.addWidget(self._models_area)
        knobs.addSpacing(size(8))
        knobs.addWidget(self.knobs)
        knobs.addSpacing(size(8))
        knobs.addWidget(self.where_panel)
        knobs.addSpacing(size(8))
        knobs.addWidget(self.precision)
        knobs.addStretch()
        scroll = self._scroll = QScrollArea()
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
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scroll, 1)
        box.addWidget(rule())
        box.addLayout(foot)

    def show_above_buttons(self, widget: QWidget) -> None:
        """Give a widget its place between the knobs and the buttons that save."""
        self._box.insertWidget(1, widget)

    def refresh(self) -> None:
        """Show the recipe in force and where the next picture would be saved."""
        recipe = self._desk.recipe
        chosen = None if recipe is None else recipe.model
        self.gallery.choose(chosen)
        if chosen != self._chosen:
            self._chosen = chosen
            self._models_area.show_chosen()
        self._say_where()

    def _show_brush(self) -> None:
        shown, self._brush_shown = self._brush_shown, self._masking.active
        if self._masking.active and not shown:
            # Its sliders were hidden: the panel grows once they are laid out.
            QTimer.singleShot(0, self, self._scroll_to_brush)

    def _scroll_to_brush(self) -> None:
        self._scroll.ensureWidgetVisible(self.where_panel, 0, size(12))

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

    def _model_chosen(self, path: Path) -> None:
        entry = self._models.at(path)
        if entry is not None and entry.card is not None:
            first = 0 if label_names(entry.card) else None
            old = self._desk.recipe
            size = None if old is None else old.working_size
            self._history.choose(Recipe(path, first, size))


def _follow(made: QPushButton, action: QAction) -> None:
    """Let a button be what its action is."""

    def show() -> None:
        made.setEnabled(action.isEnabled())
        made.setToolTip(action.toolTip())

    action.changed.connect(show)
    show()
