"""All commands with their keys, menu by menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ganstudio.gui.commands import MENUS, TABLE, Commands
from ganstudio.gui.theme import icon, size, theme
from ganstudio.gui.widgets import button, heading

_MORE = (
    ("Original for a moment", "Space, held", "Translate"),
    ("Zoom at the pointer", "Wheel", "Translate"),
    ("Pan", "Drag", "Translate"),
    ("Step a slider", "Arrows; with Shift ten steps", ""),
    ("Reset a slider", "Double click", ""),
)


class ShortcutsDialog(QDialog):
    """A list of commands and keys that can be searched.

    Args:
        commands: the table's actions: their texts and keys.
        parent: the window.
    """

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Shortcuts")
        room = parent.window().size()
        self.resize(
            min(size(620), room.width()), min(size(600), room.height() - size(40))
        )
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search commands and keys")
        self.field.setAccessibleName("Search commands and keys")
        self.field.setToolTip("Words of a command, or a key as in Ctrl+S.")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._find)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Commands and their keys")
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels(["Command", "Keys", "Where"])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(size(8))
        self.tree.setItemsExpandable(False)
        self.tree.setUniformRowHeights(True)
        self._fill(commands)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
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
        box.addWidget(self.tree, 1)
        box.addLayout(end)

    @property
    def shown(self) -> list[str]:
        """What is listed now: ids of commands, and what mouse and keys do besides."""
        return [
            item.data(0, Qt.ItemDataRole.UserRole)
            for item in self._items()
            if not item.isHidden()
        ]

    def _fill(self, commands: Commands) -> None:
        for menu in MENUS:
            group = self._group(menu)
            for command in (row for row in TABLE if row.menu == menu):
                action = commands.action(command.id)
                title = action.text().replace("…", "")
                native = QKeySequence.SequenceFormat.NativeText
                keys = ", ".join(key.toString(native) for key in action.shortcuts())
                item = QTreeWidgetItem(group, [title, keys, command.workspace.title()])
                item.setData(0, Qt.ItemDataRole.UserRole, command.id)
                item.setToolTip(0, command.help)
                item.setIcon(0, icon(command.icon, "muted"))
        group = self._group("Mouse and keys besides")
        for texts in _MORE:
            item = QTreeWidgetItem(group, list(texts))
            item.setData(0, Qt.ItemDataRole.UserRole, texts[0])
        self.tree.expandAll()

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        group.setForeground(0, QColor(theme.tokens.muted))
        return group

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [
            self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())
        ]
        return [
            item
            for group in groups
            if group is not None
            for n in range(group.childCount())
            if (item := group.child(n)) is not None
        ]

    def _find(self, typed: str) -> None:
        words = typed.casefold().split()
        for item in self._items():
            parts = [item.text(column) for column in range(3)] + [item.toolTip(0)]
            text = " ".join(parts).casefold()
            item.setHidden(not all(word in text for word in words))
        for row in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(row)
            if group is not None:
                children = (group.child(n) for n in range(group.childCount()))
                empty = all(child is None or child.isHidden() for child in children)
                group.setHidden(empty)
