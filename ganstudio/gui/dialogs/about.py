"""Version, licence, libraries."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

import ganstudio
from ganstudio.app.info import Info, as_text
from ganstudio.core.paths import resources
from ganstudio.gui.dialogs.information import fetch_information
from ganstudio.gui.folders import open_folder
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Sentence, Sign, button, label


class AboutDialog(QDialog):
    """What this is, and what it stands on."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About GAN Studio")
        self.setMinimumWidth(size(520))
        title = label(f"GAN Studio {ganstudio.__version__}", "title")
        about = label(
            "Train image-generating networks, explore them, apply them to pictures.",
            wrap=True,
        )
        licence = label(
            "MIT licence, © 2026 The GAN Studio authors. Models and pictures that come"
            " with it have licences of their own.",
            "muted",
            wrap=True,
        )
        self.text = QPlainTextEdit("Asking for versions…")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Libraries and machine")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.text.setFont(fixed)
        self.text.setMinimumHeight(size(260))
        self.sentence = Sentence("Message about the information")
        self.copy = button("Copy", self._copy, help="Copy it for a bug report.")
        self.licences = button(
            "Licences", self._licences, help="Open the folder of licences."
        )
        close = button("Close", self.reject)
        for one in (self.copy, self.licences):
            one.setAutoDefault(False)
        top = QHBoxLayout()
        top.setSpacing(size(12))
        top.addWidget(Sign("creation", 40, "accent"))
        top.addWidget(title, 1)
        end = QHBoxLayout()
        end.addWidget(self.copy)
        end.addWidget(self.licences)
        end.addStretch()
        end.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addLayout(top)
        for part in (about, licence, self.text, self.sentence):
            box.addWidget(part)
        box.addLayout(end)
        self.copy.setEnabled(False)
        close.setFocus()
        fetch_information(services, self._show, self._failed, owner=self)

    def _show(self, known: Info) -> None:
        self.text.setPlainText(as_text(known))
        self.copy.setEnabled(True)

    def _failed(self, sentence: str) -> None:
        self.text.clear()
        self.sentence.say(sentence)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _licences(self) -> None:
        open_folder(resources() / "licences")
