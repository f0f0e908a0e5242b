"""Thumbnails in rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.looking import Block, Thumbnail
from ganstudio.gui.widgets import set_kind

SIDE = 92
"""Usual side of a thumbnail, in units of `theme.size`."""
_GAP = 4


class PictureRows(QWidget):
    """Square thumbnails, as many side by side as fit.

    Args:
        block: what to show.
        rows: most rows; what does not fit is left out.
        side: of a thumbnail, in units of `theme.size`; it grows to fill the row.
    """

    def __init__(self, block: Block, *, rows: int, side: float = SIDE) -> None:
        super().__init__()
        set_kind(self, "image")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pictures = block.pictures
        self._part, self._rows = block.part, rows
        self._side = size(side)
        self._pixmaps: dict[int, QPixmap] = {}
        self.setAccessibleName(f"Pictures of {block.title}")
        self.setAccessibleDescription(block.line)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Rows follow from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the rows that it takes."""
        columns, side = self._grid(width)
        rows = -(-self._shown(columns) // columns)
        return rows * (side + size(_GAP)) + size(_GAP) if rows else 0

    def sizeHint(self) -> QSize:
        """One row: a scroll area takes more than this from `heightForWidth` alone."""
        return QSize(4 * self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        """One thumbnail."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw those that fit."""
        painter = QPainter(self)
        for number, place in enumerate(self._places()):
            if event.rect().intersects(place):
                pixmap = self._pixmap(number)
                small = pixmap.width() * 2 < place.width()
                painter.setRenderHint(
                    QPainter.RenderHint.SmoothPixmapTransform, not small
                )
                painter.drawPixmap(place, pixmap)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Name the picture under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                height, width = found.size
                text = f"{found.name}\n{width} × {height} px"
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _grid(self, width: int) -> tuple[int, int]:
        """Columns, and the side of a thumbnail, px."""
        gap = size(_GAP)
        columns = max(1, (width - gap) // (self._side + gap))
        return columns, (width - gap) // columns - gap

    def _shown(self, columns: int) -> int:
        """How many fit; a choice among many fills its rows."""
        most = min(len(self._pictures), columns * self._rows)
        if self._part and most > columns:
            most -= most % columns
        return most

    def _places(self) -> list[QRect]:
        columns, side = self._grid(self.width())
        gap = size(_GAP)
        step = side + gap
        return [
            QRect(gap + n % columns * step, gap + n // columns * step, side, side)
            for n in range(self._shown(columns))
        ]

    def _pixmap(self, number: int) -> QPixmap:
        if number not in self._pixmaps:
            image = self._pictures[number].image
            self._pixmaps[number] = QPixmap.fromImage(image)
        return self._pixmaps[number]

    def _at(self, point: QPoint) -> Thumbnail | None:
        for number, place in enumerate(self._places()):
            if place.contains(point):
                return self._pictures[number]
        return None
