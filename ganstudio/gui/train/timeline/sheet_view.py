"""One sample sheet, large; beside it another one to compare with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.gui.theme import size, theme

_MOST_ZOOM = 32.0
_SHARP = 1.75
"""From this enlargement on pixels stay squares: they are what is judged."""


@dataclass
class Pane:
    """What is shown at one place.

    Attributes:
        title: "step 1,200".
        image: a sheet; None while it is loaded.
        area: what of it is shown, px.
        message: in place of the picture: why there is none.
    """

    title: str
    image: QImage | None = None
    area: QRect | None = None
    message: str = ""


class SheetView(QWidget):
    """Panes side by side with one zoom: wheel, drag, double click."""

    asked = Signal(object)
    """A context menu is wanted at this global place."""
    stepped = Signal(int)
    """Arrow keys: this many sheets on."""
    ends = Signal(bool)
    """Home (False) or End (True)."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Sample sheet")
        self.setToolTip("Wheel zooms, drag moves, double click fits.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(size(80), size(80))
        self.zoom = 1.0
        """Times the size at which a sheet fits."""
        self._middle = QPointF(0.5, 0.5)
        self._pressed: QPointF | None = None
        self.panes: list[Pane] = []
        theme.changed.connect(self.update)

    def show_panes(self, panes: list[Pane]) -> None:
        """Show these, from left to right."""
        self.panes = panes
        self.update()

    def fit(self) -> None:
        """Show the whole sheets."""
        self.zoom, self._middle = 1.0, QPointF(0.5, 0.5)
        self.update()

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Enlarge.

        Args:
            zoom: times the size at which a sheet fits, 1 to 32.
            around: what stays, as part of the sheet; the middle by default.
        """
        zoom = min(max(zoom, 1.0), _MOST_ZOOM)
        point = around or self._middle
        part = self.zoom / zoom
        self._middle = point + (self._middle - point) * part
        self.zoom = zoom
        self._keep_inside()
        self.update()

    def _keep_inside(self) -> None:
        margin = 0.5 / self.zoom
        self._middle = QPointF(
            min(max(self._middle.x(), margin), 1 - margin),
            min(max(self._middle.y(), margin), 1 - margin),
        )

    def _place(self, number: int) -> QRectF:
        gap = size(8)
        width = (self.width() - gap * (len(self.panes) + 1)) / max(len(self.panes), 1)
        head = size(20)
        return QRectF(
            gap + number * (width + gap),
            head,
            max(width, 1.0),
            max(self.height() - head - gap, 1.0),
        )

    def _target(self, pane: Pane, place: QRectF) -> QRectF:
        assert pane.area is not None
        width, height = float(pane.area.width()), float(pane.area.height())
        scale = min(place.width() / width, place.height() / height) * self.zoom
        width, height = width * scale, height * scale
        if self.zoom == 1.0:
            left, top = (place.width() - width) / 2, (place.height() - height) / 2
        else:
            left = place.width() / 2 - self._middle.x() * width
            top = place.height() / 2 - self._middle.y() * height
        return QRectF(place.left() + left, place.top() + top, width, height)

    def paintEvent(self, _: object) -> None:
        """Paint the panes on neutral grey."""
        painter = QPainter(self)
        tokens = theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.image))
        font = QFont(self.font())
        font.setPixelSize(size(11))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        for number, pane in enumerate(self.panes):
            place = self._place(number)
            head = QRectF(place.left(), 0, place.width(), size(20))
            painter.setPen(QColor(tokens.text))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter
            title = QFontMetricsF(font).elidedText(
                pane.title, Qt.TextElideMode.ElideRight, head.width()
            )
            painter.drawText(head, flags, title)
            if pane.image is not None and pane.area is not None:
                self._picture(painter, pane, place)
            elif pane.message:
                wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(place, wrap, pane.message)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _picture(self, painter: QPainter, pane: Pane, place: QRectF) -> None:
        assert pane.image is not None
        assert pane.area is not None
        target = self._target(pane, place)
        sharp = target.width() / max(pane.area.width(), 1) >= _SHARP
        painter.save()
        painter.setClipRect(place)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not sharp)
        painter.drawImage(target, pane.image, QRectF(pane.area))
        painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        turned = event.angleDelta().y()
        for number, pane in enumerate(self.panes):
            place = self._place(number)
            if turned and pane.area is not None and place.contains(event.position()):
                target = self._target(pane, place)
                offset = event.position() - target.topLeft()
                around = QPointF(
                    offset.x() / target.width(), offset.y() / target.height()
                )
                self.set_zoom(self.zoom * 1.25 ** (turned / 120), around)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is enlarged."""
        pane = next((p for p in self.panes if p.area is not None), None)
        if self._pressed is None or pane is None or self.zoom == 1.0:
            return
        target = self._target(pane, self._place(0))
        moved = event.position() - self._pressed
        self._pressed = event.position()
        self._middle -= QPointF(moved.x() / target.width(), moved.y() / target.height())
        self._keep_inside()
        self.update()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """End of a drag."""
        self._pressed = None

    def mouseDoubleClickEvent(self, _: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, also by its key."""
        self.asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the sheets; plus, minus and 0 zoom."""
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Home | Qt.Key.Key_End as key:
                self.ends.emit(key is Qt.Key.Key_End)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.set_zoom(self.zoom * 1.25)
            case Qt.Key.Key_Minus:
                self.set_zoom(self.zoom / 1.25)
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)
