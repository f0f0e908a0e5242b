"""The drawing of the curves, with pyqtgraph: import it late."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPixmap, QWheelEvent

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures, ticks
from ganstudio.gui.train.timeline import plot_parts as parts
from ganstudio.gui.train.timeline.drawing import Panel
from ganstudio.gui.train.timeline.room import Room, series_pen
from ganstudio.gui.train.timeline.series import Note

_LABELS, _AXIS, _MARKS, _FIGURES = 132, 44, 12, 18
_TITLE = 16
_FEW = 600
"""Points that can be drawn with a wide pen: its outline is computed for each."""
_NONE = np.empty(0)
_RAW_ALPHA = 70


class Plot(pg.GraphicsLayoutWidget):  # type: ignore[misc]
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
        self._rooms: list[Room] = []
        self.span = (0.0, 1.0)
        self.cursor: float | None = None
        self.pointer: float | None = None
        self.values: Callable[[str], float] = lambda _: float("nan")
        self.head = ""
        self.checkpoints: list[float] = []
        self.notes: list[tuple[float, Note]] = []
        self._pressed: QPointF | None = None
        self._dragging = False
        self.focused = False
        """Whether the keys go to the curves: shown by a frame."""
        self._by_time = False
        self._base: QPixmap | None = None
        self._font = QFont()
        self.recolour()

    def recolour(self) -> None:
        """Take the colours and sizes of the scheme in force."""
        self.setBackground(QColor(theme.tokens.panel))
        self._base = None
        layout = self.ci.layout
        layout.setContentsMargins(
            size(_AXIS), size(_TITLE), size(_LABELS), size(_MARKS + _FIGURES)
        )
        layout.setVerticalSpacing(size(_TITLE + 2))
        self._font = QFont(self.font())
        self._font.setPixelSize(size(11))
        self._font.setFeature(QFont.Tag("tnum"), 1)

    def draw(self, panels: list[Panel], by_time: bool) -> None:
        """Show these panels over `span`; `by_time`: x is seconds, not steps."""
        self._by_time = by_time
        if len(panels) != len(self._rooms):
            self.ci.clear()
            self._rooms = [Room(self.ci, row) for row in range(len(panels))]
            for row, panel in enumerate(panels):
                share = 3 if panel.group.title == "Losses" else 2
                self.ci.layout.setRowStretchFactor(row, share)
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
        if self.viewport().size().isEmpty():
            return
        ratio = self.devicePixelRatioF()
        if self._base is None or self._base.devicePixelRatio() != ratio:
            self._base = self._paint_base(ratio)
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._base)
        self._paint_top(painter)
        painter.end()

    def _fill(self, room: Room, panel: Panel) -> None:
        room.panel = panel
        room.keep({line.name for line in panel.lines})
        for line in panel.lines:
            raw, smooth = room.curve(line)
            # Where the ink is dense, soft edges cost much and show nothing.
            soft = len(line.x) < 2 * self.plot_width
            width = 1.6 if len(line.x) < _FEW else 1.0
            raw.setPen(series_pen(line.number, _RAW_ALPHA))
            smooth.setPen(series_pen(line.number, width=width))
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
        width: int = self.width()
        return max(width - size(_LABELS) - size(_AXIS), 16)

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
                parts.paint_grid(painter, room, along, self.pixel_at)
        place = QRectF(
            0, self._rooms[-1].rect.bottom() + size(_MARKS), size(80), size(_FIGURES)
        )
        write = figures.clock if self._by_time else figures.steps
        parts.paint_figures(painter, along, place, self.pixel_at, write)
        painter.restore()

    def _ticks(self) -> list[float]:
        most = max(2, self.plot_width // size(80))
        return (ticks.times if self._by_time else ticks.linear)(*self.span, most)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Titles and marks."""
        if not self._rooms:
            return
        painter.save()
        painter.resetTransform()
        painter.setFont(self._font)
        for room in self._rooms:
            if room.panel is not None:
                parts.paint_title(painter, room)
                parts.paint_bad(painter, room, self.pixel_at)
        parts.paint_marks(
            painter,
            self._rooms[-1].rect.bottom() + 1,
            [self.pixel_at(x) for x in self.checkpoints if self._inside(x)],
            [(self.pixel_at(x), note) for x, note in self.notes if self._inside(x)],
        )
        painter.restore()

    def _paint_top(self, painter: QPainter) -> None:
        """Labels with values, cursor and cross-hair."""
        if not self._rooms:
            return
        painter.setFont(self._font)
        right = self.width() - size(8)
        for room in self._rooms:
            if room.panel is not None:
                parts.paint_labels(painter, room, right, self.values)
        first = self._rooms[0].rect
        ends = first.top(), self._rooms[-1].rect.bottom()
        if self.cursor is not None and self._inside(self.cursor):
            parts.paint_upright(painter, self.pixel_at(self.cursor), *ends, cursor=True)
        if self.pointer is not None and self._inside(self.pointer):
            x = self.pixel_at(self.pointer)
            parts.paint_upright(painter, x, *ends, cursor=False)
            parts.paint_flag(painter, x, first, self.head)
        if self.focused:
            parts.paint_focus(painter, QRectF(self.viewport().rect()))

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
