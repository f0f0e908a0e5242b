"""The picture under mouse, wheel, fingers and keys."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from ganstudio.gui.picture.canvas import PictureCanvas
from ganstudio.gui.theme import size

_STEP = 1.25
"""Zoom of a key, and of a notch of the wheel."""
_NOTCH = 120
"""Units of `angleDelta` in a notch."""
_FINE, _COARSE = 0.01, 0.1
"""Steps of the wipe by key, without and with Shift."""
_NEAR, _FAR = 0.1, 0.5
"""Steps of a pan by key, parts of the widget, without and with Shift."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PictureView(PictureCanvas):
    """Shows a picture, or an original and its result, up to hundreds of megapixels.

    The wheel, a pinch, + and - zoom, 0 fits, dragging pans, a double click goes to
    100 % and back. The wipe's line is dragged, or moved by Left and Right; in the other
    modes all arrows pan. Space shows the original while it is held. Shift makes steps
    large.

    Args:
        name: accessible name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setToolTip(
            "Wipe, 0 to 100 %: drag the line, or press Left and Right.\n"
            "The wheel zooms, dragging pans, a double click shows 100 % or all of it.\n"
            "Hold Space to see the original."
        )
        self._drag: Literal["", "wipe", "pan"] = ""
        self._held = QPointF()
        self._line_held = 0.0

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line or of the picture."""
        place = self._stage.place
        at = event.position()
        if place is None or event.button() not in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        ):
            event.ignore()
            return
        self._held = at
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self._on_line(at):
            self._drag = "wipe"
        elif place.movable:
            self._drag = "pan"
        elif left and self.shown == "wipe":
            # Nothing to pan: the whole picture is a handle of the line.
            self._drag = "wipe"
        self._line_held = self._stage.line - at.x() * self._ratio
        self._hover(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull it."""
        at = event.position()
        if self._drag == "wipe":
            self.set_wipe(self._stage.wipe_at(at.x() * self._ratio + self._line_held))
        elif self._drag == "pan":
            moved = at - self._held
            # What is less than a device px stays in hand: a slow hand moves it too.
            right = round(moved.x() * self._ratio) / self._ratio
            down = round(moved.y() * self._ratio) / self._ratio
            self._held += QPointF(right, down)
            self.pan_by(right, down)
        self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = ""
        self._hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to 100 %, or back to all of it; on the line, put it into the middle."""
        place = self._stage.place
        if place is None or event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
        elif self._on_line(event.position()):
            self.set_wipe(0.5)
        elif math.isclose(place.scale, 1.0):
            self.fit()
        else:
            self.actual_size(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Forget where the pointer was."""
        self._set_hot(False)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the pointer is: by notches, or as finely as a touchpad tells."""
        event.accept()
        if event.phase() is Qt.ScrollPhase.ScrollMomentum:
            return  # a zoom that goes on after the fingers left is a nuisance
        # Touchpads set it too, in parts of a notch; some set the pixels alone.
        turn = event.angleDelta().y() or event.pixelDelta().y()
        if turn:
            self.zoom_by(_STEP ** (turn / _NOTCH), event.position())

    # Fingers

    def event(self, event: QEvent) -> bool:
        """Hear pinches, and keep the tooltip away from the picture."""
        kind = event.type()
        if kind is QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            return self._native_gesture(event)
        if kind is QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            return self._gesture(event)
        if kind is QEvent.Type.ToolTip and not self._line_hot:
            event.ignore()
            return True
        return super().event(event)

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        gesture = event.gestureType()
        if gesture is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(max(1 + event.value(), 0.1), event.position())
        elif gesture is Qt.NativeGestureType.SmartZoomNativeGesture:
            self.actual_size(event.position()) if self.fitted else self.fit()
        else:
            return super().event(event)
        event.accept()
        return True

    def _gesture(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return super().event(event)
        self._drag = ""
        middle = QPointF(self.mapFromGlobal(pinch.centerPoint()))
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        if pinch.state() is Qt.GestureState.GestureUpdated:
            self.pan_by(moved.x(), moved.y())
            self.zoom_by(pinch.scaleFactor(), middle)
        event.accept(pinch)
        return True

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Wipe, pan, zoom, fit, or show the original while Space is held."""
        self._show_ring(True)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        others = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if others or self._stage.place is None or not self._key(event, shift):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent, shift: bool) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space and self._pictures[1] is not None:
            self.peek(True)
        elif key in _ARROWS:
            across, down = _ARROWS[key]
            if across and self.shown == "wipe":
                self.set_wipe(self.wipe + across * (_COARSE if shift else _FINE))
            else:
                part = _FAR if shift else _NEAR
                # The arrow says where to look: the picture goes the other way.
                self.pan_by(-across * part * self.width(), -down * part * self.height())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(1 / _STEP)
        elif key is Qt.Key.Key_0:
            self.fit()
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Show the comparison again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.peek(False)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring to those who came by key."""
        if event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        ):
            self._show_ring(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of Space: its release will go to another."""
        self.peek(False)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._show_ring(False)
        super().focusOutEvent(event)

    def _show_ring(self, ring: bool) -> None:
        if ring != self._ring:
            self._ring = ring
            self.update()

    def peek(self, peeking: bool) -> None:
        """Hold the original up for a look, or let it go."""
        if peeking != self._peeking:
            self._peeking = peeking
            self._tell()
            self.update()
            self.peeked.emit(peeking)

    # Pointer

    def _on_line(self, at: QPointF) -> bool:
        if self.shown != "wipe" or self._stage.place is None:
            return False
        _, top, _, bottom = self._stage.place.visible
        beside = abs(at.x() - self._stage.line / self._ratio)
        return beside <= size(8) and top <= at.y() * self._ratio <= bottom

    def _hover(self, at: QPointF) -> None:
        on_line = self._drag == "wipe" or (not self._drag and self._on_line(at))
        self._set_hot(on_line)
        place = self._stage.place
        if on_line:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._drag == "pan":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif place is not None and place.movable:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _set_hot(self, hot: bool) -> None:
        if hot != self._line_hot:
            self._line_hot = hot
            self.update()
