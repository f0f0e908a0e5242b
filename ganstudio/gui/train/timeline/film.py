"""All sheets of a run, small, as a wall in rows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from ganstudio.gui.theme import size, theme
from ganstudio.gui.train.timeline import figures
from ganstudio.gui.train.timeline.series import Sheet
from ganstudio.gui.train.timeline.sheets import SheetPictures, Wish

_HEIGHT, _TEXT, _GAP = 64, 15, 6
_MOST = 1.5
"""How much larger than `_HEIGHT` thumbnails become to fill a row, times."""


class Film(QAbstractScrollArea):
    """Thumbnails with their steps. Only those in sight are loaded.

    Args:
        pictures: where they come from.
    """

    chosen = Signal(int)
    """Number of the sheet that was chosen."""
    stepped = Signal(int)
    """Arrow keys: this many sheets on."""
    ends = Signal(bool)
    """Home (False) or End (True)."""
    asked = Signal(object)
    """A context menu is wanted at this global place."""

    def __init__(self, pictures: SheetPictures) -> None:
        super().__init__()
        self.setAccessibleName("Sheets over time")
        self.setToolTip("Choose a sheet; arrows go through them.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pictures = pictures
        self._sheets: list[Sheet] = []
        self._count, self._current = 0, -1
        self._ratio = 1.0
        self._blocks: tuple[int, ...] = ()
        pictures.arrived.connect(self._arrived)
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> int:
        """Number of the sheet that is marked; -1 for none."""
        return self._current

    def show_sheets(
        self, sheets: list[Sheet], current: int, blocks: tuple[int, ...] = ()
    ) -> None:
        """Show these sheets, one of them marked.

        Args:
            sheets: in order.
            current: number of the marked one; -1 marks none.
            blocks: what of each sheet is shown; empty for all.
        """
        self._blocks = blocks
        # The history's list itself grows: only its length then tells.
        moved = (current, len(sheets)) != (self._current, self._count)
        self._sheets, self._count, self._current = sheets, len(sheets), current
        self._measure()
        if moved and current >= 0:
            self._see(self.place(current))
        if 0 <= current < len(sheets):
            step = figures.steps(sheets[current].step)
            self.setAccessibleDescription(
                f"Sheet {current + 1} of {len(sheets)}, step {step}."
            )
        self.viewport().update()

    def _arrived(self, wish: Wish) -> None:
        ours = wish.height and wish.blocks == self._blocks
        picture = self._pictures.get(wish) if ours else None
        if picture is not None:
            image = picture.image
            ratio = min(max(image.width() / max(image.height(), 1), 0.4), 8.0)
            if abs(ratio - self._ratio) > 0.01:
                self._ratio = ratio
                self._measure()
                if self._current >= 0:
                    self._see(self.place(self._current))
            self.viewport().update()

    @property
    def _width(self) -> int:
        """Width that rows fill, px: the bar's is left out also where there is none.

        Else thumbnails that just need the bar would shrink with it, need it no more,
        grow, and need it again, for ever.
        """
        bar = self.verticalScrollBar().sizeHint().width()
        return self.contentsRect().width() - bar

    @property
    def _columns(self) -> int:
        gap, least = size(_GAP), round(size(_HEIGHT) * self._ratio)
        return max(1, (self._width - gap) // (least + gap))

    @property
    def _cell(self) -> QSize:
        """Size of a thumbnail with its text: a row fills the width."""
        gap, columns = size(_GAP), self._columns
        width = (self._width - gap) // columns - gap
        width = min(width, round(_MOST * size(_HEIGHT) * self._ratio))
        return QSize(max(width, 1), round(width / self._ratio) + size(_TEXT))

    def place(self, number: int) -> QRect:
        """Where a sheet lies, px of the viewport."""
        row, column = divmod(number, self._columns)
        cell, gap = self._cell, size(_GAP)
        return QRect(
            gap + column * (cell.width() + gap),
            gap + row * (cell.height() + gap) - self.verticalScrollBar().value(),
            cell.width(),
            cell.height(),
        )

    def _in_sight(self) -> range:
        """Numbers of the sheets in the rows that are seen."""
        pitch, columns = self._cell.height() + size(_GAP), self._columns
        top = self.verticalScrollBar().value()
        last = (top + self.viewport().height()) // pitch + 1
        return range(top // pitch * columns, min(last * columns, len(self._sheets)))

    def _measure(self) -> None:
        gap = size(_GAP)
        rows = -(-len(self._sheets) // self._columns)
        height = rows * (self._cell.height() + gap) + gap
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._cell.height() + gap)
        bar.setRange(0, max(0, height - self.viewport().height()))

    def _see(self, place: QRect) -> None:
        bar = self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top() - size(_GAP))
        elif place.bottom() > self.viewport().height():
            beyond = place.bottom() - self.viewport().height()
            bar.setValue(bar.value() + beyond + size(_GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows."""
        super().resizeEvent(event)
        self._measure()
        if self._current >= 0:
            self._see(self.place(self._current))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the thumbnails in sight; ask for those that are missing."""
        painter = QPainter(self.viewport())
        tokens = theme.tokens
        painter.fillRect(event.rect(), QColor(tokens.panel))
        font = QFont(self.font())
        font.setPixelSize(size(11))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        # As large as they can become: a splitter that is dragged decodes nothing anew.
        height = round(size(_HEIGHT) * ratio * _MOST)
        # The last wish is fulfilled first: the newest sheets come before the others.
        for number in self._in_sight():
            sheet, place = self._sheets[number], self.place(number)
            frame = place.adjusted(0, 0, 0, -size(_TEXT))
            painter.fillRect(frame, QColor(tokens.image))
            wish = Wish(sheet.path, height, self._blocks, len(sheet.rows))
            picture = self._pictures.get(wish)
            if picture is not None:
                shown = picture.image.size().scaled(
                    frame.size(), Qt.AspectRatioMode.KeepAspectRatio
                )
                target = QRect(frame.topLeft(), shown)
                target.moveCenter(frame.center())
                painter.drawImage(target, picture.image)
            marked = number == self._current
            painter.setPen(QColor(tokens.text if marked else tokens.muted))
            text = place.adjusted(0, frame.height(), 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, _short(sheet.step))
            if marked:
                painter.setPen(QPen(QColor(tokens.accent), size(2)))
                painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def number_at(self, x: float, y: float) -> int:
        """Number of the sheet at a place of the viewport; -1 for none."""
        for number in self._in_sight():
            if self.place(number).contains(round(x), round(y)):
                return number
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a sheet, also for the menu."""
        number = self.number_at(event.position().x(), event.position().y())
        if number >= 0:
            self.chosen.emit(number)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu."""
        self.asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from sheet to sheet."""
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-self._columns)
            case Qt.Key.Key_Down:
                self.stepped.emit(self._columns)
            case Qt.Key.Key_Home | Qt.Key.Key_End as key:
                self.ends.emit(key is Qt.Key.Key_End)
            case _:
                super().keyPressEvent(event)


def _short(step: int) -> str:
    """A step that fits below a thumbnail: "1,200", "120k"."""
    return figures.steps(step) if step < 100_000 else f"{step / 1000:g}k"
