"""The drawing of the curves. The one module that imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.drawing import Line, Panel
from ganstudio.gui.train.timeline.series import Note
from ganstudio.gui.train.timeline.spreading import spread

_LABELS, _AXIS, _MARKS = 132, 44, 10
_RAW_ALPHA = 70


def series_pen(number: int, alpha: int = 255) -> QPen:
    """The pen of the run's n-th term; from the ninth on dashed."""
    colours = theme.tokens.series
    colour = QColor(colours[number % len(colours)])
    colour.setAlpha(alpha)
    pen = QPen(colour)
    pen.setCosmetic(True)
    pen.setWidthF(1.0)
    if number >= len(colours):
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen


class _Axis(pg.AxisItem):
    """An axis with our figures.

    Args:
        orientation: "left" or "bottom".
        write: turns a value on the axis into text.
    """

    def __init__(self, orientation: str, write: Callable[[float], str]) -> None:
        super().__init__(orientation)
        self.write = write
        self.enableAutoSIPrefix(False)

    def tickStrings(
        self, values: list[float], scale: float, spacing: float
    ) -> list[str]:
        return [self.write(value) for value in values]


class _Room:
    """One panel on the screen."""

    def __init__(self, layout: pg.GraphicsLayout, row: int) -> None:
        self.left = _Axis("left", _plain)
        self.bottom = _Axis("bottom", figures.steps)
        self.item: pg.PlotItem = layout.addPlot(
            row=row, col=0, axisItems={"left": self.left, "bottom": self.bottom}
        )
        self.item.hideButtons()
        self.item.setMenuEnabled(False)
        self.box: pg.ViewBox = self.item.getViewBox()
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.half = pg.InfiniteLine(0.5, angle=0)
        self.half.setZValue(-10)
        self.item.addItem(self.half, ignoreBounds=True)
        self.curves: dict[str, tuple[pg.PlotCurveItem, pg.PlotCurveItem]] = {}
        self.panel: Panel | None = None

    def curve(self, line: Line) -> tuple[pg.PlotCurveItem, pg.PlotCurveItem]:
        if line.name not in self.curves:
            pair = (pg.PlotCurveItem(), pg.PlotCurveItem())
            for number, item in enumerate(pair):
                item.setZValue(number)
                self.item.addItem(item, ignoreBounds=True)
            self.curves[line.name] = pair
        return self.curves[line.name]

    def keep(self, names: set[str]) -> None:
        for name in [name for name in self.curves if name not in names]:
            for item in self.curves.pop(name):
                self.item.removeItem(item)

    @property
    def rect(self) -> QRectF:
        return self.box.sceneBoundingRect()


class Plot(pg.GraphicsLayoutWidget):
    """Panels above each other with one x axis, labels at the ends of the lines.

    It knows nothing of runs: `CurvesView` hands it panels, a range and marks.
    """

    clicked = Signal(float)
    """x under a click."""
    pointed = Signal(object)
    """x under the pointer, or None."""
    zoomed = Signal(float, float)
    """Factor of the width of what is seen, and the x that stays."""
    panned = Signal(float)
    """How far what is seen should move, x."""
    reset = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(self.Shape.NoFrame)
        self.setAntialiasing(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rooms: list[_Room] = []
        self.span = (0.0, 1.0)
        self.cursor: float | None = None
        self.pointer: float | None = None
        self.values: Callable[[str], float] = lambda _: float("nan")
        self.head = ""
        self.checkpoints: list[float] = []
        self.notes: list[tuple[float, Note]] = []
        self._pressed: QPointF | None = None
        self._dragging = False
        self.recolour()

    @property
    def rooms(self) -> list[_Room]:
        """The panels on the screen, top down."""
        return self._rooms

    def recolour(self) -> None:
        """Take the colours of the scheme in force."""
        tokens = theme.tokens
        self.setBackground(QColor(tokens.panel))
        margin = size(8)
        layout = self.ci.layout
        layout.setContentsMargins(0, margin, size(_LABELS), margin)
        layout.setVerticalSpacing(size(4))
        for room in self._rooms:
            self._dress(room)

    def _dress(self, room: _Room) -> None:
        tokens = theme.tokens
        font = QFont(self.font())
        font.setPixelSize(size(11))
        for axis in (room.left, room.bottom):
            axis.setPen(QColor(tokens.line))
            axis.setTextPen(QColor(tokens.muted))
            axis.setTickFont(font)
            axis.setStyle(tickLength=0, tickTextOffset=size(4))
            axis.setGrid(110)
        room.left.setWidth(size(_AXIS))
        pen = QPen(QColor(tokens.muted))
        pen.setCosmetic(True)
        pen.setStyle(Qt.PenStyle.DashLine)
        room.half.setPen(pen)
        for name, (raw, smooth) in room.curves.items():
            number = self._number(room, name)
            raw.setPen(series_pen(number, _RAW_ALPHA))
            smooth.setPen(series_pen(number))

    @staticmethod
    def _number(room: _Room, name: str) -> int:
        lines = room.panel.lines if room.panel else []
        return next((line.number for line in lines if line.name == name), 0)

    def draw(self, panels: list[Panel], write_x: Callable[[float], str]) -> None:
        """Show these panels over `span`."""
        if len(panels) != len(self._rooms):
            self._lay_out(len(panels))
        for room, panel in zip(self._rooms, panels, strict=True):
            self._fill(room, panel, write_x)
        self.viewport().update()

    def _lay_out(self, count: int) -> None:
        self.ci.clear()
        self._rooms = [_Room(self.ci, row) for row in range(count)]
        for room in self._rooms:
            self._dress(room)
            last = room is self._rooms[-1]
            room.bottom.setStyle(showValues=last)
            room.bottom.setHeight(size(_MARKS + 20) if last else 1)
            room.bottom.setStyle(tickTextOffset=size(_MARKS) if last else 0)
        self.ci.layout.activate()

    def _fill(self, room: _Room, panel: Panel, write_x: Callable[[float], str]) -> None:
        known = room.panel
        room.panel = panel
        room.keep({line.name for line in panel.lines})
        for line in panel.lines:
            raw, smooth = room.curve(line)
            if line.raw is None:
                raw.setData([], [])
            else:
                raw.setData(*line.raw, connect="finite", skipFiniteCheck=False)
            smooth.setData(line.x, line.y, connect="finite")
            raw.setPen(series_pen(line.number, _RAW_ALPHA))
            smooth.setPen(series_pen(line.number))
        room.half.setVisible(panel.group.probability)
        if known is None or known.log != panel.log:
            room.left.write = _power if panel.log else _plain
            room.left.picture = None
        room.bottom.write = write_x
        low, high = self.span
        room.box.setRange(
            xRange=(low, max(high, low + 1e-9)),
            yRange=(panel.low, panel.high),
            padding=0,
            disableAutoRange=True,
        )

    # Places

    def x_at(self, pixel: float) -> float:
        """x at a place of the widget, px from its left edge."""
        if not self._rooms:
            return self.span[0]
        rect = self._rooms[0].rect
        part = (pixel - rect.left()) / max(rect.width(), 1.0)
        return self.span[0] + part * (self.span[1] - self.span[0])

    def pixel_at(self, x: float) -> float:
        """Place of an x, px from the left edge of the widget."""
        if not self._rooms:
            return 0.0
        rect = self._rooms[0].rect
        width = max(self.span[1] - self.span[0], 1e-9)
        return rect.left() + (x - self.span[0]) / width * rect.width()

    @property
    def plot_width(self) -> int:
        """Width of the axis, px."""
        return max(self.width() - size(_LABELS) - size(_AXIS), 16)

    def _inside(self, x: float) -> bool:
        return self.span[0] <= x <= self.span[1]

    # What is painted on top of the curves

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Labels, marks, cursor and cross-hair."""
        if not self._rooms:
            return
        painter.save()
        painter.resetTransform()
        font = QFont(self.font())
        font.setPixelSize(size(11))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        for room in self._rooms:
            if room.panel is not None:
                self._title(painter, room)
                self._labels(painter, room)
                self._bad(painter, room)
        self._marks(painter)
        self._upright(painter)
        painter.restore()

    def _title(self, painter: QPainter, room: _Room) -> None:
        assert room.panel is not None
        text = room.panel.group.title + (", log" if room.panel.log else "")
        metrics = QFontMetricsF(painter.font())
        place = QRectF(
            room.rect.left() + size(6),
            room.rect.top() + size(2),
            metrics.horizontalAdvance(text) + size(8),
            metrics.height(),
        )
        ground = QColor(theme.tokens.panel)
        ground.setAlphaF(0.8)
        painter.fillRect(place, ground)
        painter.setPen(QColor(theme.tokens.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _labels(self, painter: QPainter, room: _Room) -> None:
        panel, rect = room.panel, room.rect
        assert panel is not None
        height = QFontMetricsF(painter.font()).height()
        width = max(panel.high - panel.low, 1e-12)
        ends = [line for line in panel.lines if np.isfinite(line.end[1])]
        wanted = [
            rect.bottom() - (line.end[1] - panel.low) / width * rect.height()
            for line in ends
        ]
        wanted = [min(max(y, rect.top()), rect.bottom()) for y in wanted]
        left = rect.right() + size(14)
        right = self.width() - size(8)
        placed = spread(wanted, height, rect.top(), rect.bottom())
        for line, y, target in zip(ends, placed, wanted, strict=True):
            pen = series_pen(line.number)
            painter.setPen(pen)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawLine(
                QPointF(rect.right() + size(2), target), QPointF(left - size(3), y)
            )
            place = QRectF(left, y - height / 2, right - left, height)
            value = figures.number(self.values(line.name))
            metrics = QFontMetricsF(painter.font())
            room_left = place.width() - metrics.horizontalAdvance(value) - size(6)
            name = metrics.elidedText(
                line.name, Qt.TextElideMode.ElideMiddle, room_left
            )
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignLeft, name)
            painter.setPen(QColor(theme.tokens.text))
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, value)

    def _bad(self, painter: QPainter, room: _Room) -> None:
        """A cross at the top edge where a term was not finite, with its name once."""
        assert room.panel is not None
        half = size(3)
        metrics = QFontMetricsF(painter.font())
        y = room.rect.top() + metrics.height() + size(8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in room.panel.lines:
            named = False
            for x in line.bad:
                at = self.pixel_at(x)
                painter.setPen(QPen(QColor(theme.tokens.bad), size(2)))
                painter.drawLine(
                    QPointF(at - half, y - half), QPointF(at + half, y + half)
                )
                painter.drawLine(
                    QPointF(at - half, y + half), QPointF(at + half, y - half)
                )
                if not named:
                    painter.setPen(QColor(theme.tokens.bad_text))
                    text = f"{line.name} not finite"
                    width = metrics.horizontalAdvance(text)
                    left = min(at + size(7), room.rect.right() - width)
                    painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), text)
                    named = True
            if named:
                y += metrics.height()

    def _marks(self, painter: QPainter) -> None:
        """Checkpoints as ticks and notes as dots, below the lowest axis."""
        top = self._rooms[-1].rect.bottom() + 1
        tokens, painter_side = theme.tokens, size(3)
        painter.setPen(QPen(QColor(tokens.muted), size(2)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for x in self.checkpoints:
            if self._inside(x):
                at = self.pixel_at(x)
                painter.drawLine(QPointF(at, top), QPointF(at, top + size(5)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = {"error": tokens.bad, "warning": tokens.warning}
        for x, note in self.notes:
            if self._inside(x):
                painter.setBrush(QColor(colours.get(note.level, tokens.accent)))
                middle = QPointF(self.pixel_at(x), top + size(5))
                painter.drawEllipse(middle, painter_side, painter_side)

    def _upright(self, painter: QPainter) -> None:
        top, bottom = self._rooms[0].rect.top(), self._rooms[-1].rect.bottom()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.cursor is not None and self._inside(self.cursor):
            at = round(self.pixel_at(self.cursor))
            painter.setPen(QPen(QColor(theme.tokens.accent), size(2)))
            painter.drawLine(QPointF(at, top), QPointF(at, bottom))
        if self.pointer is not None and self._inside(self.pointer):
            at = round(self.pixel_at(self.pointer))
            painter.setPen(QPen(QColor(theme.tokens.muted), 1))
            painter.drawLine(QPointF(at, top), QPointF(at, bottom))
            self._flag(painter, at, top)

    def _flag(self, painter: QPainter, at: float, top: float) -> None:
        """Where the pointer is, in words, beside its line."""
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(self.head) + size(12)
        height = metrics.height() + size(4)
        left = at + size(6)
        if left + width > self._rooms[0].rect.right():
            left = at - size(6) - width
        place = QRectF(left, top, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.tokens.line))
        painter.setBrush(QColor(theme.tokens.raised))
        painter.drawRoundedRect(place, size(4), size(4))
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.head)

    # Mouse

    def resizeEvent(self, event: object) -> None:
        """Tell that there is another number of pixels to fill."""
        super().resizeEvent(event)
        # The base class resizes before our own parts are made.
        if hasattr(self, "_rooms"):
            self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() is Qt.MouseButton.LeftButton and self._rooms:
            self._pressed, self._dragging = event.position(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is down; else the cross-hair follows."""
        if self._pressed is not None:
            moved = event.position().x() - self._pressed.x()
            if self._dragging or abs(moved) > size(4):
                self._dragging = True
                self._pressed = event.position()
                self.panned.emit(self.x_at(0) - self.x_at(moved))
            return
        rect = self._rooms[0].rect if self._rooms else QRectF()
        x = event.position().x()
        inside = rect.left() <= x <= rect.right()
        self.pointed.emit(self.x_at(x) if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that did not drag sets the cursor."""
        if self._pressed is not None and not self._dragging:
            rect = self._rooms[0].rect
            if rect.left() <= event.position().x() <= rect.right():
                self.clicked.emit(self.x_at(event.position().x()))
        self._pressed, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything."""
        self._pressed = None
        self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom along x, around the pointer."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.zoomed.emit(0.8 ** (turned / 120), self.x_at(event.position().x()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The cross-hair goes with the pointer."""
        self.pointed.emit(None)
        super().leaveEvent(event)


def _plain(value: float) -> str:
    return f"{value:.4g}"


def _power(value: float) -> str:
    return f"{10**value:.2g}"
