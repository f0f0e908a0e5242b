"""A model's card in full."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ganstudio.api import Role
from ganstudio.app.models import ModelEntry
from ganstudio.core.model_file import Card
from ganstudio.core.paths import runs_dir
from ganstudio.gui.commands import Commands
from ganstudio.gui.library.details import Details
from ganstudio.gui.library.facts import Value
from ganstudio.gui.library.models import ModelsPage, title_of
from ganstudio.gui.library.pictures import Pictures
from ganstudio.gui.library.words import (
    DUTIES,
    ROLES,
    date_words,
    port_words,
    size_words,
)
from ganstudio.gui.services import Services

PLACES = {Role.GENERATOR: "Explore", Role.TRANSLATOR: "Translate"}
_SOURCES = {
    "demo": "Came with the program",
    "user": "One of your models",
    "run": "Exported by a run of yours",
    "guest": "Opened from elsewhere; not among your models",
}


class TitleField(QLineEdit):
    """A field that gives up what was typed on Escape."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class ModelDetails(Details):
    """The chosen model: what it says of itself, and what can be done with it."""

    renamed = Signal(str)
    """A new title was typed."""

    def __init__(
        self,
        services: Services,
        page: ModelsPage,
        pictures: Pictures,
        commands: Commands,
    ) -> None:
        super().__init__(
            "Model",
            "Choose a model to see what it says of itself.",
            "Open",
            commands,
            (
                "library.reveal",
                "library.copy_path",
                "library.keep",
                "library.check",
                "library.delete",
            ),
        )
        self._services, self._page, self.pictures = services, page, pictures
        self._sizes: dict[Path, int] = {}
        self.title = TitleField()
        self.title.setAccessibleName("Title")
        self.title.setMaxLength(200)
        self.title.editingFinished.connect(self._typed)
        self.title.given_up.connect(self._reset)
        self.box.replaceWidget(self.heading, self.title)
        self.heading.hide()
        page.choice_changed.connect(self._show)
        pictures.arrived.connect(self._show_picture)
        self._shown = ""
        self._show()

    def rename(self) -> None:
        """Let a person type a title."""
        self.title.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.title.selectAll()

    def _typed(self) -> None:
        entry = self._page.entry
        text = " ".join(self.title.text().split())
        if entry is None or self.title.isReadOnly() or text == title_of(entry):
            return
        if text:
            self.renamed.emit(text)
        else:
            self._reset()

    def _reset(self) -> None:
        entry = self._page.entry
        if entry is not None:
            self.title.setText(title_of(entry))

    def _show(self) -> None:
        entry = self._page.entry
        self.show_body(entry is not None)
        if entry is None:
            self._shown = ""
            return
        key = str(entry.path)
        other = key != self._shown
        if other:
            self._shown = key
            self.sentence.clear()
        source = self._page.source(entry)
        fixed = {
            "demo": "A demo model keeps its title; keep a copy and rename that.",
            "guest": "Keep it among your models to rename it.",
        }.get(source, "A damaged file has no title." if entry.card is None else "")
        self.title.setReadOnly(bool(fixed))
        self.title.setToolTip(
            fixed or "The title on the model's card; Enter keeps it, the file stays."
        )
        # What is being typed stays, but never becomes the title of another model.
        if other or not self.title.hasFocus():
            self._reset()
            self.title.setCursorPosition(0)
        card = entry.card
        place = PLACES.get(card.role) if card is not None else None
        self.main.setVisible(place is not None)
        self.main.setText(f"Open in {place}")
        self.main.setAccessibleName(self.main.text())
        if card is None:
            self.line.setText("This file cannot be read.")
            self.sentence.say(entry.error)
        else:
            self.line.setText(f"{ROLES[card.role]}: {DUTIES[card.role]}.")
        self._show_picture(self._picture_key(entry))
        self._show_facts(entry)
        if entry.path not in self._sizes:
            self._measure_file(entry.path)

    def _picture_key(self, entry: ModelEntry) -> object:
        return None if self._page.chosen is None else self._page.chosen.picture

    def _show_picture(self, key: object) -> None:
        chosen = self._page.chosen
        if chosen is None or chosen.picture != key:
            return
        if chosen.picture is None:
            self.picture.hide()
        else:
            self.show_picture(self.pictures.get(chosen.picture))

    def _measure_file(self, path: Path) -> None:
        def done(count: int) -> None:
            self._sizes[path] = count
            entry = self._page.entry
            if entry is not None and entry.path == path:
                self._show_facts(entry)

        self._services.background.run(
            lambda _: path.stat().st_size if path.exists() else 0, done, owner=self
        )

    def _show_facts(self, entry: ModelEntry) -> None:
        facts: list[tuple[str, Value]] = [
            ("From", _SOURCES[self._page.source(entry)]),
        ]
        if entry.card is not None:
            facts += self._card_facts(entry, entry.card)
        count = self._sizes.get(entry.path)
        facts += [
            ("Size", size_words(count) if count else ""),
            ("File", str(entry.path)),
        ]
        self.facts.show_facts(facts)

    def _card_facts(self, entry: ModelEntry, card: Card) -> list[tuple[str, Value]]:
        parity = "" if card.parity is None else f"{card.parity:.1g} from torch at most"
        siblings = [
            (title_of(other), partial(self._page.choose, str(other.path)))
            for other in self._page.siblings(entry)
        ]
        return [
            ("In", "\n".join(port_words(port) for port in card.inputs)),
            ("Out", port_words(card.output)),
            ("Labels", ", ".join(card.labels)),
            ("Model", card.model),
            ("Plugin", f"{card.plugin} {card.plugin_version}".strip()),
            ("Run", self._run_value(card)),
            ("Steps", f"{card.step:,}" if card.step else ""),
            ("Belongs to", siblings),
            ("Measured", "\n".join(_metric(metric) for metric in card.metrics)),
            ("Exactness", parity),
            ("Trained on", card.data_note),
            ("Licence", card.licence),
            ("Made", date_words(card.created)),
            ("Operators", f"ONNX opset {card.opset}" if card.opset else ""),
            ("sha256", card.sha256[:16] + "…" if card.sha256 else ""),
        ]

    def _run_value(self, card: Card) -> Value:
        path = runs_dir() / card.run
        if card.run and self._services.runs.at(path) is not None:
            return [(card.run, lambda: self._services.navigator.open_run(path))]
        return card.run


def _metric(metric: object) -> str:
    name, value = getattr(metric, "name", ""), getattr(metric, "value", 0.0)
    return f"{name} {value:.4g} ({getattr(metric, 'protocol', '')})"
