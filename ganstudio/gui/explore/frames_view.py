"""The frames of a walk, and below each the training picture nearest to it."""

from __future__ import annotations

from collections.abc import Sequence

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

from ganstudio.app.neighbours import Neighbour
from ganstudio.gui.explore.canvas import fitted
from ganstudio.gui.explore.results import Pixels
from ganstudio.gui.theme import size, theme
from ganstudio.gui.widgets import to_image

_WHOLE_FROM = 3
"""Below this factor whole steps would leave too much of the room empty."""
_LARGEST = 8
"""Most that a small picture is enlarged: rows of a few frames stay a row."""


class FramesView(QWidget):
    """Shows frames in rows; a click or Enter chooses one.

    Args:
        name: accessible name.
    """

    chosen = Signal(int)
    """Number of the frame."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._frames: list[QImage] = []
        self._near: list[tuple[Neighbour, QImage]] = []
        self._at = 0
        self._text_height = QFontMetrics(_caption_font()).height()
        self._laid_out: tuple[object, int] = (None, 1)
        """What the number of columns was worked out for, and that number."""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)

    def show_frames(self, frames: Pixels | None) -> None:
        """Show frames, uint8 (N, H, W, C); None shows nothing."""
        self._frames = [] if frames is None else [to_image(one) for one in frames]
        self._at = min(self._at, max(len(self._frames) - 1, 0))
        self.update()

    def show_neighbours(self, neighbours: Sequence[Neighbour]) -> None:
        """Show one below each frame; none where they are not as many."""
        if len(neighbours) != len(self._frames):
            neighbours = ()
        self._near = [(one, to_image(one.pixels)) for one in neighbours]
        self.update()

    @property
    def has_neighbours(self) -> bool:
        """Whether they are shown."""
        return len(self._near) == len(self._frames) > 0

    def sizeHint(self) -> QSize:
        """Large."""
        return QSize(size(560), size(400))

    def frame(self, index: int) -> QRectF:
        """Room of a frame's picture, device-independent px."""
        return self._places(index)[0]

    def neighbour(self, index: int) -> QRectF:
        """Room of the picture below a frame, device-independent px."""
        return self._places(index)[1]

    def frame_at(self, position: QPoint) -> int | None:
        """Number of the frame at a place, or of the frame above it."""
        for index in range(len(self._frames)):
            upper, lower = self._places(index)
            if upper.contains(position) or lower.contains(position):
                return index
        return None

    # Where everything is.

    def _columns(self) -> int:
        """As many columns as make the pictures largest, in rows of about one length."""
        count = len(self._frames)
        key = (count, self.has_neighbours, self.width(), self.height())
        if self._laid_out[0] != key:
            even = {-(-count // rows) for rows in range(1, count + 1)}
            self._laid_out = key, max(even, key=self._scale)
        return self._laid_out[1]

    def _scale(self, columns: int) -> float:
        wide, high = self._cell(columns)
        picture = self._frames[0].size()
        sides = wide / picture.width(), high / picture.height()
        # Of equal ones the fewest rows.
        return min(*sides, _LARGEST) + 1e-3 * columns

    def _cell(self, columns: int) -> tuple[float, float]:
        """Width and height that one picture has, px."""
        rows = -(-len(self._frames) // columns)
        gap, margin = size(6), size(16)
        wide = (self.width() - 2 * margin) / columns - gap
        high = (self.height() - 2 * margin) / rows - 2 * gap - self._line()
        if self.has_neighbours:
            high = (high - size(2)) / 2
        return max(wide, 1), max(high, 1)

    def _line(self) -> int:
        return self._text_height + size(2)

    def _places(self, index: int) -> tuple[QRectF, QRectF]:
        if not self._frames:
            return QRectF(), QRectF()
        columns = self._columns()
        wide, high = self._cell(columns)
        ratio = self.devicePixelRatioF()
        room = QRectF(0, 0, wide, high)
        picture, _ = fitted(room, self._frames[0].size(), ratio, _WHOLE_FROM)
        most = self._frames[0].width() * _LARGEST, self._frames[0].height() * _LARGEST
        if picture.width() * ratio > most[0]:
            picture.setSize(picture.size() * (most[0] / (picture.width() * ratio)))
        width, height = picture.width(), picture.height()
        gap, rows = size(6), -(-len(self._frames) // columns)
        below = (height + size(2)) if self.has_neighbours else 0
        step_x, step_y = width + gap, height + below + self._line() + 2 * gap
        left = (self.width() - (columns * step_x - gap)) / 2
        top = (self.height() - (rows * step_y - 2 * gap)) / 2
        x = round((left + index % columns * step_x) * ratio) / ratio
        y = round((top + index // columns * step_y) * ratio) / ratio
        upper = QRectF(x, y, width, height)
        if not self.has_neighbours:
            return upper, QRectF()
        return upper, upper.translated(0, round(below * ratio) / ratio)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frames, neighbours and captions."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.tokens.image))
        painter.setFont(_caption_font())
        for index in range(len(self._frames)):
            self._paint(painter, index)
        painter.end()

    def _paint(self, painter: QPainter, index: int) -> None:
        upper, lower = self._places(index)
        image = self._frames[index]
        smooth = upper.width() * self.devicePixelRatioF() < image.width() * _WHOLE_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(upper, image)
        text, under = str(index + 1), upper
        if self.has_neighbours:
            near, picture = self._near[index]
            painter.drawImage(lower, picture)
            text, under = f"{near.distance:.3f}", lower
        room = QRectF(under.left() - size(3), under.bottom() + size(1), 0, self._line())
        room.setWidth(under.width() + size(6))
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        if index == self._at and (self.hasFocus() or self.underMouse()):
            painter.setPen(QPen(QColor(theme.tokens.accent), size(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            off = size(2)
            painter.drawRect(upper.adjusted(-off, -off, off, off))

    # Mouse and keys.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the frame under the mouse."""
        index = self.frame_at(event.position().toPoint())
        self.setCursor(
            Qt.CursorShape.ArrowCursor
            if index is None
            else Qt.CursorShape.PointingHandCursor
        )
        if index is not None:
            self._mark(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a frame."""
        index = self.frame_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self._mark(index)
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from frame to frame, Enter and Space choose."""
        if not self._frames:
            super().keyPressEvent(event)
            return
        columns = self._columns()
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._at)
        elif step and 0 <= self._at + step < len(self._frames):
            self._mark(self._at + step)
        elif not step:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what a frame is, and what lies nearest."""
        if isinstance(event, QHelpEvent):
            index = self.frame_at(event.pos())
            text = "" if index is None else f"{self.describe(index)} Click goes there."
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the mark away."""
        self.update()
        super().leaveEvent(event)

    def describe(self, index: int) -> str:
        """Say in words what is in a cell."""
        text = f"Frame {index + 1} of {len(self._frames)}."
        if self.has_neighbours:
            near = self._near[index][0]
            text += f" Nearest: {near.name}, distance {near.distance:.3f}."
        return text

    def _mark(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self.setAccessibleDescription(self.describe(index))
            self.update()


def _caption_font() -> QFont:
    font = QFont()
    font.setPixelSize(size(11))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
