"""The person's settings; each takes effect at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ganstudio.app.info import Info
from ganstudio.app.preferences import Preferences
from ganstudio.core.images import KeepMetadata, RecipeLevel
from ganstudio.gui.dialogs.backend_choice import ABOUT, BackendChoice
from ganstudio.gui.dialogs.information import fetch_information
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import (
    NumberRow,
    Sentence,
    button,
    caption,
    heading,
    label,
    section,
)

_SCHEMES = {"system": "As the system", "dark": "Dark", "light": "Light"}
KEEP_METADATA = {
    KeepMetadata.YES: "All of it",
    KeepMetadata.NO_GPS: "All but the place",
    KeepMetadata.NO: "None",
}
RECIPE_LEVELS = {
    RecipeLevel.SETTINGS: "Model and settings",
    RecipeLevel.FULL: "These, and where the files lie",
    RecipeLevel.NONE: "None",
}
_MOST_THREADS = 256


class SettingsDialog(QDialog):
    """Every setting with its name and a sentence."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._store = services, services.preferences
        self._backends: tuple[str, ...] | None = None
        self._around = parent.window()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self.area = QScrollArea()
        self.area.setAccessibleName("Settings")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sentence = Sentence("Message about the settings")
        self.reset = button(
            "Reset to defaults", self._reset, help="Set all of them back."
        )
        self.close_button = button("Close", self.reject)
        self.reset.setAutoDefault(False)
        end = QHBoxLayout()
        end.addWidget(self.reset)
        end.addStretch()
        end.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addWidget(heading("Settings"))
        box.addWidget(self.area, 1)
        box.addWidget(self.sentence)
        box.addLayout(end)
        self._build()
        self._store.failed.connect(self.sentence.say)
        self._store.changed.connect(self._show)
        self.scheme.setFocus()
        fetch_information(services, self._know, self.sentence.say, owner=self)

    def _build(self) -> None:
        """Make all controls, in the size that the text has now."""
        whole = QWidget()
        self._box = QVBoxLayout(whole)
        self._box.setContentsMargins(0, 0, size(12), 0)
        self._box.setSpacing(size(6))
        self._scale = self._store.value.text_scale
        self._make_look()
        self._make_models()
        self._make_pictures()
        self._box.addStretch()
        # Not at once: the slider that asked for it is on the old one.
        old = self.area.takeWidget()
        if old is not None:
            old.deleteLater()
        self.area.setWidget(whole)
        whole.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        around = self._around
        self.resize(
            min(size(520), around.width()), min(size(640), around.height() - size(40))
        )
        self._show()

    def _make_look(self) -> None:
        self._box.addWidget(section("Look"))
        self.scheme = self._choice("Scheme", "Dark, light, or what the system has.")
        for key, text in _SCHEMES.items():
            self.scheme.addItem(text, key)
        self.scheme.activated.connect(
            lambda _: self._store.change(scheme=self.scheme.currentData())
        )
        self.text = NumberRow(
            "Text size",
            80,
            200,
            100,
            decimals=0,
            unit="%",
            help="Of all text, and of all that is measured by it.",
        )
        self.text.settled.connect(self._resize_text)
        self._box.addWidget(self.text)
        self.motion = self._switch(
            "Reduced motion",
            "Nothing fades or slides.",
            lambda on: self._store.change(reduced_motion=on),
        )

    def _make_models(self) -> None:
        self._title("Models")
        self.backend = BackendChoice(self._store)
        self._row("Backend", ABOUT, self.backend)
        if self._backends is not None:
            self.backend.know(self._backends)
        self.threads = QSpinBox()
        self.threads.lineEdit().setTextMargins(size(4), 0, 0, 0)
        self.threads.setRange(0, _MOST_THREADS)
        self.threads.setSpecialValueText("As many as there are cores")
        self.threads.setKeyboardTracking(False)
        self.threads.valueChanged.connect(
            lambda count: self._store.change(threads=count)
        )
        self._row(
            "Threads",
            f"Processor threads of a model file, 1 to {_MOST_THREADS}; 0 takes all"
            " cores. Fewer leave more for a run that trains.",
            self.threads,
        )

    def _make_pictures(self) -> None:
        self._title("Pictures that are saved")
        self.quality = NumberRow(
            "JPEG quality", 1, 100, 95, decimals=0, help="Of JPEG and WebP files."
        )
        self.quality.settled.connect(
            lambda value: self._store.change(quality=round(value))
        )
        self._box.addWidget(self.quality)
        self.metadata = self._choice(
            "Keep metadata",
            "What a photograph says of camera, date and place (EXIF, XMP, IPTC) goes"
            " into its translation.",
        )
        for keep, text in KEEP_METADATA.items():
            self.metadata.addItem(text, keep)
        self.metadata.activated.connect(
            lambda _: self._store.change(keep_metadata=self.metadata.currentData())
        )
        self.recipe = self._choice(
            "Recipe in the picture",
            "What it was made with: dropped on the window, the picture brings its"
            " settings back.",
        )
        for level, text in RECIPE_LEVELS.items():
            self.recipe.addItem(text, level)
        self.recipe.activated.connect(
            lambda _: self._store.change(recipe=self.recipe.currentData())
        )
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText("Beside the original")
        self.choose = button("Choose…", self._choose, help="Choose a folder.")
        self.beside = button("Beside", self._beside, help="Save beside the original.")
        self.beside.setAccessibleName("Save beside the original")
        for one in (self.choose, self.beside):
            one.setAutoDefault(False)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(size(8))
        line.addWidget(self.folder, 1)
        line.addWidget(self.choose)
        line.addWidget(self.beside)
        self._row("Output folder", "Where translated pictures go.", holder)
        self.folder.setAccessibleName("Output folder")
        self.folder.setToolTip("Where translated pictures go.")
        self._title("Window")
        self.ask = self._switch(
            "Ask before closing",
            "Where a job would end with the window. Training goes on in any case.",
            lambda on: self._store.change(ask_before_close=on),
        )

    # Rows.

    def _title(self, text: str) -> None:
        self._box.addSpacing(size(12))
        self._box.addWidget(section(text))

    def _row(self, name: str, help: str, control: QWidget) -> None:
        named = label(name)
        named.setBuddy(control)
        control.setAccessibleName(name)
        control.setAccessibleDescription(help)
        control.setToolTip(help)
        self._box.addWidget(named)
        self._box.addWidget(control)
        self._box.addWidget(caption(help))
        self._box.addSpacing(size(4))

    def _choice(self, name: str, help: str) -> QComboBox:
        made = QComboBox()
        self._row(name, help, made)
        return made

    def _switch(
        self, name: str, help: str, change: Callable[[bool], object]
    ) -> QCheckBox:
        made = QCheckBox(name)
        made.setAccessibleName(name)
        made.setAccessibleDescription(help)
        made.setToolTip(help)
        made.clicked.connect(lambda on: change(on))
        self._box.addWidget(made)
        self._box.addWidget(caption(help))
        self._box.addSpacing(size(4))
        return made

    # What is set.

    def _show(self) -> None:
        value = self._store.value
        if value.text_scale != self._scale:
            self._build()
            self.text.slider.setFocus()
            return
        self.scheme.setCurrentIndex(self.scheme.findData(value.scheme))
        self.text.set_value(value.text_scale * 100)
        self.motion.setChecked(value.reduced_motion)
        self.threads.blockSignals(True)
        self.threads.setValue(value.threads)
        self.threads.blockSignals(False)
        self.quality.set_value(value.quality)
        self.metadata.setCurrentIndex(self.metadata.findData(value.keep_metadata))
        self.recipe.setCurrentIndex(self.recipe.findData(value.recipe))
        folder = value.output_folder
        self.folder.setText("" if folder is None else str(folder))
        self.beside.setEnabled(folder is not None)
        self.ask.setChecked(value.ask_before_close)

    def _know(self, known: Info) -> None:
        self._backends = tuple(known.backends)
        self.backend.know(self._backends)

    def _resize_text(self, percent: float) -> None:
        self._store.change(text_scale=round(percent) / 100)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, "Folder for pictures", self.folder.text()
        )
        if folder:
            self._store.change(output_folder=Path(folder))

    def _beside(self) -> None:
        self._store.change(output_folder=None)

    def _reset(self) -> None:
        recent = self._store.value.recent
        self._store.change(**Preferences(recent=recent).model_dump())
        self.sentence.say("All settings have their defaults again.", "good")
