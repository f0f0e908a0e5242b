"""What is painted below and on top of the curves, each part by a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.room import Room, series_pen
from ganstudio.gui.train.timeline.series import Note
from ganstudio.gui.train.timeline.spreading import spread

Pixel = Callable[[float], float]
"""From x to px from the left edge of the widget."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def _hair(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """One px of the screen, whatever its scale."""
    pen = QPen(QColor(colour), 1, style)
    pen.setCosmetic(True)
    return pen


def _veil() -> QColor:
    """The ground, through which the curves shine a little."""
    ground = QColor(theme.tokens.panel)
    ground.setAlphaF(0.8)
    return ground


def paint_grid(
    painter: QPainter, room: Room, along: Iterable[float], pixel: Pixel
) -> None:
    """A thin grid, the figures of the left axis, and the coin toss."""
    assert room.panel is not None
    tokens, rect = theme.tokens, room.rect
    half = QFontMetricsF(painter.font()).height() / 2
    line, text = _hair(tokens.line), QColor(tokens.muted)
    for tick in room.ticks():
        y = round(room.pixel(tick))
        painter.setPen(line)
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        painter.setPen(text)
        place = QRectF(0, y - half, rect.left() - size(6), 2 * half)
        value = 10**tick if room.panel.log else tick
        painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignRight, f"{value:.4g}")
    painter.setPen(line)
    for tick in along:
        x = round(pixel(tick))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    if room.panel.group.probability:
        y = round(room.pixel(0.5))
        painter.setPen(_hair(tokens.muted, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def paint_figures(
    painter: QPainter,
    along: Iterable[float],
    place: QRectF,
    pixel: Pixel,
    write: Callable[[float], str],
) -> None:
    """The figures of the lower axis; `place` is as wide as one of them may be."""
    painter.setPen(QColor(theme.tokens.muted))
    for tick in along:
        at = QRectF(place)
        at.moveLeft(pixel(tick) - place.width() / 2)
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, write(tick))


def paint_title(painter: QPainter, room: Room) -> None:
    """What a panel shows, above it."""
    assert room.panel is not None
    text = room.panel.group.title + (", log" if room.panel.log else "")
    height = QFontMetricsF(painter.font()).height()
    rect = room.rect
    place = QRectF(rect.left(), rect.top() - height - size(1), rect.width(), height)
    painter.setPen(QColor(theme.tokens.muted))
    painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignLeft, text)


def paint_labels(
    painter: QPainter,
    room: Room,
    right: float,
    values: Callable[[str], float],
) -> None:
    """Names at the ends of the lines, with values; `right`: where they end, px."""
    panel, rect = room.panel, room.rect
    assert panel is not None
    metrics = QFontMetricsF(painter.font())
    height = metrics.height()
    ends = [line for line in panel.lines if np.isfinite(line.end[1])]
    wanted = [room.pixel(line.end[1]) for line in ends]
    wanted = [min(max(y, rect.top()), rect.bottom()) for y in wanted]
    left = rect.right() + size(14)
    placed = spread(wanted, height, rect.top() - height / 2, rect.bottom() + height / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line, y, target in zip(ends, placed, wanted, strict=True):
        painter.setPen(series_pen(line.number))
        start = QPointF(rect.right() + size(2), target)
        painter.drawLine(start, QPointF(left - size(3), y))
        place = QRectF(left, y - height / 2, right - left, height)
        value = figures.number(values(line.name))
        rest = place.width() - metrics.horizontalAdvance(value) - size(6)
        name = metrics.elidedText(line.name, Qt.TextElideMode.ElideMiddle, rest)
        painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignRight, value)


def paint_bad(painter: QPainter, room: Room, pixel: Pixel) -> None:
    """Crosses at the upper edge where a term was not finite, with its name once."""
    assert room.panel is not None
    half, height = size(3), QFontMetricsF(painter.font()).height()
    y = room.rect.top() + height / 2
    cross = QPen(QColor(theme.tokens.bad), size(1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in room.panel.lines:
        if not len(line.bad):
            continue
        places = [pixel(x) for x in line.bad]
        painter.setPen(cross)
        painter.drawLines(
            [
                QLineF(x - half, y - way * half, x + half, y + way * half)
                for x in places
                for way in (-1, 1)
            ]
        )
        text = f"{line.name} not finite"
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + size(8)
        left = min(places[0] + size(6), room.rect.right() - width)
        place = QRectF(left, y - height / 2, width, height)
        painter.fillRect(place, _veil())
        painter.setPen(QColor(theme.tokens.bad_text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        y += height


def paint_marks(
    painter: QPainter,
    top: float,
    checkpoints: Iterable[float],
    notes: Iterable[tuple[float, Note]],
) -> None:
    """Checkpoints as ticks and notes as dots, below the lowest axis.

    Args:
        painter: open.
        top: of the row of marks, px.
        checkpoints: where, px.
        notes: where, px, and what.
    """
    tokens, radius = theme.tokens, size(3)
    painter.setPen(QPen(QColor(tokens.muted), size(2)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for x in checkpoints:
        painter.drawLine(QPointF(x, top), QPointF(x, top + size(5)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    colours = {"error": tokens.bad, "warning": tokens.warning}
    for x, note in notes:
        painter.setBrush(QColor(colours.get(note.level, tokens.accent)))
        painter.drawEllipse(QPointF(x, top + size(5)), radius, radius)


def paint_upright(
    painter: QPainter, x: float, top: float, bottom: float, *, cursor: bool
) -> None:
    """The line of the time cursor, or of the pointer."""
    tokens = theme.tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(
        QPen(QColor(tokens.accent), size(2)) if cursor else _hair(tokens.muted)
    )
    painter.drawLine(QPointF(round(x), top), QPointF(round(x), bottom))


def paint_focus(painter: QPainter, place: QRectF) -> None:
    """The frame of what has the focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(_hair(theme.tokens.accent))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0, 0, -1, -1))


def paint_flag(painter: QPainter, x: float, within: QRectF, text: str) -> None:
    """Where the pointer is, in words, beside its line and inside the panel."""
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(
        text, Qt.TextElideMode.ElideRight, within.width() - size(12)
    )
    width = metrics.horizontalAdvance(text) + size(12)
    left = x + size(6)
    if left + width > within.right():
        left = max(x - size(6) - width, within.left())
    place = QRectF(left, within.top(), width, metrics.height() + size(4))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_hair(theme.tokens.line))
    painter.setBrush(QColor(theme.tokens.raised))
    painter.drawRoundedRect(place, size(4), size(4))
    painter.setPen(QColor(theme.tokens.text))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
