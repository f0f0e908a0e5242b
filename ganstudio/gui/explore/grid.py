"""The grid: seeds in a row, or seeds down and classes across."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.gui.explore.canvas import fitted
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import to_image

_WHOLE_FROM = 5
"""Below this factor whole steps would leave too much of the room empty."""


class GridCanvas(QWidget):
    """Shows the explorer's grid; a click or Enter chooses a cell."""

    chosen = Signal(int)
    """Number of the cell."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__()
        self._explorer = explorer  # first: Qt sends events from here on
        self.setAccessibleName("Grid of seeds")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._images: list[QImage] = []
        self._at = 0
        """Cell under the keys or the mouse."""
        explorer.picture_changed.connect(self._take)
        explorer.mode_changed.connect(self._begin)
        theme.changed.connect(self.update)

    @property
    def at(self) -> int:
        """Cell that Enter would choose."""
        return self._at

    def sizeHint(self) -> QSize:
        """Large."""
        return QSize(size(560), size(480))

    def cell(self, index: int) -> QRectF:
        """Room of a cell, its caption included, device-independent px."""
        grid = self._explorer.grid
        if grid is None or not self._images:
            return QRectF()
        columns = grid.plan.columns
        rows = -(-len(self._images) // columns)
        left, top = self._margins()
        wide, high = self.width() - left - size(12), self.height() - top - size(12)
        most = QRectF(0, 0, max(wide / columns, 1), max(high / rows, 1))
        picture, _ = self._fitted(self._inner(most), 0)
        # Close together and in the middle, whatever factor the pictures have.
        width = most.width() - self._inner(most).width() + picture.width()
        height = most.height() - self._inner(most).height() + picture.height()
        return QRectF(
            left + (wide - columns * width) / 2 + index % columns * width,
            top + (high - rows * height) / 2 + index // columns * height,
            width,
            height,
        )

    def _inner(self, cell: QRectF) -> QRectF:
        """Room of the picture in a cell."""
        grid, gap = self._explorer.grid, size(5)
        line = QFontMetrics(_caption_font()).height() + size(2)
        under = 0 if grid is not None and grid.plan.heads else line
        inner = cell.adjusted(gap, gap, -gap, -gap - under)
        inner.setWidth(max(inner.width(), 1))
        inner.setHeight(max(inner.height(), 1))
        return inner

    def _fitted(self, room: QRectF, index: int) -> tuple[QRectF, bool]:
        picture = self._images[index].size()
        return fitted(room, picture, self.devicePixelRatioF(), _WHOLE_FROM)

    def cell_at(self, position: QPoint) -> int | None:
        """Number of the cell at a place."""
        inside = (
            i for i in range(len(self._images)) if self.cell(i).contains(position)
        )
        return next(inside, None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all cells, the seeds' numbers and the names of the classes."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.tokens.image))
        grid = self._explorer.grid
        if grid is not None and self._images:
            painter.setFont(_caption_font())
            for index in range(len(self._images)):
                self._paint_cell(painter, index)
            self._paint_heads(painter)
        painter.end()
        self._explorer.painted()

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        grid = self._explorer.grid
        assert grid is not None
        cell = self.cell(index)
        room = self._inner(cell)
        if not grid.plan.heads:
            under = QRectF(cell)
            under.setTop(room.bottom() + size(2))
            painter.setPen(_ink())
            seed = str(grid.plan.points[index].seeds[0])
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, seed)
        place, smooth = self._fitted(room, index)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self._images[index])
        here = grid.plan.points[index] == self._explorer.point
        marked = index == self._at and (self.hasFocus() or self.underMouse())
        if here or marked:
            colour = theme.tokens.accent if here else theme.tokens.text
            painter.setPen(QPen(QColor(colour), size(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            off = size(2)
            painter.drawRect(place.adjusted(-off, -off, off, off))

    def _paint_heads(self, painter: QPainter) -> None:
        grid = self._explorer.grid
        assert grid is not None
        if not grid.plan.heads:
            return
        painter.setPen(_ink())
        metrics = QFontMetrics(painter.font())
        for column, head in enumerate(grid.plan.heads):
            cell = self.cell(column)
            high = metrics.height()
            room = QRectF(cell.left(), cell.top() - high, cell.width(), high)
            text = metrics.elidedText(
                head, Qt.TextElideMode.ElideRight, int(cell.width()) - size(4)
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        for index in range(0, len(self._images), grid.plan.columns):
            cell = self.cell(index)
            first = self.cell(0).left()
            room = QRectF(0, cell.top(), first - size(4), cell.height())
            painter.drawText(
                room,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(grid.plan.points[index].seeds[0]),
            )

    def _margins(self) -> tuple[int, int]:
        grid = self._explorer.grid
        if grid is None or not grid.plan.heads:
            return size(12), size(12)
        metrics = QFontMetrics(_caption_font())
        seeds = [str(p.seeds[0]) for p in grid.plan.points]
        wide = max(metrics.horizontalAdvance(text) for text in seeds)
        return wide + size(12), metrics.height() + size(8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the cell under the mouse."""
        index = self.cell_at(event.position().toPoint())
        self.setCursor(
            Qt.CursorShape.ArrowCursor
            if index is None
            else Qt.CursorShape.PointingHandCursor
        )
        if index is not None:
            self._mark(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell."""
        index = self.cell_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self._mark(index)
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Enter and Space choose."""
        grid = self._explorer.grid
        if grid is None:
            super().keyPressEvent(event)
            return
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -grid.plan.columns,
            Qt.Key.Key_Down: grid.plan.columns,
        }.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._at)
        elif step and 0 <= self._at + step < len(self._images):
            self._mark(self._at + step)
        elif not step:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip which seed a cell shows."""
        grid = self._explorer.grid
        if isinstance(event, QHelpEvent) and grid is not None:
            index = self.cell_at(event.pos())
            text = (
                "" if index is None else f"{grid.plan.name(index)}. Click to take it."
            )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self.update()
        super().leaveEvent(event)

    def _mark(self, index: int) -> None:
        if index == self._at:
            return
        self._at = index
        grid = self._explorer.grid
        if grid is not None:
            self.setAccessibleDescription(grid.plan.name(index))
        self.update()

    def _begin(self) -> None:
        if self._explorer.grid_on:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        grid = self._explorer.grid
        self._images = [] if grid is None else [to_image(one) for one in grid.images]
        self._at = min(self._at, max(len(self._images) - 1, 0))
        self.update()


def _caption_font() -> QFont:
    font = QFont()
    font.setPixelSize(size(11))
    return font


def _ink() -> QColor:
    return QColor(theme.tokens.text)
