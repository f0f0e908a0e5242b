"""All commands with their keys, menu by menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import MENUS, TABLE, Command, Commands
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import button, caption, heading, label, section

_MORE = (
    ("Space", "Hold it on the picture to see the original.", "Translate"),
    ("Wheel", "Zoom at the pointer; drag to pan.", "Translate"),
    ("Arrows", "Step a slider; with Shift ten steps.", ""),
    ("Double click", "Reset a slider.", ""),
)


class ShortcutsDialog(QDialog):
    """A list of commands and keys that can be searched."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Shortcuts")
        self.resize(size(620), size(600))
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search commands and keys")
        self.field.setAccessibleName("Search commands and keys")
        self.field.setToolTip("Words of a command, or a key as in Ctrl+S.")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._find)
        self.area = QScrollArea()
        self.area.setAccessibleName("Commands")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        close = button("Close", self.reject)
        close.setAutoDefault(False)
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(size(16), size(16), size(16), size(16))
        box.setSpacing(size(12))
        box.addWidget(heading("Shortcuts"))
        box.addWidget(self.field)
        box.addWidget(self.area, 1)
        box.addLayout(end)
        self._find("")

    def _find(self, typed: str) -> None:
        words = typed.casefold().split()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, size(12), 0)
        grid.setHorizontalSpacing(size(12))
        grid.setVerticalSpacing(size(8))
        grid.setColumnStretch(1, 1)
        self.shown: list[str] = []
        row = 0
        for menu in MENUS:
            found = [c for c in TABLE if c.menu == menu and _fits(c, words)]
            if found:
                grid.addWidget(section(menu), row, 0, 1, 3)
                row += 1
            for command in found:
                self._row(grid, row, command)
                row += 1
        more = [m for m in _MORE if _holds(" ".join(m), words)]
        if more:
            grid.addWidget(section("With mouse and keys"), row, 0, 1, 3)
        for number, (key, what, place) in enumerate(more, row + 1):
            grid.addWidget(label(key, "key"), number, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(what, wrap=True), number, 1)
            grid.addWidget(caption(place, wrap=False), number, 2)
        if not self.shown and not more:
            grid.addWidget(label("No command fits.", "muted"), row, 0, 1, 3)
        grid.setRowStretch(grid.rowCount(), 1)
        self.area.setWidget(inside)

    def _row(self, grid: QGridLayout, row: int, command: Command) -> None:
        self.shown.append(command.id)
        keys = QWidget()
        line = QHBoxLayout(keys)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(size(4))
        for text in command.shortcut.split("|"):
            if text:
                line.addWidget(label(_native(text), "key"))
        line.addStretch()
        title = label(command.title.replace("…", ""))
        title.setToolTip(command.help)
        place = caption(command.workspace.title(), wrap=False)
        grid.addWidget(keys, row, 0)
        grid.addWidget(title, row, 1)
        grid.addWidget(place, row, 2)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _fits(command: Command, words: list[str]) -> bool:
    keys = command.shortcut.replace("|", " ")
    text = f"{command.title} {command.help} {keys} {command.workspace}"
    return _holds(text, words)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)
