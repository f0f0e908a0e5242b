"""Kept samples in a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.kept import Kept, Sample
from ganstudio.gui.explore.rows import clear
from ganstudio.gui.theme import size
from ganstudio.gui.widgets import Card, caption, set_kind, to_pixmap, tool_button

_PICTURE = 46
_WIDTH = 88


class SampleCard(Card):
    """One kept sample; Delete or its cross removes it."""

    def __init__(self, sample: Sample) -> None:
        seeds = "-".join(sample.point.used)
        super().__init__(seeds, picture_height=_PICTURE)
        self.setFixedWidth(size(_WIDTH))
        self.title.setWordWrap(False)
        self.title.setText(
            QFontMetrics(self.title.font()).elidedText(
                seeds, Qt.TextElideMode.ElideRight, size(_WIDTH - 36)
            )
        )
        self.setAccessibleName(f"Kept sample, {sample.point.mixture_text()}")
        self.setToolTip(
            f"{sample.point.mixture_text()}. Click comes back to it, Delete removes it."
        )
        self.cross = tool_button("close", "Remove", help="Remove this sample.")
        self.cross.setParent(self)
        self.cross.setAccessibleName(f"Remove sample {seeds}")
        set_kind(self.cross, "tiny")
        self.cross.setIconSize(QSize(size(14), size(14)))
        self.cross.setFixedSize(size(18), size(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross beside the name."""
        super().resizeEvent(event)
        off = self.cross.width() + size(5)
        self.cross.move(self.width() - off, self.height() - off - size(3))


class Strip(QWidget):
    """The kept samples of the model; "Keep" adds the present one.

    Args:
        explorer: where they lead.
        kept: the samples.
        commands: for "Keep".
    """

    def __init__(self, explorer: Explorer, kept: Kept, commands: Commands) -> None:
        super().__init__()
        self._explorer, self._kept = explorer, kept
        self.cards: list[SampleCard] = []
        self._hint = caption(
            "Nothing kept yet. K keeps the picture with its seed, mixture and dials; a"
            " click comes back to it."
        )
        self._row = QHBoxLayout()
        self._row.setSpacing(size(8))
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.addLayout(self._row)
        across.addStretch()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        commands.action("explore.keep").setIconText("Keep")
        self.keep = tool_button(commands.action("explore.keep"))
        self.keep.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(size(12), size(8), size(12), size(8))
        whole.setSpacing(size(12))
        whole.addWidget(self.keep)
        whole.addWidget(self._hint, 1)
        whole.addWidget(self._area, 1)
        kept.changed.connect(self._rebuild)
        kept.drawn.connect(self._show_pictures)
        explorer.settled.connect(self._mark)
        self._rebuild()

    def sizeHint(self) -> QSize:
        """As high as a row of cards with its scroll bar, also while it is empty."""
        return QSize(size(400), size(_PICTURE + 64))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete removes the card that has the focus; arrows go along."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and isinstance(watched, SampleCard)
        ):
            at = self.cards.index(watched)
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._kept.remove(at)
                return True
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(
                Qt.Key(event.key()), 0
            )
            if step and 0 <= at + step < len(self.cards):
                self.cards[at + step].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _rebuild(self) -> None:
        focus = next((i for i, c in enumerate(self.cards) if c.hasFocus()), None)
        clear(self._row)
        self.cards = []
        for sample in self._kept.all:
            card = SampleCard(sample)
            card.clicked.connect(self._clicked)
            card.cross.clicked.connect(self._crossed)
            card.installEventFilter(self)
            self._row.addWidget(card)
            self.cards.append(card)
        if focus is not None and self.cards:
            self.cards[min(focus, len(self.cards) - 1)].setFocus()
        self._hint.setVisible(not self.cards)
        self._area.setVisible(bool(self.cards))
        self.keep.setEnabled(self._explorer.subject is not None)
        self._show_pictures()
        self._mark()

    def _show_pictures(self) -> None:
        for card, sample in zip(self.cards, self._kept.all, strict=True):
            picture = QPixmap() if sample.pixels is None else to_pixmap(sample.pixels)
            card.preview.show_pixmap(picture)

    def _mark(self) -> None:
        here = self._kept.index_of(self._explorer.point)
        for number, card in enumerate(self.cards):
            card.set_chosen(number == here)

    def _clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, SampleCard)
        self._kept.go(self.cards.index(card))

    def _crossed(self) -> None:
        card = self.sender().parent()
        assert isinstance(card, SampleCard)
        self._kept.remove(self.cards.index(card))
