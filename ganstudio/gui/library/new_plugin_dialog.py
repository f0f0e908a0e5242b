"""Writing the beginnings of a plugin: its name, its folder, and what comes next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ganstudio.app.new_plugin import new_plugin
from ganstudio.gui.folders import show_in_folder
from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Sentence, button, heading, label, main_button


class NewPluginDialog(QDialog):
    """Asks for name and folder, writes the files, then says what next."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._folder: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Write a plugin")
        self.setMinimumWidth(size(460))
        self.name = QLineEdit("my_model")
        self.name.setAccessibleName("Name of the plugin")
        self.name.setToolTip("a-z, 0-9 and _, beginning with a letter: my_model.")
        self.name.selectAll()
        self.parent_folder = QLineEdit(str(Path.home()))
        self.parent_folder.setAccessibleName("Folder it goes into")
        self.parent_folder.setToolTip("The plugin's own folder is made in here.")
        choose = button("Choose…", self._choose, help="Choose the folder.")
        self.sentence = Sentence("Message about the new plugin")
        self.next = QPlainTextEdit()
        self.next.setReadOnly(True)
        self.next.setAccessibleName("What comes next")
        self.next.setFixedHeight(size(64))
        self.write = main_button("Write", self._write, help="Write the files.")
        self.write.setDefault(True)
        self.copy = button("Copy commands", self._copy)
        self.reveal = button("Show in folder", self._reveal)
        close = button("Close", self.reject)
        for one in (choose, self.copy, self.reveal, close):
            one.setAutoDefault(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(8))
        box.addWidget(heading("Write a plugin"))
        about = "A small model that trains at once, with its test: make it yours."
        box.addWidget(label(about, "muted", wrap=True))
        box.addWidget(label("Name"))
        box.addWidget(self.name)
        box.addWidget(label("Folder it goes into"))
        line = QHBoxLayout()
        line.addWidget(self.parent_folder, 1)
        line.addWidget(choose)
        box.addLayout(line)
        box.addWidget(self.sentence)
        box.addWidget(self.next)
        end = QHBoxLayout()
        end.addWidget(self.copy)
        end.addWidget(self.reveal)
        end.addStretch()
        end.addWidget(close)
        end.addWidget(self.write)
        box.addLayout(end)
        self._show_next(False)

    def _show_next(self, on: bool) -> None:
        for part in (self.next, self.copy, self.reveal):
            part.setVisible(on)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, "Folder for the plugin", self.parent_folder.text()
        )
        if folder:
            self.parent_folder.setText(folder)

    def _write(self) -> None:
        name, parent = self.name.text().strip(), Path(self.parent_folder.text().strip())
        self.write.setEnabled(False)
        self._services.background.run(
            lambda _: new_plugin(name, parent),
            self._written,
            self._refused,
            owner=self,
            what="Writing the plugin",
        )

    def _refused(self, sentence: str) -> None:
        self.write.setEnabled(True)
        self.sentence.say(sentence)
        self.name.setFocus()

    def _written(self, folder: Path) -> None:
        self._folder = folder
        self.write.setEnabled(True)
        self.sentence.say(
            f"{folder} is written. Install it with the commands below, then look again"
            " (F5): it appears among the plugins. Its README says what to change.",
            "good",
        )
        self.next.setPlainText(
            f'pip install -e "{folder}"\nganstudio check {folder.name}'
        )
        self._show_next(True)
        self.copy.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.next.toPlainText())

    def _reveal(self) -> None:
        if self._folder is not None:
            show_in_folder(self._folder)
