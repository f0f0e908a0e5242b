"""The film in the strip: thumbnails with marks, one of them current."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ganstudio.gui.commands import Commands
from ganstudio.gui.theme import icon, size, theme
from ganstudio.gui.translate.film import FRAME, Film
from ganstudio.gui.translate.frames import Frame, State
from ganstudio.gui.widgets import caption, label, tool_button

_MARKS = {
    State.READY: ("circle_edit_outline", "accent"),
    State.DONE: ("check_circle", "good"),
    State.FAILED: ("alert_circle", "bad"),
    State.RUNNING: ("progress_clock", "text"),
}
_Index = QModelIndex | QPersistentModelIndex


class FrameDelegate(QStyledItemDelegate):
    """Paints one frame: thumbnail, mark, name, and how far it is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Paint it into the option's rectangle."""
        frame: Frame = index.data(FRAME)
        rect: QRect = option.rect
        state = option.state
        tokens = theme.tokens
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        cell = rect.adjusted(size(3), size(3), -size(3), -size(3))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(cell), size(6), size(6))
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillPath(path, QColor(tokens.raised))
        if chosen:
            painter.setPen(QPen(QColor(tokens.accent), size(2)))
            painter.drawPath(path)
        inner = cell.adjusted(size(4), size(4), -size(4), -size(4))
        line = option.fontMetrics.height()
        place = inner.adjusted(0, 0, 0, -line - size(2))
        self._picture(painter, place, index.data(Qt.ItemDataRole.DecorationRole))
        if frame.state is State.RUNNING:
            self._progress(painter, place, frame.progress)
        self._mark(painter, place, frame)
        painter.setPen(QColor(tokens.text if chosen else tokens.muted))
        below = QRect(inner.left(), inner.bottom() - line, inner.width(), line)
        text = self._text(frame)
        painter.setFont(option.font)
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignCenter,
            option.fontMetrics.elidedText(
                text, Qt.TextElideMode.ElideMiddle, below.width()
            ),
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As the grid of the view has it."""
        view = option.widget
        return view.gridSize() if isinstance(view, QListView) else QSize()

    def _text(self, frame: Frame) -> str:
        if frame.state is State.RUNNING and frame.progress is not None:
            return f"{frame.progress:.0%}"
        return frame.name

    def _picture(self, painter: QPainter, place: QRect, image: Any) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(place), size(3), size(3))
        painter.fillPath(clip, QColor(theme.tokens.image))
        if not isinstance(image, QImage):
            return
        if image.isNull():
            side = min(size(24), place.height())
            spot = QRect(0, 0, side, side)
            spot.moveCenter(place.center())
            icon("image_broken_variant", "muted").paint(painter, spot)
            return
        wide = image.width() * place.height() > image.height() * place.width()
        if wide:  # cut what juts out at the sides, or above and below
            width = image.height() * place.width() / place.height()
            part = QRectF((image.width() - width) / 2, 0, width, image.height())
        else:
            height = image.width() * place.height() / place.width()
            part = QRectF(0, (image.height() - height) / 2, image.width(), height)
        painter.save()
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        painter.drawImage(QRectF(place), image, part)
        painter.restore()

    def _progress(self, painter: QPainter, place: QRect, part: float | None) -> None:
        height = size(4)
        track = QRect(place.left(), place.bottom() - height, place.width(), height)
        painter.fillRect(track, QColor(theme.tokens.line))
        if part is not None:
            track.setWidth(round(track.width() * part))
            painter.fillRect(track, QColor(theme.tokens.accent))

    def _mark(self, painter: QPainter, place: QRect, frame: Frame) -> None:
        if frame.state not in _MARKS:
            return
        side = size(20)
        disc = QRect(place.right() - side - size(2), place.top() + size(3), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.panel))
        painter.drawEllipse(disc)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        name, role = _MARKS[frame.state]
        inset = size(2)
        icon(name, role).paint(painter, disc.adjusted(inset, inset, -inset, -inset))


class FilmView(QListView):
    """The frames in a row; as high as the strip is."""

    def __init__(self, film: Film) -> None:
        super().__init__()
        self._film = film
        self.setAccessibleName("Film of opened pictures")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(FrameDelegate(self))
        self.setModel(film)
        self.selectionModel().currentChanged.connect(self._chosen)
        film.current_changed.connect(self._follow)
        film.count_changed.connect(self._follow)
        theme.changed.connect(self._resize_cells)
        font = self.font()
        font.setPixelSize(size(11))
        self.setFont(font)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cells as high as the strip."""
        super().resizeEvent(event)
        self._resize_cells()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel that goes up and down moves the film along."""
        turned = event.angleDelta()
        moved = turned.y() if abs(turned.y()) > abs(turned.x()) else turned.x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - moved)
        event.accept()

    def _resize_cells(self) -> None:
        # Room for the scroll bar is kept: it must not come and go with the height.
        bar = self.horizontalScrollBar().sizeHint().height()
        height = max(self.height() - bar - size(2), size(48))
        text = self.fontMetrics().height() + size(16)
        cell = QSize(round((height - text) * 1.45) + size(14), height)
        if cell != self.gridSize():
            self.setGridSize(cell)

    def _chosen(self, index: QModelIndex, _: QModelIndex) -> None:
        frame = index.data(FRAME)
        if frame is not None:
            self._film.go(frame)

    def _follow(self) -> None:
        row = self._film.row
        if row is None:
            self.selectionModel().clear()
            return
        index = self._film.index(row)
        if index != self.currentIndex() or not self.selectionModel().isSelected(index):
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.scrollTo(index)


class FilmStrip(QFrame):
    """The film with its count and the way to add to it; a sentence while it is empty.

    Args:
        film: its frames.
        commands: for opening files and folders.
    """

    def __init__(self, film: Film, commands: Commands) -> None:
        super().__init__()
        self.setAccessibleName("Strip")
        self._film = film
        self.view = FilmView(film)
        self.count = caption()
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        side = QVBoxLayout()
        side.setSpacing(size(2))
        side.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for name in ("app.open", "app.open_folder"):
            buttons.addWidget(tool_button(commands.action(name)))
        side.addLayout(buttons)
        side.addWidget(self.count)
        side.addStretch()
        empty = label(
            "The film: every photograph you open appears here, with what became of it.",
            "muted",
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QStackedWidget()
        self.pages.addWidget(empty)
        self.pages.addWidget(self.view)
        box = QHBoxLayout(self)
        box.setContentsMargins(size(8), size(4), size(8), size(2))
        box.setSpacing(size(8))
        box.addLayout(side)
        box.addWidget(self.pages, 1)
        film.count_changed.connect(self._show)
        film.current_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        count, row = len(self._film.frames), self._film.row
        self.pages.setCurrentIndex(1 if count else 0)
        self.count.setText("" if row is None else f"{row + 1} of {count}")
