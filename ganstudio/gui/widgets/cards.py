"""Cards: a picture, a name, a line; chosen by click, arrows or Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ganstudio.gui.theme import size
from ganstudio.gui.widgets.kinds import caption, label, set_flag, set_kind


class Preview(QWidget):
    """A picture that fills its place and keeps its sides' ratio; grey while empty.

    Args:
        fill: cut what juts out, instead of leaving margins.
    """

    def __init__(self, *, fill: bool = True) -> None:
        super().__init__()
        set_kind(self, "image")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fill = fill
        self._pixmap = QPixmap()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show a picture; an empty one shows the grey."""
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, _: object) -> None:
        """Scale the picture to the place."""
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        small = self._pixmap.width() < self.width() / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not small)
        sides = (
            self.width() / self._pixmap.width(),
            self.height() / self._pixmap.height(),
        )
        scale = max(sides) if self._fill else min(sides)
        width = self._pixmap.width() * scale
        height = self._pixmap.height() * scale
        place = QRectF(
            (self.width() - width) / 2, (self.height() - height) / 2, width, height
        )
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()


class Card(QFrame):
    """One card.

    Args:
        title: its name.
        line: one line about it.
        picture_height: of the preview, in units of `theme.size`; 0 has none.
    """

    clicked = Signal()
    added = Signal()
    """Click or Space with Ctrl: beside what is chosen."""
    activated = Signal()
    """Double click or Enter."""
    hovered = Signal(bool)

    def __init__(
        self, title: str, line: str = "", *, picture_height: float = 96
    ) -> None:
        super().__init__()
        set_kind(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.preview = Preview()
        self.preview.setFixedHeight(size(picture_height))
        self.title = label(title, wrap=True)
        self.line = caption(line)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(size(6), size(6), size(6), size(6))
        self.box.setSpacing(size(2))
        self.box.addWidget(self.preview)
        self.box.addWidget(self.title)
        self.box.addWidget(self.line)
        # Shown before it has a parent, a widget is a window for a moment.
        self.preview.setVisible(picture_height > 0)
        self.line.setVisible(bool(line))

    def set_line(self, line: str, kind: str = "caption") -> None:
        """Change the line; `kind` "bad" for a failure."""
        self.line.setText(line)
        set_kind(self.line, kind)
        self.line.setVisible(bool(line))
        self.setAccessibleDescription(line)

    @property
    def chosen(self) -> bool:
        """Whether it is the chosen one."""
        return bool(self.property("chosen"))

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the chosen one."""
        set_flag(self, "chosen", chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses, Enter opens."""
        if event.key() == Qt.Key.Key_Space:
            self._choose(event.modifiers())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.added.emit()
        else:
            self.clicked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the mouse is over it."""
        self.hovered.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that it is not."""
        self.hovered.emit(False)
        super().leaveEvent(event)


class CardList(QWidget):
    """Cards in rows, as many side by side as fit.

    Args:
        name: accessible name.
        card_width: smallest width of a card, in units of `theme.size`.
    """

    chosen = Signal(object)
    """Key of the card that was chosen."""
    added = Signal(object)
    """Key of a card that was clicked with Ctrl."""
    activated = Signal(object)

    def __init__(self, name: str, *, card_width: float = 140) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._card_width = card_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(size(8))
        self._cards: dict[object, Card] = {}
        self._columns = 0

    @property
    def cards(self) -> dict[object, Card]:
        """Key -> card, in their order."""
        return dict(self._cards)

    def show_cards(self, keys: list[object], make: Callable[[object], Card]) -> None:
        """Show these cards; those that stay are kept, new ones are made by `make`."""
        for key in [key for key in self._cards if key not in keys]:
            card = self._cards.pop(key)
            self._grid.removeWidget(card)
            card.deleteLater()
        kept, self._cards = self._cards, {}
        for key in keys:
            card = kept[key] if key in kept else make(key)
            if key not in kept:
                card.clicked.connect(lambda key=key: self.chosen.emit(key))
                card.added.connect(lambda key=key: self.added.emit(key))
                card.activated.connect(lambda key=key: self.activated.emit(key))
            self._cards[key] = card
        self._lay_out(force=True)

    def choose(self, key: object) -> None:
        """Mark one card as chosen; None marks none."""
        for other, card in self._cards.items():
            card.set_chosen(other == key)

    def mark(self, keys: list[object]) -> None:
        """Mark cards that stand beside the chosen one."""
        for key, card in self._cards.items():
            set_flag(card, "beside", key in keys)

    def resizeEvent(self, event: object) -> None:
        """As many columns as fit."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card."""
        cards = list(self._cards.values())
        focus = next((i for i, card in enumerate(cards) if card.hasFocus()), None)
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()), 0)
        if focus is None or not step or not 0 <= focus + step < len(cards):
            super().keyPressEvent(event)
            return
        cards[focus + step].setFocus(Qt.FocusReason.TabFocusReason)
        cards[focus + step].clicked.emit()

    def minimumSizeHint(self) -> QSize:
        """One card wide."""
        return QSize(size(self._card_width), super().minimumSizeHint().height())

    def _lay_out(self, *, force: bool = False) -> None:
        wide = size(self._card_width) + self._grid.spacing()
        columns = max(1, (self.width() + self._grid.spacing()) // wide)
        if columns == self._columns and not force:
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, card in enumerate(self._cards.values()):
            self._grid.removeWidget(card)
            self._grid.addWidget(
                card, number // columns, number % columns, Qt.AlignmentFlag.AlignTop
            )
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
