"""Commands as rows of a list: title, sentence, menu, keys, and why one is greyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ganstudio.gui.commands import TABLE, Command, Commands
from ganstudio.gui.dialogs.fuzzy import fit
from ganstudio.gui.theme import icon, size, theme

ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class CommandRow:
    """One command as the palette shows it.

    Attributes:
        command: of the table.
        can: it can be done now.
        reason: why not, "in Explore" or "not now"; "" where it can.
    """

    command: Command
    can: bool
    reason: str

    @property
    def elsewhere(self) -> bool:
        """Whether it belongs to another workspace."""
        return self.reason.startswith("in ")

    @property
    def keys(self) -> str:
        """Its first shortcut as people write it; "" without."""
        first = self.command.shortcut.split("|")[0]
        return QKeySequence(first).toString(QKeySequence.SequenceFormat.NativeText)


def command_rows(commands: Commands, typed: str = "") -> list[CommandRow]:
    """Return what fits what was typed, best first; what can be done now comes first."""
    scored = []
    for number, command in enumerate(TABLE):
        score = fit(typed, command.title, command.help)
        if not score:
            continue
        can = commands.action(command.id).isEnabled()
        here = command.workspace in ("", commands.workspace)
        reason = "" if can else "not now" if here else f"in {command.workspace.title()}"
        # Something that fits far better wins over what can be done at once.
        shown = score - (0 if can else 15 if not here else 25)
        order = (-shown if typed.strip() else not can, number)
        scored.append((order, CommandRow(command, can, reason)))
    return [row for _, row in sorted(scored, key=lambda pair: pair[0])]


class CommandList(QAbstractListModel):
    """The rows of a palette."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[CommandRow] = []

    def show_rows(self, rows: list[CommandRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for the view and for screen readers."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.command.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.command.title, row.command.help, row.keys, row.reason)
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.command.help
        return None


class CommandPainter(QStyledItemDelegate):
    """Draws a row: icon, title over sentence, on the right menu and keys."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self._icons: dict[tuple[str, str], QIcon] = {}

    def _icon(self, name: str, role: str) -> QIcon:
        if (name, role) not in self._icons:
            self._icons[name, role] = icon(name, role)
        return self._icons[name, role]

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Two lines of text."""
        view = self.parent()
        assert isinstance(view, QListView)
        height = QFontMetrics(view.font()).height() + size(11 + 18)
        return QSize(view.viewport().width(), height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Draw one."""
        row, view, tokens = index.data(ROW), self.parent(), theme.tokens
        assert isinstance(view, QListView)
        if not isinstance(row, CommandRow):
            return
        painter.save()
        box = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(tokens.accent))
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(box.adjusted(1, 1, -2, -2), size(6), size(6))
        inside = box.adjusted(size(12), size(6), -size(12), -size(6))
        side = size(18)
        place = QRect(inside.left(), 0, side, side)
        place.moveTop(inside.center().y() - side // 2)
        self._icon(row.command.icon, "text" if row.can else "muted").paint(
            painter, place
        )
        inside.setLeft(place.right() + size(12))
        small = QFont(view.font())
        small.setPixelSize(size(11))
        right = self._right(painter, inside, row, small)
        text = QRect(inside)
        text.setRight(right - size(12))
        painter.setFont(view.font())
        painter.setPen(QColor(tokens.text if row.can else tokens.muted))
        metrics = painter.fontMetrics()
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            text, top, metrics.elidedText(row.command.title, elide, text.width())
        )
        painter.setFont(small)
        painter.setPen(QColor(tokens.muted))
        low = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            text,
            low,
            painter.fontMetrics().elidedText(row.command.help, elide, text.width()),
        )
        painter.restore()

    def _right(
        self, painter: QPainter, inside: QRect, row: CommandRow, font: QFont
    ) -> int:
        """Draw keys and menu; return where they begin."""
        tokens = theme.tokens
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        metrics = painter.fontMetrics()
        lines = [row.keys, row.reason or row.command.menu]
        wide = max(metrics.horizontalAdvance(line) for line in lines)
        place = QRect(inside.right() - wide, inside.top(), wide + 1, inside.height())
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(place, right | Qt.AlignmentFlag.AlignTop, lines[0])
        painter.drawText(place, right | Qt.AlignmentFlag.AlignBottom, lines[1])
        return place.left()
