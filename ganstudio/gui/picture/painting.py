"""The picture under a brush."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QMouseEvent, QPainter

from ganstudio.gui.picture.brush import Box, Brush, Mask
from ganstudio.gui.picture.geometry import Placement
from ganstudio.gui.picture.overlay import Overlay, draw_brush
from ganstudio.gui.picture.view import PictureView
from ganstudio.gui.theme import size

_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)


class PaintView(PictureView):
    """A picture view that can show a mask, and be painted on.

    While there is a brush, the left button paints, the right one and Alt erase, the
    middle one pans; wheel and keys do what they always do.

    Args:
        name: accessible name.
    """

    pressed = Signal(float, float, bool)
    """A stroke begins: place in the picture, parts of its sides; whether it erases."""
    moved = Signal(float, float)
    """It goes on to a place, perhaps outside of the picture."""
    lifted = Signal()
    """It ends."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._overlay = Overlay()
        self._brush: Brush | None = None
        self._erase = False
        self._painting = False
        self._pointer: QPointF | None = None

    @property
    def brush(self) -> Brush | None:
        """What the mouse paints with; None where it does not."""
        return self._brush

    @property
    def shown_mask(self) -> Mask | None:
        """The mask that is shown."""
        return self._overlay.mask

    def set_brush(self, brush: Brush | None, *, erase: bool = False) -> None:
        """Let the mouse paint; None lets it pan and wipe again."""
        if brush is None:
            self._lift()
        self._brush, self._erase = brush, erase
        self._point(self._pointer)
        self.update()

    def show_mask(self, mask: Mask | None) -> None:
        """Tint what a mask keeps as it is; None: no tint. Not copied, see `touch`."""
        self._overlay.show(mask)
        self.update()

    def touch(self, box: Box) -> None:
        """Show again what was painted of the mask."""
        self._overlay.touch(box)
        place, mask = self._stage.place, self._overlay.mask
        if place is None or mask is None or box[0] >= box[2]:
            return
        across = place.width / mask.shape[1] / self._ratio
        down = place.height / mask.shape[0] / self._ratio
        for pane in self._panes():
            frame = self._frame(place, pane)
            part = QRectF(
                frame.left() + box[0] * across,
                frame.top() + box[1] * down,
                (box[2] - box[0]) * across,
                (box[3] - box[1]) * down,
            )
            self.update(part.toAlignedRect().adjusted(-1, -1, 1, 1))

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the brush down, or do what the view does."""
        place = self._stage.place
        if self._brush is None or place is None or event.button() not in _BUTTONS:
            super().mousePressEvent(event)
            return
        if self._painting:
            return
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        right = event.button() is Qt.MouseButton.RightButton
        self._painting = True
        x, y = self._part(place, event.position())
        self.pressed.emit(x, y, right or alt or self._erase)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Paint on."""
        place = self._stage.place
        if self._painting and place is not None:
            self.moved.emit(*self._part(place, event.position()))
            self._point(event.position())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the brush."""
        if self._painting and not event.buttons() & (_BUTTONS[0] | _BUTTONS[1]):
            self._lift()
        elif not self._painting:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick dabs are two dabs."""
        if self._brush is None:
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the brush away."""
        super().leaveEvent(event)
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a stroke whose release may go to another."""
        self._lift()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End a stroke that nobody sees."""
        self._lift()
        super().hideEvent(event)

    def _lift(self) -> None:
        if self._painting:
            self._painting = False
            self.lifted.emit()

    def _hover(self, at: QPointF) -> None:
        if self._brush is None:
            super()._hover(at)
            return
        self._set_hot(False)
        if self._drag == "pan":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.setCursor(Qt.CursorShape.BlankCursor)
        self._point(at)

    # Painting

    def _point(self, at: QPointF | None) -> None:
        """Show the brush somewhere else."""
        old, self._pointer = self._pointer, at
        if self._brush is not None:
            for place in (old, at):
                if place is not None:
                    self.update(self._around(place))
        elif old is not None:
            self.unsetCursor() if at is None else self._hover(at)

    def _around(self, at: QPointF) -> QRect:
        reach = max(self._radius, size(6)) + 3
        whole = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        return whole.toAlignedRect()

    @property
    def _radius(self) -> float:
        """Of the brush on the screen, px."""
        place = self._stage.place
        if place is None or self._brush is None:
            return 0.0
        return self._brush.size * max(place.width, place.height) / 2 / self._ratio

    def _part(self, place: Placement, at: QPointF) -> tuple[float, float]:
        pane = self._stage.in_pane(at.x() * self._ratio, at.y() * self._ratio)
        return place.part_at(*pane)

    def _panes(self) -> tuple[int, ...]:
        return (0, 1) if self._stage.split else (0,)

    def _frame(self, place: Placement, pane: int) -> QRectF:
        left = self._stage.lefts[pane] + place.left
        return QRectF(
            left / self._ratio,
            place.top / self._ratio,
            place.width / self._ratio,
            place.height / self._ratio,
        )

    def _paint_over(self, painter: QPainter) -> None:
        place = self._stage.place
        assert place is not None
        if self._overlay.mask is not None and not self._peeking:
            width, height = place.pane
            for pane in self._panes():
                painter.save()
                left = self._stage.lefts[pane] / self._ratio
                painter.setClipRect(
                    QRectF(left, 0, width / self._ratio, height / self._ratio),
                    Qt.ClipOperation.IntersectClip,
                )
                self._overlay.draw(painter, self._frame(place, pane))
                painter.restore()
        if self._brush is not None and self._pointer is not None:
            radius = self._radius
            inner = radius * (1 - self._brush.softness)
            draw_brush(painter, self._pointer, radius, inner, erase=self._erase)
