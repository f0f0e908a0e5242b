"""The menu of presets above the models."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from ganstudio.app.opening import PRESET_SUFFIX
from ganstudio.gui.services import Services
from ganstudio.gui.steps import Step
from ganstudio.gui.theme import icon
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.history import History
from ganstudio.gui.translate.presets import (
    Preset,
    Presets,
    file_name,
    read_preset,
    write_preset,
)
from ganstudio.gui.translate.restoring import restored, written_of
from ganstudio.gui.translate.said import Said
from ganstudio.gui.widgets import tool_button


class PresetActions(QObject):
    """What can be done with presets; all of it can be taken back."""

    def __init__(
        self,
        services: Services,
        desk: Desk,
        history: History,
        gallery: Gallery,
        undo: QUndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._desk = services, desk
        self._history, self._gallery, self._undo = history, gallery, undo
        self.presets = Presets(services.background, self)
        self.presets.failed.connect(lambda text: services.notices.say(text, "bad"))
        self.window: QWidget | None = None
        """What dialogs stand before."""

    @property
    def current(self) -> Preset | None:
        """The preset that is in force as it stands."""
        written = written_of(self._desk.look, self._gallery)
        if written is None:
            return None
        return next(
            (p for p in self.presets.all if p.recipe.makes_the_same(written)), None
        )

    @property
    def can_save(self) -> bool:
        """Whether there is a model, without which a preset is nothing."""
        return self._desk.recipe is not None

    def use(self, preset: Preset) -> None:
        """Put a preset in force."""
        found = restored(preset.recipe, self._gallery, self._desk.look)
        self._history.take(found.look, f"Use preset {preset.name}")
        if found.lost:
            text = " ".join((f"Preset {preset.name} is in force.", *found.lost))
            self._desk.tell(Said(text, "warning"))

    def save(self) -> None:
        """Ask for a name, and keep what is in force."""
        written = written_of(self._desk.look, self._gallery)
        if written is None:
            return
        entry = self._gallery.at(self._desk.look.recipe.model)  # type: ignore[union-attr]
        title = written.model
        if entry is not None and entry.card is not None:
            title = entry.card.title or title
        name = self._ask("Save as preset", self.presets.free_name(title))
        if name:
            preset = Preset(name=name, recipe=written)
            self._change(f"Save preset {name}", self.presets.with_preset(preset))
            self._services.notices.say(f"Preset {name} is kept.", "good")

    def rename(self, preset: Preset) -> None:
        """Ask for another name."""
        name = self._ask("Rename preset", preset.name)
        if name and name != preset.name:
            name = self.presets.free_name(name)
            renamed = preset.model_copy(update={"name": name})
            self._change(
                f"Rename preset {preset.name}",
                (*self.presets.without(preset.name), renamed),
            )

    def delete(self, preset: Preset) -> None:
        """Take a preset away; Undo brings it back."""
        what = f"Delete preset {preset.name}"
        self._change(what, self.presets.without(preset.name))
        self._services.notices.say(f"{preset.name} is deleted; Ctrl+Z brings it back.")

    def share(self, preset: Preset) -> None:
        """Ask where, and write a file to be given away."""
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            "Share preset",
            str(Path.home() / file_name(preset)),
            f"Presets (*{PRESET_SUFFIX})",
        )
        if not name:
            return
        path = Path(name)
        if not name.endswith(PRESET_SUFFIX):
            path = path.with_name(path.stem + PRESET_SUFFIX)
        self._services.background.run(
            lambda _: write_preset(preset, path),
            lambda _: self._services.notices.say(
                f"Saved and read back: {path}", "good"
            ),
            lambda text: self._services.notices.say(text, "bad"),
            owner=self,
        )

    def choose_file(self) -> None:
        """Ask for a preset's file, and take it in."""
        name, _ = QFileDialog.getOpenFileName(
            self.window,
            "Add a preset",
            "",
            f"Presets (*{PRESET_SUFFIX});;All files (*)",
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Take in a preset that somebody gave away."""
        self._services.background.run(
            lambda _: read_preset(path),
            self._take_in,
            lambda text: self._services.notices.say(text, "bad"),
            owner=self,
            what=str(path),
        )

    def _take_in(self, preset: Preset) -> None:
        known = self.presets.named(preset.name)
        if known != preset:
            name = self.presets.free_name(preset.name)
            preset = preset.model_copy(update={"name": name})
            self._change(f"Add preset {name}", self.presets.with_preset(preset))
        said = f"Preset {preset.name} is among yours."
        if self._desk.film.current is None:
            self._services.notices.say(said, "good")
        else:
            use = partial(self.use, preset)
            self._desk.tell(Said(said, "muted", "Use it", use))

    def _change(self, what: str, presets: tuple[Preset, ...]) -> None:
        self._undo.push(Step(what, self.presets.set_all, self.presets.all, presets))

    def _ask(self, title: str, name: str) -> str:
        text, good = QInputDialog.getText(
            self.window, title, "Name:", QLineEdit.EchoMode.Normal, name
        )
        return text.strip()[:80] if good else ""


def preset_button(actions: PresetActions) -> QToolButton:
    """A button that opens the menu of presets."""
    made = tool_button(
        "bookmark_outline",
        "Presets",
        help="Settings that you gave a name: choose one, or keep those in force.",
        text=True,
    )
    menu = QMenu(made)
    menu.aboutToShow.connect(partial(fill, menu, actions))
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made


def fill(menu: QMenu, actions: PresetActions) -> None:
    """List the presets, and what can be done with the one in force."""
    menu.clear()
    current = actions.current
    for preset in actions.presets.all:
        row = menu.addAction(_plain(preset.name))
        row.setCheckable(True)
        row.setChecked(preset is current)
        row.triggered.connect(lambda _=False, preset=preset: actions.use(preset))
    if not actions.presets.all:
        menu.addAction("No presets yet").setEnabled(False)
    menu.addSeparator()
    save = menu.addAction(icon("bookmark_plus_outline"), "Save as preset…")
    save.triggered.connect(lambda: actions.save())
    save.setEnabled(actions.can_save and current is None)
    for name, text, act in (
        ("rename_outline", "Rename{}…", actions.rename),
        ("trash_can_outline", "Delete{}", actions.delete),
        ("export_variant", "Share{} as a file…", actions.share),
    ):
        shown = "" if current is None else f" {_plain(current.name)}"
        row = menu.addAction(icon(name), text.format(shown))
        row.setEnabled(current is not None)
        if current is not None:
            row.triggered.connect(lambda _=False, act=act: act(current))
    add = menu.addAction(icon("folder_open_outline"), "Add from a file…")
    add.triggered.connect(lambda: actions.choose_file())


def _plain(text: str) -> str:
    """A menu would take a single ampersand for the mark of a key."""
    return text.replace("&", "&&")
