"""Cards and rows of a page: only what is in sight is drawn and read."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ganstudio.gui.library.things import THING, Thing, ThingList
from ganstudio.gui.theme import icon, size, theme

_WIDTH = 190
"""Smallest width of a card, in units of `theme.size`."""
_GAP, _PAD, _PICTURE = 10, 8, 140
_Index = QModelIndex | QPersistentModelIndex


class CardPainter(QStyledItemDelegate):
    """Draws a `Thing` as a card or, in a list, as a row.

    Args:
        rows: one below the other, with an icon in place of the picture.
    """

    def __init__(self, parent: QListView, *, rows: bool) -> None:
        super().__init__(parent)
        self._view, self._rows = parent, rows
        self._icons: dict[tuple[str, str], QIcon] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """A row across the view, or one cell of the grid."""
        if not self._rows:
            return self._view.gridSize()
        text = QFontMetrics(self._view.font()).height() + size(15)
        return QSize(self._view.viewport().width(), text + size(_GAP + 2 * _PAD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Draw one."""
        thing = index.data(THING)
        if not isinstance(thing, Thing):
            return
        gap = size(_GAP) // 2
        box = QRect(option.rect).adjusted(gap, gap, -gap, -gap)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter, box, option.state)
        inside = box.adjusted(size(_PAD), size(_PAD), -size(_PAD), -size(_PAD))
        if self._rows:
            side = size(24)
            place = QRect(inside.left(), 0, side, side)
            place.moveCenter(QPoint(place.center().x(), inside.center().y()))
            self._icon(thing.sign, thing.tone).paint(painter, place)
            inside.setLeft(place.right() + size(12))
        else:
            place = QRect(
                box.left() + 1, box.top() + 1, box.width() - 2, size(_PICTURE)
            )
            self._picture(painter, place, thing, index)
            inside.setTop(place.bottom() + size(6))
        self._texts(painter, inside, thing)
        painter.restore()

    def _icon(self, name: str, role: str) -> QIcon:
        if (name, role) not in self._icons:
            self._icons[name, role] = icon(name, role)
        return self._icons[name, role]

    def _frame(self, painter: QPainter, box: QRect, state: QStyle.StateFlag) -> None:
        tokens, flag = theme.tokens, QStyle.StateFlag
        chosen = bool(state & flag.State_Selected)
        line = tokens.line
        if chosen:
            line = tokens.accent
        elif state & flag.State_MouseOver:
            line = tokens.muted
        focused = chosen and self._view.hasFocus()
        painter.setPen(QPen(QColor(line), size(2) if focused else 1))
        painter.setBrush(QColor(tokens.raised if chosen else tokens.panel))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), *_radii())

    def _picture(
        self, painter: QPainter, place: QRect, thing: Thing, index: _Index
    ) -> None:
        tokens = theme.tokens
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), *_radii())
        # Rounded above, straight below.
        path.addRect(QRectF(place).adjusted(0, place.height() / 2, 0, 0))
        path.setFillRule(Qt.FillRule.WindingFill)
        painter.setClipPath(path)
        painter.fillRect(place, QColor(tokens.image))
        model = index.model()
        pixmap = None
        if thing.picture is not None and isinstance(model, ThingList):
            pixmap = model.wants_picture(thing)
        if pixmap is not None and not pixmap.isNull():
            _fill(painter, place, pixmap)
        elif thing.picture is None or pixmap is not None:
            side = size(32)
            middle = QRect(0, 0, side, side)
            middle.moveCenter(place.center())
            role = "bad" if thing.wrong else "muted"
            self._icon(thing.sign, role).paint(painter, middle)
        painter.restore()

    def _texts(self, painter: QPainter, inside: QRect, thing: Thing) -> None:
        tokens = theme.tokens
        body, small = QFont(self._view.font()), QFont(self._view.font())
        body.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(size(11))
        chip = self._chip(painter, inside, thing, small)
        metrics = QFontMetrics(body)
        title = QRect(inside.topLeft(), QSize(chip - inside.left(), metrics.height()))
        painter.setFont(body)
        painter.setPen(QColor(tokens.text))
        text = metrics.elidedText(
            thing.title, Qt.TextElideMode.ElideRight, title.width()
        )
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, text)
        painter.setFont(small)
        painter.setPen(QColor(tokens.bad_text if thing.wrong else tokens.muted))
        below = inside.adjusted(0, title.height() + size(2), 0, 0)
        if self._rows:
            below.setRight(chip)
        _lines(painter, below, thing.line)

    def _chip(self, painter: QPainter, inside: QRect, thing: Thing, font: QFont) -> int:
        """Draw the word in the corner; return where it begins, with a space."""
        if not thing.chip:
            return inside.right()
        tokens = theme.tokens
        metrics = QFontMetrics(font)
        height = metrics.height() + size(2)
        width = metrics.horizontalAdvance(thing.chip) + size(10)
        place = QRect(inside.right() - width, inside.top(), width, height)
        if self._rows:
            place.moveCenter(QPoint(place.center().x(), inside.center().y()))
        colour = tokens.muted if thing.tone == "muted" else ""
        colour = colour or getattr(tokens, f"{thing.tone}_text")
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(QRectF(place), size(4), size(4))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, thing.chip)
        return place.left() - size(6)


def _radii() -> tuple[float, float]:
    return float(size(6)), float(size(6))


def _fill(painter: QPainter, place: QRect, pixmap: QPixmap) -> None:
    """Draw a picture over the whole place; what juts out is cut by the clip."""
    few = pixmap.width() < place.width() / 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not few)
    scale = max(place.width() / pixmap.width(), place.height() / pixmap.height())
    whole = QRectF(0, 0, pixmap.width() * scale, pixmap.height() * scale)
    whole.moveCenter(QRectF(place).center())
    painter.drawPixmap(whole, pixmap, QRectF(pixmap.rect()))


def _lines(painter: QPainter, place: QRect, text: str) -> None:
    """Draw a text over as many lines as there is room for; the last one is elided."""
    first, _, rest = text.partition("\n")
    if rest:
        height = painter.fontMetrics().height()
        _lines(painter, QRect(place.topLeft(), QSize(place.width(), height)), first)
        _lines(painter, place.adjusted(0, height, 0, 0), rest)
        return
    metrics = painter.fontMetrics()
    room = max(1, place.height() // metrics.height())
    words, line = text.split(), ""
    lines: list[str] = []
    while words:
        longer = f"{line} {words[0]}".strip()
        if line and metrics.horizontalAdvance(longer) > place.width():
            if len(lines) == room - 1:
                break
            lines.append(line)
            line = ""
            continue
        line = longer
        words.pop(0)
    lines.append(" ".join([line, *words]))
    for number, one in enumerate(lines):
        top = place.top() + number * metrics.height()
        fitting = metrics.elidedText(one, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(
            QRect(place.left(), top, place.width(), metrics.height()),
            Qt.AlignmentFlag.AlignLeft,
            fitting,
        )


class CardsView(QListView):
    """A list of things; arrows choose, Enter opens.

    Args:
        name: accessible name.
        things: what it shows.
        rows: one below the other instead of cards side by side.
    """

    chosen = Signal(str)
    """Key of the thing that a person chose."""
    opened = Signal(str)
    menu_wanted = Signal(QPoint)
    """Global place of a right click, or of the chosen card for the menu key."""

    def __init__(self, name: str, things: ThingList, *, rows: bool = False) -> None:
        super().__init__()
        self._things, self._rows = things, rows
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "cards")
        self.setModel(things)
        self.setItemDelegate(CardPainter(self, rows=rows))
        if not rows:
            self.setViewMode(QListView.ViewMode.IconMode)
            self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(size(24))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(lambda index: self.opened.emit(_key(index)))
        theme.changed.connect(self._measure)
        self._measure()

    def show_things(self, things: list[Thing], key: str) -> None:
        """Show these, with one of them chosen."""
        place = self.verticalScrollBar().value()
        if self._things.show(things):
            self.verticalScrollBar().setValue(place)
        self.choose(key)

    def choose(self, key: str) -> None:
        """Mark one as chosen."""
        index = self._things.row_of(key)
        if index == self.currentIndex():
            return
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """A person chose another one."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(_key(current))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards side by side as fit."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        if self._rows:
            self.scheduleDelayedItemsLayout()
            return
        room = self.viewport().width() - 1
        columns = max(1, room // size(_WIDTH))
        small = QFont(self.font())
        small.setPixelSize(size(11))
        texts = QFontMetrics(self.font()).height() + 2 * QFontMetrics(small).height()
        height = size(_PICTURE + _GAP + _PAD + 10) + texts
        wanted = QSize(room // columns, height)
        if wanted != self.gridSize():
            self.setGridSize(wanted)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))


def _key(index: _Index) -> str:
    thing = index.data(THING)
    return thing.key if isinstance(thing, Thing) else ""
