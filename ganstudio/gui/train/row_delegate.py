"""Paints one run of the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ganstudio.gui.services import Services
from ganstudio.gui.theme import icon, size, theme
from ganstudio.gui.train.conditions import LOOKS
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.rows import RUN_ROLE, progress
from ganstudio.gui.train.sentences import title_of, when

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunDelegate(QStyledItemDelegate):
    """Model and time; sign, state and time left; a bar where a process trains it.

    Args:
        services: of the window, for titles.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._services = services

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """The same for all rows."""
        title, small = _fonts(option.font)
        height = QFontMetrics(title).height() + QFontMetrics(small).height()
        return QSize(size(120), height + size(2 + 4 + 4) + 2 * size(8))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint it."""
        run = index.data(RUN_ROLE)
        if not isinstance(run, Run):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.tokens.raised))
        if selected:
            bar = QRect(rect.left(), rect.top(), size(3), rect.height())
            painter.fillRect(bar, QColor(theme.tokens.accent))
        inner = rect.adjusted(size(12), size(8), -size(12), -size(8))
        self._paint(painter, inner, run, option.font)
        painter.restore()

    def _paint(self, painter: QPainter, box: QRect, run: Run, font: QFont) -> None:
        tokens, look = theme.tokens, LOOKS[run.condition]
        title, small = _fonts(font)
        line = QRect(box.left(), box.top(), box.width(), QFontMetrics(title).height())
        used = _text(painter, line, when(run), small, tokens.muted, _RIGHT)
        line.setRight(line.right() - used)
        _text(painter, line, title_of(run, self._services), title, tokens.text, _LEFT)

        height = QFontMetrics(small).height()
        top = box.top() + QFontMetrics(title).height() + size(2)
        line = QRect(box.left(), top, box.width(), height)
        sign = QRect(line.left(), line.top(), height, height)
        icon(look.icon, look.role).paint(painter, sign)
        line.setLeft(sign.right() + size(6))
        used = _text(painter, line, progress(run), small, tokens.muted, _RIGHT)
        line.setRight(line.right() - used)
        role = {"good": tokens.muted, "accent": tokens.accent_text}.get(
            look.role, getattr(tokens, f"{look.role}_text", tokens.muted)
        )
        _text(painter, line, look.word, small, role, _LEFT)
        if run.live and run.part is not None:
            _bar(painter, box, run.part)


def _bar(painter: QPainter, box: QRect, part: float) -> None:
    groove = QRect(box.left(), box.bottom() - size(4) + 1, box.width(), size(4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens.line))
    painter.drawRoundedRect(groove, size(2), size(2))
    done = QRect(groove)
    done.setWidth(max(round(groove.width() * part), size(4)))
    painter.setBrush(QColor(theme.tokens.accent))
    painter.drawRoundedRect(done, size(2), size(2))


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    title, small = QFont(font), QFont(font)
    title.setPixelSize(size(13))
    title.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(size(11))
    return title, small


def _text(
    painter: QPainter,
    line: QRect,
    text: str,
    font: QFont,
    colour: str,
    where: Qt.AlignmentFlag,
) -> int:
    """Write one line, cut with an ellipsis; returns the room it took, with a space."""
    if not text:
        return 0
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    room = line.width()
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(line, int(where), cut)
    return metrics.horizontalAdvance(cut) + size(8)
