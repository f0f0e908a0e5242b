"""The drawing of the curves. The one module that imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QWheelEvent,
)

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures, ticks
from ganstudio.gui.train.timeline.drawing import Line, Panel
from ganstudio.gui.train.timeline.series import Note
from ganstudio.gui.train.timeline.spreading import spread

_LABELS, _AXIS, _MARKS, _FIGURES = 132, 44, 12, 18
_NONE = np.empty(0)
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


class _Curve(pg.PlotCurveItem):
    """A line that is drawn over the whole panel and decides nothing about its range."""

    def boundingRect(self) -> QRectF:
        """What is seen: measuring the data again would take as long as drawing it."""
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def dataBounds(self, *_: object, **__: object) -> tuple[None, None]:
        """No wish about the range."""
        return None, None


class _Room:
    """One panel on the screen."""

    def __init__(self, layout: pg.GraphicsLayout, row: int) -> None:
        # No axes of the library: recording and replaying their grids takes longer
        # than drawing all curves.
        self.box: pg.ViewBox = layout.addViewBox(row=row, col=0, enableMenu=False)
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.curves: dict[str, tuple[_Curve, _Curve]] = {}
        self.panel: Panel | None = None

    def curve(self, line: Line) -> tuple[_Curve, _Curve]:
        """Items of a term: as measured, and on top of it what is smoothed."""
        if line.name not in self.curves:
            pair = (_Curve(), _Curve())
            for item, above in zip(pair, (0, 1), strict=True):
                item.setZValue(above)
                self.box.addItem(item, ignoreBounds=True)
            self.curves[line.name] = pair
        return self.curves[line.name]

    def keep(self, names: set[str]) -> None:
        """Remove the items of all other terms."""
        for name in [name for name in self.curves if name not in names]:
            for item in self.curves.pop(name):
                self.box.removeItem(item)

    @property
    def rect(self) -> QRectF:
        """Where its curves are, px of the widget."""
        return self.box.sceneBoundingRect()

    def pixel(self, y: float) -> float:
        """Place of a y, px from the upper edge of the widget."""
        assert self.panel is not None
        rect, width = self.rect, max(self.panel.high - self.panel.low, 1e-12)
        return rect.bottom() - (y - self.panel.low) / width * rect.height()

    def ticks(self) -> list[float]:
        """Where the axis has figures."""
        assert self.panel is not None
        most = max(2, int(self.rect.height() / size(32)))
        ends = self.panel.low, self.panel.high
        return (
            ticks.powers(*ends, most) if self.panel.log else ticks.linear(*ends, most)
        )


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
        self._by_time = False
        self._base: QPixmap | None = None
        self._font = QFont()
        self.recolour()

    @property
    def rooms(self) -> list[_Room]:
        """The panels on the screen, top down."""
        return self._rooms

    def recolour(self) -> None:
        """Take the colours and sizes of the scheme in force."""
        self.setBackground(QColor(theme.tokens.panel))
        self._base = None
        layout = self.ci.layout
        layout.setContentsMargins(
            size(_AXIS), size(8), size(_LABELS), size(_MARKS + _FIGURES)
        )
        layout.setVerticalSpacing(size(12))
        self._font = QFont(self.font())
        self._font.setPixelSize(size(11))
        self._font.setFeature(QFont.Tag("tnum"), 1)

    def draw(self, panels: list[Panel], by_time: bool) -> None:
        """Show these panels over `span`; `by_time`: x is seconds, not steps."""
        self._by_time = by_time
        if len(panels) != len(self._rooms):
            self.ci.clear()
            self._rooms = [_Room(self.ci, row) for row in range(len(panels))]
            self.ci.layout.activate()
        for room, panel in zip(self._rooms, panels, strict=True):
            self._fill(room, panel)
        self._base = None
        self.viewport().update()

    def picture(self, ratio: float) -> QPixmap:
        """Paint everything anew, as it is seen.

        Args:
            ratio: pixels of the picture for one of the widget.
        """
        pixmap = self._paint_base(ratio)
        painter = QPainter(pixmap)
        self._paint_top(painter)
        painter.end()
        return pixmap

    def _paint_base(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(self.viewport().size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.tokens.panel))
        self.scene().prepareForPaint()
        painter = QPainter(pixmap)
        rect = self.viewport().rect()
        self.render(painter, QRectF(rect), rect)
        painter.end()
        return pixmap

    def paintEvent(self, _: object) -> None:
        """The curves, kept as a picture, and on top what moves with the mouse."""
        ratio = self.devicePixelRatioF()
        if self._base is None or self._base.devicePixelRatio() != ratio:
            self._base = self._paint_base(ratio)
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._base)
        self._paint_top(painter)
        painter.end()

    def _fill(self, room: _Room, panel: Panel) -> None:
        room.panel = panel
        room.keep({line.name for line in panel.lines})
        for line in panel.lines:
            raw, smooth = room.curve(line)
            # Where the ink is dense, soft edges cost much and show nothing.
            soft = len(line.x) < 2 * self.plot_width
            raw.setPen(series_pen(line.number, _RAW_ALPHA))
            smooth.setPen(series_pen(line.number))
            measured = line.raw or (_NONE, _NONE)
            raw.setData(*measured, connect="finite", antialias=False)
            smooth.setData(line.x, line.y, connect="finite", antialias=soft)
        low, high = self.span
        room.box.setRange(
            xRange=(low, max(high, low + 1e-9)),
            yRange=(panel.low, panel.high),
            padding=0,
            disableAutoRange=True,
        )

    # Places

    def x_at(self, pixel: float) -> float:
        """The x at a place of the widget, px from its left edge."""
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

    # What is painted below and on top of the curves

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The ground, a thin grid, and the figures of the axes."""
        super().drawBackground(painter, rect)
        if not self._rooms:
            return
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        along = self._ticks()
        for room in self._rooms:
            if room.panel is not None:
                self._grid(painter, room, along)
        self._figures(painter, along)
        painter.restore()

    def _ticks(self) -> list[float]:
        most = max(2, self.plot_width // size(80))
        return (ticks.times if self._by_time else ticks.linear)(*self.span, most)

    def _grid(self, painter: QPainter, room: _Room, along: list[float]) -> None:
        assert room.panel is not None
        tokens, rect = theme.tokens, room.rect
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        half = QFontMetricsF(self._font).height() / 2
        line, text = QPen(QColor(tokens.line)), QColor(tokens.muted)
        for tick in room.ticks():
            y = round(room.pixel(tick))
            painter.setPen(line)
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setPen(text)
            place = QRectF(0, y - half, rect.left() - size(6), 2 * half)
            value = 10**tick if room.panel.log else tick
            painter.drawText(place, middle, f"{value:.4g}")
        painter.setPen(line)
        for tick in along:
            x = round(self.pixel_at(tick))
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        if room.panel.group.probability:
            y = round(room.pixel(0.5))
            painter.setPen(QPen(text, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def _figures(self, painter: QPainter, along: list[float]) -> None:
        rect = self._rooms[-1].rect
        top, wide = rect.bottom() + size(_MARKS), size(80)
        painter.setPen(QColor(theme.tokens.muted))
        write = figures.clock if self._by_time else figures.steps
        for tick in along:
            place = QRectF(self.pixel_at(tick) - wide / 2, top, wide, size(_FIGURES))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, write(tick))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Titles and marks."""
        if not self._rooms:
            return
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        for room in self._rooms:
            if room.panel is not None:
                self._title(painter, room)
                self._bad(painter, room)
        self._marks(painter)
        painter.restore()

    def _paint_top(self, painter: QPainter) -> None:
        """Labels with values, cursor and cross-hair."""
        if not self._rooms:
            return
        painter.setFont(self._font)
        for room in self._rooms:
            if room.panel is not None:
                self._labels(painter, room)
        self._upright(painter)

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
        painter.fillRect(place, self._veil)
        painter.setPen(QColor(theme.tokens.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _labels(self, painter: QPainter, room: _Room) -> None:
        panel, rect = room.panel, room.rect
        assert panel is not None
        height = QFontMetricsF(painter.font()).height()
        ends = [line for line in panel.lines if np.isfinite(line.end[1])]
        wanted = [room.pixel(line.end[1]) for line in ends]
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
        cross = QPen(QColor(theme.tokens.bad), size(1.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in room.panel.lines:
            if not len(line.bad):
                continue
            places = [self.pixel_at(x) for x in line.bad]
            painter.setPen(cross)
            painter.drawLines(
                [
                    QLineF(x - half, y - way * half, x + half, y + way * half)
                    for x in places
                    for way in (-1, 1)
                ]
            )
            text = f"{line.name} not finite"
            width = metrics.horizontalAdvance(text) + size(8)
            left = min(places[0] + size(8), room.rect.right() - width)
            place = QRectF(left, y - metrics.height() / 2, width, metrics.height())
            painter.fillRect(place, self._veil)
            painter.setPen(QColor(theme.tokens.bad_text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            y += metrics.height()

    @property
    def _veil(self) -> QColor:
        """The ground, through which the curves shine a little."""
        ground = QColor(theme.tokens.panel)
        ground.setAlphaF(0.8)
        return ground

    def _marks(self, painter: QPainter) -> None:
        """Checkpoints as ticks and notes as dots, below the lowest axis."""
        top = self._rooms[-1].rect.bottom() + 1
        tokens, radius = theme.tokens, size(3)
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
                painter.drawEllipse(middle, radius, radius)

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
            self._base = None
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
