"""The pad: a triangle between three seeds, and a point in it that can be dragged."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ganstudio.gui.explore.barycentric import from_place, to_place
from ganstudio.gui.explore.corners import Corners
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.point import CORNERS
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import to_image, tool_button

_THUMB = 48
_SNAP = 8
_STEP = 0.02
_PAGE = 0.1
_LONGEST = 12
"""Characters of a name that fit beside a corner."""
_PLACES = ("top", "left", "right")
Vertices = tuple[QPointF, QPointF, QPointF]


class Pad(QWidget):
    """Mixes three seeds by dragging a point between their pictures.

    Arrows move it, Shift makes the steps larger, 1, 2 and 3 go to the corners.

    Args:
        explorer: whose point it moves.
        corners: the pictures of the three seeds.
    """

    def __init__(self, explorer: Explorer, corners: Corners) -> None:
        super().__init__()
        self.setAccessibleName("Pad between three seeds")
        self.setToolTip(
            "Drag the point to mix three seeds, from 0 to 100 % each. Arrows move it,"
            " with Shift further; 1, 2 and 3 go to the corners."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._explorer, self._corners = explorer, corners
        self._pictures: list[QImage] = [QImage()] * 3
        self._dragged = False
        self._painted = QPointF()
        self.dice = [
            tool_button(
                "dice_5_outline",
                f"Another seed {place}",
                partial(explorer.throw_dice, corner),
                help=f"Draw another seed for the {place} corner.",
                text=True,
            )
            for corner, place in enumerate(_PLACES)
        ]
        for one in self.dice:
            one.setParent(self)
            one.setIconSize(QSize(size(14), size(14)))
            one.setCursor(Qt.CursorShape.ArrowCursor)
        explorer.point_changed.connect(self._moved)
        explorer.settled.connect(self._describe)
        corners.changed.connect(self._take)
        theme.changed.connect(self.update)
        self._describe()

    def sizeHint(self) -> QSize:
        """About as high as wide."""
        return QSize(size(256), size(216))

    def minimumSizeHint(self) -> QSize:
        """Room for three pictures."""
        return QSize(size(200), size(216))

    @property
    def vertices(self) -> Vertices:
        """Where the three corners are, device-independent px."""
        half = size(_THUMB) / 2 + size(3)
        bottom = self.height() - size(28) - half
        wide = min(self.width() / 2 - half, (bottom - half) * 0.8)
        middle = self.width() / 2
        return (
            QPointF(middle, half),
            QPointF(middle - wide, bottom),
            QPointF(middle + wide, bottom),
        )

    @property
    def handle(self) -> QPointF:
        """Where the point is."""
        return to_place(self._explorer.point.weights, self.vertices)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the dice beside their corners."""
        super().resizeEvent(event)
        self._place_dice()

    def _place_dice(self) -> None:
        half = size(_THUMB) / 2
        for corner, (vertex, one) in enumerate(
            zip(self.vertices, self.dice, strict=True)
        ):
            one.adjustSize()
            if corner == 0:
                left = vertex.x() + half + size(4)
                top = vertex.y() - one.height() / 2
            else:
                left = vertex.x() - one.width() / 2
                left = min(max(left, 0), self.width() - one.width())
                top = vertex.y() + half + size(3)
            one.move(round(left), round(top))

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint the triangle, the three pictures and the point."""
        tokens, vertices = theme.tokens, self.vertices
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), size(1)))
        painter.setBrush(QColor(tokens.raised))
        painter.drawPolygon(QPolygonF(list(vertices)))
        middle = to_place((1 / 3, 1 / 3, 1 / 3), vertices)
        for vertex in vertices:
            painter.drawLine(middle, vertex)
        for vertex, image in zip(vertices, self._pictures, strict=True):
            self._paint_picture(painter, vertex, image)
        handle = self._painted = self.handle
        painter.setPen(QPen(QColor(tokens.on_accent), size(2)))
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(handle, size(7), size(7))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), size(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(handle, size(11), size(11))
        painter.end()

    def _paint_picture(self, painter: QPainter, vertex: QPointF, image: QImage) -> None:
        side = size(_THUMB)
        place = QRectF(vertex.x() - side / 2, vertex.y() - side / 2, side, side)
        path = QPainterPath()
        path.addRoundedRect(place, size(4), size(4))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(place, QColor(theme.tokens.image))
        if not image.isNull():
            painter.setRenderHint(
                QPainter.RenderHint.SmoothPixmapTransform, image.width() > side
            )
            scale = min(side / image.width(), side / image.height())
            width, height = image.width() * scale, image.height() * scale
            painter.drawImage(
                QRectF(vertex.x() - width / 2, vertex.y() - height / 2, width, height),
                image,
            )
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.tokens.line), size(1)))
        painter.drawPath(path)

    # Mouse and keys.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the point; on a picture it goes to that corner."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._dragged = True
        position = event.position()
        for corner, vertex in enumerate(self.vertices):
            off = position - vertex
            if max(abs(off.x()), abs(off.y())) <= size(_THUMB) / 2:
                self._move(CORNERS[corner], dragging=True)
                return
        self._drag_to(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the point."""
        if self._dragged:
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the point where it is."""
        if self._dragged and event.button() is Qt.MouseButton.LeftButton:
            self._dragged = False
            self._explorer.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, 1, 2 and 3 go to the corners."""
        key = Qt.Key(event.key())
        corner = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}.get(key)
        way = {
            Qt.Key.Key_Left: QPointF(-1, 0),
            Qt.Key.Key_Right: QPointF(1, 0),
            Qt.Key.Key_Up: QPointF(0, -1),
            Qt.Key.Key_Down: QPointF(0, 1),
        }.get(key)
        if corner is not None:
            self._move(CORNERS[corner], dragging=False)
        elif way is not None:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            vertices = self.vertices
            length = (vertices[2].x() - vertices[1].x()) * (_PAGE if far else _STEP)
            weights = from_place(self.handle + way * length, vertices)
            self._move(weights, dragging=False)
        else:
            super().keyPressEvent(event)

    def _drag_to(self, position: QPointF) -> None:
        vertices = self.vertices
        for corner, vertex in enumerate(vertices):
            off = position - vertex
            if off.x() ** 2 + off.y() ** 2 <= size(_SNAP) ** 2:
                self._move(CORNERS[corner], dragging=True)
                return
        self._move(from_place(position, vertices), dragging=True)

    def _move(self, weights: tuple[float, float, float], *, dragging: bool) -> None:
        self._explorer.show("picture")
        self._explorer.change("Move on the pad", dragging=dragging, weights=weights)

    # What changed.

    def _moved(self) -> None:
        # The rest, and the buttons on it, need not be painted for every step.
        reach = size(14)
        for place in (self._painted, self.handle):
            left, top = round(place.x()) - reach, round(place.y()) - reach
            self.update(left, top, 2 * reach, 2 * reach)

    def _describe(self) -> None:
        text = self._explorer.point.mixture_text()
        self.setAccessibleDescription(text)
        for corner, one in zip(self._explorer.point.corners, self.dice, strict=True):
            short = corner if len(corner) <= _LONGEST else f"{corner[: _LONGEST - 1]}…"
            if one.text() != short:
                one.setText(short)
        self._place_dice()
        self.update()

    def _take(self) -> None:
        self._pictures = [
            QImage() if pixels is None else to_image(pixels)
            for pixels in self._corners.pictures
        ]
        self.update()
