"""Importing a model from elsewhere: what was found out, what it makes, what to mend."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ganstudio.app.importing.meaning import RANGES
from ganstudio.app.models import WEIGHT_SUFFIXES
from ganstudio.core.model_file import read_model_file
from ganstudio.gui.services import Services
from ganstudio.gui.services.programs import Child
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Sentence, button, heading, label, main_button

_SETTLED_MS = 150
_CHOICES = {
    "--in": ("Black and white, going in", "input_range", tuple(RANGES)),
    "--out-range": ("Black and white, coming out", "output_range", tuple(RANGES)),
    "--order": ("Order of the colours", "order", ("RGB", "BGR")),
    "--normalise": ("Normalised before", "normalise", ("none", "imagenet")),
}
_HELP = {
    "--in": "Values that the network takes for black and for white.",
    "--out-range": "Values that it gives for black and for white.",
    "--order": "BGR where red and blue come out exchanged.",
    "--normalise": "imagenet: values in 0..1, less ImageNet's mean, over its spread.",
}


class ImportDialog(QDialog):
    """Tries a file, shows what it makes of a photograph, and writes the copy.

    `ganstudio import` does the work in a process of its own, first into a folder that
    goes with the dialog: what is shown is what will be kept.

    Args:
        path: an ONNX file without a card, or weights of torch.
    """

    def __init__(self, services: Services, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self.path = services, path
        self._child: Child | None = None
        self._trial: Path | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="ganstudio-import-"))
        self._weights = path.suffix.lower() in WEIGHT_SUFFIXES
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import a model")
        self.setMinimumWidth(size(480))
        self.finished.connect(self._tidy)

        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the model")
        self.name.setToolTip("a-z, 0-9, - and _: what it is called by in commands.")
        self.title = QLineEdit()
        self.title.setAccessibleName("Title of the model")
        self.title.setToolTip("What stands below it in the gallery.")
        self.choices = {option: self._choice(option) for option in _CHOICES}
        self.preview = QLabel()
        self.preview.setAccessibleName("A photograph above what the model makes of it")
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumSize(size(256), size(320))
        self.found = label("", "muted", wrap=True)
        self.found.setAccessibleName("What was found out about the file")
        self.sentence = Sentence("Message about the import")
        self.accept_button = main_button("Import", self._import)
        self.accept_button.setToolTip("Keep a copy with a card among your models.")
        self.accept_button.setDefault(True)
        close = button("Cancel", self.reject)
        close.setAutoDefault(False)
        self._lay_out(close)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED_MS)
        self._settle.timeout.connect(self._try)
        self._try()

    def _choice(self, option: str) -> QComboBox:
        title, _, values = _CHOICES[option]
        box = QComboBox()
        box.addItems(values)
        box.setAccessibleName(title)
        box.setToolTip(_HELP[option])
        box.activated.connect(lambda _: self._settle.start())
        return box

    def _lay_out(self, close: QWidget) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(size(12))
        form.setVerticalSpacing(size(8))
        rows: list[tuple[str, QWidget]] = [("Name", self.name), ("Title", self.title)]
        if not self._weights:
            rows += [(_CHOICES[option][0], box) for option, box in self.choices.items()]
        for row, (text, field) in enumerate(rows):
            form.addWidget(label(text), row, 0)
            form.addWidget(field, row, 1)
        form.setRowStretch(len(rows), 1)
        form.setColumnStretch(1, 1)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addWidget(self.found)
        side.addStretch()
        middle = QHBoxLayout()
        middle.setSpacing(size(16))
        middle.addWidget(self.preview)
        middle.addLayout(side, 1)
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(close)
        end.addWidget(self.accept_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addWidget(heading(f"Import {self.path.name}"))
        box.addLayout(middle)
        box.addWidget(self.sentence)
        box.addLayout(end)

    # Trying it.

    def _try(self) -> None:
        """Import into the dialog's own folder, with what is chosen so far."""
        first = self._trial is None
        options = [] if first else self._chosen()
        self._run([*options, "--out", str(self._folder)], self._tried)
        waiting = "Looking at the file…" if first else "Trying this…"
        self.sentence.say(waiting, "muted")

    def _chosen(self) -> list[str]:
        if self._weights:
            return []
        return [
            word
            for option, box in self.choices.items()
            for word in (option, box.currentText())
        ]

    def _run(self, options: list[str], ended: Any) -> None:
        if self._child is not None:
            self._child.stop()
        self.accept_button.setEnabled(False)
        child = self._child = self._services.programs.run(
            ["import", str(self.path), "--json", *options],
            lambda code, said: self._ended(child, code, said, ended),
            owner=self,
        )

    def _ended(self, child: Child, code: int, said: list[str], then: Any) -> None:
        if child is not self._child:
            return  # another choice was made meanwhile
        self._child = None
        if code != 0:
            lines = [line for line in said if line.strip()]
            self.sentence.say(lines[-1] if lines else "It ended without a word.")
            self.accept_button.setEnabled(self._trial is not None)
            return
        then(json.loads("\n".join(said[said.index("{") :])))

    def _tried(self, made: dict[str, Any]) -> None:
        first, self._trial = self._trial is None, Path(made["path"])
        file = read_model_file(self._trial)
        picture = QPixmap()
        picture.loadFromData(file.preview or b"")
        self.preview.setPixmap(
            picture.scaledToWidth(size(256), Qt.TransformationMode.SmoothTransformation)
        )
        if first:
            self.name.setText(made["name"])
            self.title.setText(file.card.title)
        for option, box in self.choices.items():
            if _CHOICES[option][1] in made:
                box.setCurrentText(made[_CHOICES[option][1]])
        self.found.setText("\n".join(made.get("reasons", ())))
        self.sentence.say(
            "Do the colours look right? Above is a photograph, below what the model"
            " makes of it.",
            "muted",
        )
        self.accept_button.setEnabled(True)
        self.accept_button.setFocus()

    # Keeping it.

    def _import(self) -> None:
        words = ["--name", self.name.text().strip()]
        words += ["--title", self.title.text().strip()]
        self.sentence.say("Importing…", "muted")
        self._run([*self._chosen(), *words], self._imported)

    def _imported(self, made: dict[str, Any]) -> None:
        path = Path(made["path"])
        self._services.notices.say(f"{path.stem} is among your models now.", "good")
        self._services.models.refresh()
        self._services.navigator.open_model(path)
        self.accept()

    def _tidy(self) -> None:
        if self._child is not None:
            self._child.close()
        shutil.rmtree(self._folder, ignore_errors=True)
