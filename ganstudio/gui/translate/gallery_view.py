"""The gallery in the inspector: a card for each translator."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.app.models import ModelEntry
from ganstudio.core.paths import models_dir
from ganstudio.gui.theme import size
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.widgets import Card, CardList, Sentence, button, label

_TALLEST = 276
"""Height of the gallery at most, in units of `theme.size`."""


class GalleryView(QWidget):
    """Cards of whole models, sentences of damaged ones, or where models come from."""

    chosen = Signal(Path)
    added = Signal(Path)
    """A model that goes into the comparison, or out of it."""
    library_wanted = Signal()

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
        self._gallery = gallery
        self._current: Path | None = None
        self._compared: list[Path] = []
        self.cards = CardList("Translators", card_width=120)
        self.cards.chosen.connect(self.chosen)
        self.cards.added.connect(self.added)
        self.empty = label("", "muted", wrap=True)
        self.to_library = button(
            "Open the library",
            self.library_wanted.emit,
            kind="link",
            help="All models, runs and plugins.",
        )
        self._damaged = QVBoxLayout()
        self._damaged.setSpacing(size(8))
        self.sentences: dict[Path, Sentence] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(8))
        for widget in (self.cards, self.empty, self.to_library):
            box.addWidget(widget)
        box.addLayout(self._damaged)
        gallery.changed.connect(self._list)
        gallery.rendered.connect(self._show)
        self._list()

    def choose(self, path: Path | None) -> None:
        """Mark a card as chosen."""
        self._current = path
        self.cards.choose(path)

    def mark(self, paths: list[Path]) -> None:
        """Mark the models that are compared."""
        self._compared = paths
        self.cards.mark(list(paths))

    def _list(self) -> None:
        entries = {e.path: e for e in self._gallery.entries}
        whole = [path for path, e in entries.items() if e.card is not None]
        self.cards.show_cards(list(whole), lambda path: _card(entries[path]))  # type: ignore[index]
        self.cards.choose(self._current)
        self.cards.mark(list(self._compared))
        self.cards.setVisible(bool(whole))
        self.empty.setText(
            "No translator is at hand. Train one (Train, CycleGAN) and export it, drop"
            f" a model file (.onnx) on the window, or put it into {models_dir()}."
        )
        self.empty.setVisible(not whole)
        self.to_library.setVisible(not whole)
        for path in whole:
            self._show(path)
        self._list_damaged([e for e in entries.values() if e.card is None])

    def _list_damaged(self, damaged: list[ModelEntry]) -> None:
        for path in [p for p in self.sentences if p not in {e.path for e in damaged}]:
            gone = self.sentences.pop(path)
            self._damaged.removeWidget(gone)
            gone.deleteLater()
        for entry in damaged:
            if entry.path not in self.sentences:
                said = Sentence(f"Damaged model {entry.name}")
                self.sentences[entry.path] = said
                self._damaged.addWidget(said)
            self.sentences[entry.path].say(entry.error)

    def _show(self, path: Path) -> None:
        card = self.cards.cards.get(path)
        entry = self._gallery.at(path)
        if card is None or entry is None:
            return
        found = self._gallery.look(path)
        card.preview.show_pixmap(
            QPixmap() if found is None else QPixmap.fromImage(found.image)
        )
        if found is not None and found.error:
            card.set_line(found.error, "bad")
        else:
            card.set_line(line_of(entry))


class GalleryScroll(QScrollArea):
    """As much of a gallery as leaves room for the knobs below it.

    Args:
        gallery: its cards; the chosen one is always in sight.
    """

    def __init__(self, gallery: GalleryView) -> None:
        super().__init__()
        self._gallery = gallery
        self.setWidget(gallery)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        gallery.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """All of it, up to two rows of cards."""
        inside = self._gallery.sizeHint()
        return QSize(inside.width(), min(inside.height(), size(_TALLEST)))

    def minimumSizeHint(self) -> QSize:
        """As high as it wants to be: the panel around it scrolls, too."""
        return QSize(self._gallery.minimumSizeHint().width(), self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the gallery's height."""
        done = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return done

    def show_chosen(self) -> None:
        """Bring the chosen card into sight, once the cards have their places."""
        QTimer.singleShot(0, self, self._scroll_to_chosen)

    def _scroll_to_chosen(self) -> None:
        for card in self._gallery.cards.cards.values():
            if card.chosen:
                self.ensureWidgetVisible(card, 0, size(4))


def _card(entry: ModelEntry) -> Card:
    assert entry.card is not None
    card = Card(entry.card.title or entry.name, line_of(entry), picture_height=90)
    learned = f"Learned from {entry.card.data_note}.\n" if entry.card.data_note else ""
    tip = "Click to choose; Ctrl and click to compare."
    card.setToolTip(f"{tip}\n{learned}{entry.path}")
    return card


def line_of(entry: ModelEntry) -> str:
    """Where a model comes from, in a few words."""
    if entry.source == "demo":
        return "Comes with GAN Studio"
    if entry.source == "run" and entry.card is not None:
        return f"Run {entry.card.run}, step {entry.card.step:,}"
    return "Your model"
