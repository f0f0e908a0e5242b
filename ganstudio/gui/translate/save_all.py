"""Before a batch: where it goes, what the files are called, what goes into them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ganstudio.api import ConfigError
from ganstudio.app.batch import FIELDS, Conflict, TranslateRequest, first_target
from ganstudio.core.images import KeepMetadata, RecipeLevel
from ganstudio.gui.dialogs.settings import KEEP_METADATA, RECIPE_LEVELS
from ganstudio.gui.services import PreferencesStore
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    Elided,
    Sentence,
    button,
    caption,
    heading,
    label,
    main_button,
    set_flag,
    set_kind,
)

CONFLICTS = {
    Conflict.UNIQUE: "Take another name",
    Conflict.CHANGED: "Write over it where something changed",
    Conflict.OVERWRITE: "Write over it",
    Conflict.SKIP: "Leave it, and the picture out",
}
FORMATS = {
    "same": "As the photograph",
    "jpg": "JPEG",
    "png": "PNG",
    "tif": "TIFF",
    "webp": "WebP",
    "avif": "AVIF",
}


class SaveAllDialog(QDialog):
    """Asks about a batch; what is chosen is kept for the next one.

    Args:
        request: the batch as it would be by now; its `out` is where choosing begins.
        preferences: names, conflicts, metadata and recipe of the last time.
    """

    chosen = Signal(object)
    """A `TranslateRequest`: begin."""

    def __init__(
        self, request: TranslateRequest, preferences: PreferencesStore, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._request, self._preferences = request, preferences
        settings = preferences.value
        count = len(request.inputs)
        self.setWindowTitle("Save all")
        self.setMinimumWidth(size(460))
        self.folder = QLineEdit(str(request.out))
        self.folder.setReadOnly(True)
        self.choose = button("Choose…", self._choose, help="Choose a folder.")
        self.choose.setAutoDefault(False)
        self.name = QLineEdit(settings.batch_name)
        self.name.textChanged.connect(self.refresh)
        self.first = Elided()
        set_kind(self.first, "caption")
        self.format = _choice(FORMATS, "same")
        self.format.activated.connect(self.refresh)
        self.conflict = _choice(CONFLICTS, settings.conflict)
        self.metadata = _choice(KEEP_METADATA, settings.keep_metadata)
        self.recipe = _choice(RECIPE_LEVELS, settings.recipe)
        self.sentence = Sentence("Message about the names", copyable=False)
        what = "Translate 1 picture" if count == 1 else f"Translate {count} pictures"
        self.accept_button = main_button(what, self.accept)
        self.accept_button.setToolTip("Begin; it can be paused and stopped.")
        self.accept_button.setDefault(True)
        cancel = button("Cancel", self.reject, help="Translate nothing. Esc")
        cancel.setAutoDefault(False)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(size(8))
        line.addWidget(self.folder, 1)
        line.addWidget(self.choose)
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(size(12))
        self._form.setVerticalSpacing(size(8))
        self._form.setColumnStretch(1, 1)
        self._row("Folder", holder, self.folder, "Where the translations go.")
        fields = ", ".join(f"{{{name}}}: {text}" for name, text in FIELDS.items())
        self._row("Names", self.name, self.name, f"Without suffix. {fields}.")
        self._form.addWidget(self.first, self._form.rowCount(), 1)
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        self._form.addWidget(
            caption(f"{known} are filled in."), self._form.rowCount(), 1
        )
        self._row("Format", self.format, self.format, "Of the files that are written.")
        self._row(
            "If a file is there",
            self.conflict,
            self.conflict,
            "What changed: the photograph is newer, or the settings are others.",
        )
        self._row(
            "Metadata",
            self.metadata,
            self.metadata,
            "What a photograph says of camera, date and place (EXIF, XMP, IPTC).",
        )
        self._row(
            "Recipe",
            self.recipe,
            self.recipe,
            "What a picture was made with, in its file: dropped on the window, it"
            " brings its settings back.",
        )
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(cancel)
        end.addWidget(self.accept_button)
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addWidget(heading("Save all"))
        box.addLayout(self._form)
        box.addWidget(self.sentence)
        box.addStretch()
        box.addLayout(end)
        self.name.setFocus()
        self.refresh()

    @property
    def wanted(self) -> TranslateRequest:
        """The batch with what is chosen."""
        return replace(
            self._request,
            out=Path(self.folder.text()),
            name=self.name.text(),
            format=self.format.currentData(),
            conflict=Conflict(self.conflict.currentData()),
            keep_metadata=KeepMetadata(self.metadata.currentData()),
            recipe=RecipeLevel(self.recipe.currentData()),
        )

    def refresh(self) -> None:
        """Show the first name, or why there is none."""
        try:
            first = first_target(self.wanted, Path(self._request.model).stem)
        except ConfigError as error:
            problem = error.problems[0]
            self.sentence.say(f"The pattern {problem.message}.")
            self.first.say("")
            self.accept_button.setEnabled(False)
        else:
            self.sentence.clear()
            text = "" if first is None else f"The first one: {first.name}"
            self.first.say(text, "" if first is None else str(first))
            self.accept_button.setEnabled(True)
        set_flag(self.name, "wrong", not self.accept_button.isEnabled())
        # A sentence of two lines would press the rows above it together.
        self._box.activate()
        height = self._box.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), height))

    def accept(self) -> None:
        """Keep what was chosen, and close."""
        wanted = self.wanted
        self._preferences.change(
            batch_name=wanted.name,
            conflict=wanted.conflict,
            keep_metadata=wanted.keep_metadata,
            recipe=wanted.recipe,
        )
        super().accept()
        self.chosen.emit(wanted)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, "Save all translations in", self.folder.text()
        )
        if folder:
            self.folder.setText(folder)
            self.refresh()

    def _row(self, text: str, holder: QWidget, control: QWidget, help: str) -> None:
        named = label(text)
        named.setBuddy(control)
        control.setAccessibleName(text)
        control.setAccessibleDescription(help)
        control.setToolTip(help)
        row = self._form.rowCount()
        self._form.addWidget(named, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._form.addWidget(holder, row, 1)


def _choice(texts: dict[Any, str], chosen: object) -> QComboBox:
    made = QComboBox()
    for key, text in texts.items():
        made.addItem(text, key)
    made.setCurrentIndex(made.findData(chosen))
    return made
