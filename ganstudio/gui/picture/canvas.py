"""What is seen of a picture and its result: frame, comparison, painting."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import Literal, get_args

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.gui.picture.layer import Layer
from ganstudio.gui.picture.marks import (
    ZoomSign,
    draw_focus,
    draw_line,
    draw_tag,
    tag_size,
)
from ganstudio.gui.picture.pyramid import Pyramid
from ganstudio.gui.picture.stage import Stage
from ganstudio.gui.theme import size, theme

Mode = Literal["wipe", "side", "before", "after"]

_PAINTS_KEPT = 10_000


def _said(percent: float) -> str:
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"


class PictureCanvas(QWidget):
    """Pictures laid over one frame: what is seen, without mouse and keys.

    Args:
        name: accessible name.
    """

    view_changed = Signal()
    """Zoom or place changed."""
    wipe_moved = Signal(float)
    mode_changed = Signal(str)
    peeked = Signal(bool)
    """The original is held up for a look, or let go."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Every pixel is painted here: nothing needs to be cleared before.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.paint_seconds: deque[float] = deque(maxlen=_PAINTS_KEPT)
        """How long each of the last paints took."""
        self._names = ("Original", "Result")
        self._mode: Mode = "wipe"
        self._peeking = False
        self._line_hot = False
        self._ring = False
        self._pictures: tuple[Pyramid | None, Pyramid | None] = (None, None)
        self._layers = (Layer(), Layer())
        self._stage = Stage()
        self._ratio = self.devicePixelRatioF()
        self._sign = ZoomSign(self)
        theme.changed.connect(self._forget)
        self._tell()

    # What is shown

    def show_pictures(
        self,
        before: Pyramid | None,
        after: Pyramid | None = None,
        *,
        keep_view: bool = False,
    ) -> None:
        """Show a picture, or an original and its result.

        Args:
            before: gives the frame and what a zoom means; None for an empty area.
            after: is laid over the same frame, however many pixels it has.
            keep_view: zoom and place stay: another result of the same photograph.
        """
        if before is None:
            before, after = after, None
        self._pictures = (before, after)
        if after is None:
            self._peeking = False
        self._stage.split = self._split
        frame = None if before is None else (before.size[1], before.size[0])
        self._stage.show(frame, keep=keep_view)
        if not keep_view:
            self._sign.hide()
        self._changed()

    def set_labels(self, before: str, after: str) -> None:
        """Name both pictures on their tags; "" for no tag."""
        self._names = (before, after)
        self.update()

    @property
    def mode(self) -> Mode:
        """How the two are compared; it stays while there is only one."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Compare by "wipe" or "side" by side, or show "before" or "after" alone."""
        if mode not in get_args(Mode):
            raise ValueError(f"no mode {mode!r}")
        if mode == self._mode:
            return
        self._mode = mode
        self._stage.set_split(self._split)
        self._changed()
        self.mode_changed.emit(mode)

    @property
    def shown(self) -> Mode:
        """What is on the screen now: the mode, unless only the original can be seen."""
        return "before" if self._pictures[1] is None or self._peeking else self._mode

    @property
    def wipe(self) -> float:
        """Where the line is: 0 the left, 1 the right border of what is seen."""
        return self._stage.wipe

    def set_wipe(self, wipe: float) -> None:
        """Move the line; the original is on its left."""
        wipe = min(max(wipe, 0.0), 1.0)
        if wipe == self._stage.wipe:
            return
        self._stage.wipe = wipe
        self._tell()
        self.update()
        self.wipe_moved.emit(wipe)

    # Zoom and place

    @property
    def zoom(self) -> float:
        """Device-independent px per pixel of `before`; 0 without a picture."""
        place = self._stage.place
        return 0.0 if place is None else place.scale / self._ratio

    @property
    def percent(self) -> float:
        """The zoom in device px per pixel of `before`, %."""
        return self.zoom * self._ratio * 100

    @property
    def fitted(self) -> bool:
        """Whether the whole picture is shown and follows the size of the window."""
        return self._stage.fitted

    def fit(self) -> None:
        """Show the whole picture."""
        self._stage.fit()
        self._zoomed()

    def actual_size(self, at: QPointF | None = None) -> None:
        """Show one pixel of `before` on one of the screen.

        Args:
            at: place of the widget that stays; the middle if None.
        """
        self._zoom_to(1.0, at)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (above 1) or out.

        Args:
            factor: times the zoom of now.
            at: place of the widget that stays; the middle if None.
        """
        if self._stage.place is not None:
            self._zoom_to(self._stage.place.scale * factor, at)

    def pan_by(self, right: float, down: float) -> None:
        """Push the picture, device-independent px, as far as its border."""
        old = self._stage.place
        self._stage.move(right * self._ratio, down * self._ratio)
        if self._stage.place != old:
            self._changed()

    def follow(self, other: PictureCanvas) -> None:
        """Show the part that another view shows of its picture; tells nobody."""
        self._stage.take(other._stage)
        self._tell()
        self.update()

    def _zoom_to(self, scale: float, at: QPointF | None) -> None:
        if at is None:
            self._stage.zoom_in_middle(scale)
        else:
            self._stage.zoom(scale, at.x() * self._ratio, at.y() * self._ratio)
        self._zoomed()

    def _zoomed(self) -> None:
        if self._stage.place is not None and self.isVisible():
            self._sign.show(_said(self.percent))
        self._changed()

    @property
    def _split(self) -> bool:
        # Holding the original must not jump: panes stay two while it is shown.
        return self._mode == "side" and self._pictures[1] is not None

    def _changed(self) -> None:
        self._tell()
        self.update()
        self.view_changed.emit()

    def _tell(self) -> None:
        """Say the state to those who do not see it."""
        self.setAccessibleDescription(self.value_text)

    @property
    def value_text(self) -> str:
        """Zoom and mode in words."""
        if self._stage.place is None:
            return "No picture"
        how = {
            "wipe": f"wipe at {self.wipe * 100:.0f} %",
            "side": "side by side",
            "before": self._names[0].lower() if self._pictures[1] else "",
            "after": self._names[1].lower(),
        }[self.shown]
        zoom = f"zoom {_said(self.percent)}"
        return f"{zoom}, {how}" if how else zoom

    # Painting

    def sizeHint(self) -> QSize:
        """Prefer some room."""
        return QSize(size(640), size(480))

    def minimumSizeHint(self) -> QSize:
        """Need little."""
        return QSize(size(120), size(90))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep the middle."""
        self._measure()
        self._changed()
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what moves."""
        self._sign.hide()
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow to a screen with other device pixels."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    def _measure(self) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self._ratio:
            self._stage.rescale(ratio / self._ratio)
            self._ratio = ratio
        wide = math.ceil(self.width() * ratio)
        high = math.ceil(self.height() * ratio)
        self._stage.resize((wide, high), round(size(2) * ratio))

    def _forget(self) -> None:
        for layer in self._layers:
            layer.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what the layers have, let them paint what they miss, and mark it."""
        begin = time.perf_counter()
        painter = QPainter(self)
        if self._stage.place is None:
            painter.fillRect(self.rect(), QColor(theme.tokens.image))
        else:
            self._paint_pictures(painter)
            self._paint_over(painter)
            self._paint_marks(painter)
        if self._ring and self.hasFocus():
            draw_focus(painter, self.rect())
        painter.end()
        self.paint_seconds.append(time.perf_counter() - begin)

    def _paint_pictures(self, painter: QPainter) -> None:
        place = self._stage.place
        assert place is not None
        painter.save()
        # From here on the unit is the device px: layers are copied, never scaled.
        painter.scale(1 / self._ratio, 1 / self._ratio)
        width, height = place.pane
        whole = QRect(0, 0, width, height)
        line = self._stage.line
        if self._stage.split:
            painter.fillRect(
                QRect(width, 0, self._stage.lefts[1] - width, height),
                QColor(theme.tokens.line),
            )
            parts = [(0, 0, whole), (0 if self._peeking else 1, 1, whole)]
        elif self.shown == "wipe":
            parts = [
                (0, 0, QRect(0, 0, line, height)),
                (1, 0, QRect(line, 0, width - line, height)),
            ]
        else:
            parts = [(1 if self.shown == "after" else 0, 0, whole)]
        for which, pane, part in parts:
            picture, layer = self._pictures[which], self._layers[which]
            assert picture is not None
            layer.show(picture, place, self._ratio)
            layer.draw(painter, QPoint(self._stage.lefts[pane], 0), part)
        painter.restore()

    def _paint_over(self, painter: QPainter) -> None:
        """For those who show more than pictures: below line and tags."""

    def _paint_marks(self, painter: QPainter) -> None:
        place = self._stage.place
        assert place is not None
        left, top, right, bottom = (edge / self._ratio for edge in place.visible)
        line = self._stage.line / self._ratio
        if self._pictures[1] is None:
            spans = []
        elif self._stage.split:
            second = self._stage.lefts[1] / self._ratio
            result = 0 if self._peeking else 1
            spans = [(0, left, right), (result, second + left, second + right)]
        elif self.shown == "wipe":
            spans = [(0, left, line), (1, line, right)]
        else:
            spans = [(1 if self.shown == "after" else 0, left, right)]
        self._paint_tags(painter, spans, top)
        if self.shown == "wipe":
            draw_line(painter, line, top, bottom, hot=self._line_hot)
        self._sign.draw(painter)

    def _paint_tags(
        self, painter: QPainter, spans: list[tuple[int, float, float]], top: float
    ) -> None:
        """Name what lies between two places; nothing where there is no room.

        A tag stands over the picture where there is room, otherwise on it.
        """
        gap = size(8)
        for which, left, right in spans:
            name = self._names[which]
            width, height = tag_size(self, name)
            if not name or right - left < width + 2 * gap:
                continue
            outer = which == 1 and not self._stage.split
            x = right - gap - width if outer else left + gap
            y = top - gap - height if top > height + 2 * gap else top + gap
            draw_tag(painter, self, QRect(round(x), round(y), width, height), name)
