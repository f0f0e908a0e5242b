"""What a pane shows of one picture, kept between paints."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap, QRegion, QTransform

from ganstudio.gui.picture.geometry import Placement, is_smooth, level_for, window_of
from ganstudio.gui.picture.pyramid import Pyramid
from ganstudio.gui.theme import size, theme


class Layer:
    """A pixmap as large as the pane, painted only where something asks for it.

    A wipe only copies out of it. A move shifts it and paints the strip that came in.
    Lengths are device px.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._painted = QRegion()
        self._picture: Pyramid | None = None
        self._place: Placement | None = None
        self._ratio = 1.0
        self._checker = QBrush()

    def clear(self) -> None:
        """Forget what is painted."""
        self._painted = QRegion()
        self._checker = QBrush()

    def show(self, picture: Pyramid, place: Placement, ratio: float = 1.0) -> None:
        """Say what has to be seen.

        Args:
            picture: fills the frame of the placement.
            place: the frame in the pane.
            ratio: device px per px of the design.
        """
        pane = QRect(0, 0, *place.pane)
        if self._pixmap.size() != pane.size():
            self._pixmap = QPixmap(pane.size())
            self._painted = QRegion()
        old = self._place
        if (
            old is None
            or picture is not self._picture
            or (old.width, old.height, old.pane)
            != (place.width, place.height, place.pane)
        ):
            self._painted = QRegion()
        elif (old.left, old.top) != (place.left, place.top):
            right, down = place.left - old.left, place.top - old.top
            self._pixmap.scroll(right, down, pane)
            self._painted = self._painted.translated(right, down) & QRegion(pane)
        self._picture, self._place, self._ratio = picture, place, ratio

    def draw(self, painter: QPainter, at: QPoint, part: QRect) -> None:
        """Copy a part to a painter whose unit is the device px.

        Args:
            painter: paints on the widget.
            at: where the pane's corner is there.
            part: of the pane.
        """
        part &= self._pixmap.rect()
        if part.isEmpty():
            return  # for Qt, an empty part of a pixmap is all of it
        missing = QRegion(part) - self._painted
        if not missing.isEmpty():
            self._paint(missing)
            self._painted |= missing
        painter.drawPixmap(at + part.topLeft(), self._pixmap, part)

    def _paint(self, missing: QRegion) -> None:
        place, picture = self._place, self._picture
        assert place is not None
        assert picture is not None
        painter = QPainter(self._pixmap)
        frame = QRect(place.left, place.top, place.width, place.height)
        rects: Iterable[QRect] = missing  # type: ignore[assignment]  # not in the stubs
        for rect in rects:
            if not frame.contains(rect):
                painter.fillRect(rect, QColor(theme.tokens.image))
            inside = rect & frame
            if inside.isEmpty():
                continue
            if picture.channels == 4:
                painter.setBrushOrigin(frame.topLeft())
                painter.fillRect(inside, self._transparency())
            self._paint_piece(painter, picture, place, inside)
        painter.end()

    def _paint_piece(
        self, painter: QPainter, picture: Pyramid, place: Placement, rect: QRect
    ) -> None:
        height, width = picture.size
        # Both axes end with the frame, to the pixel: pictures laid over one another
        # have the same border, and a line 1 px high is there at any zoom.
        across, along = place.width / width, place.height / height
        # A hair's breadth is drawn 1 px wide, far too large: the other axis is right.
        scale = min(across, along)
        level = level_for(scale, len(picture.levels))
        rows, columns = picture.levels[level].shape[:2]
        across, along = across * 2**level, along * 2**level
        left, right = window_of(
            rect.left(), rect.right() + 1, place.left, across, columns
        )
        top, bottom = window_of(rect.top(), rect.bottom() + 1, place.top, along, rows)
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform,
            is_smooth(scale, place.scale),
        )
        painter.setTransform(
            QTransform(
                across,
                0,
                0,
                along,
                place.left + left * across,
                place.top + top * along,
            )
        )
        painter.drawImage(0, 0, picture.piece(level, left, top, right, bottom))
        painter.restore()

    def _transparency(self) -> QBrush:
        if self._checker.style() == Qt.BrushStyle.NoBrush:
            side = round(size(8) * self._ratio)
            square = QPixmap(2 * side, 2 * side)
            square.fill(QColor(theme.tokens.image))
            painter = QPainter(square)
            for corner in (0, side):
                painter.fillRect(
                    corner, corner, side, side, QColor(theme.tokens.checker)
                )
            painter.end()
            self._checker = QBrush(square)
        return self._checker
