"""All models as cards, and a line about plugins that did not load."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.gui.services import Services
from ganstudio.gui.theme import size
from ganstudio.gui.train.new_run.model import NewRunModel
from ganstudio.gui.train.new_run.words import KINDS, listed
from ganstudio.gui.widgets import Card, CardList, Sentence, button, caption, label

_MANY = 3
"""More models than this fold away behind the chosen one."""


class ModelCards(QWidget):
    """The choice of a model.

    Args:
        run: whose model it is.
        services: the plugins, and the way to Library.
    """

    def __init__(self, run: NewRunModel, services: Services) -> None:
        super().__init__()
        self._run, self._services = run, services
        self._all = False
        self._lines: dict[object, tuple[str, ...]] = {}
        self.waiting = label("Looking for models…", "muted")
        self.cards = CardList("Models", card_width=240)
        self.cards.chosen.connect(self._choose)
        self.more = button("", self._toggle, kind="link")
        self.failed = Sentence("Plugins that failed", copyable=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(size(4))
        for part in (self.waiting, self.cards, self.more, self.failed):
            box.addWidget(part)
        services.plugins.changed.connect(self.refresh)
        run.model_chosen.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the plugins offer."""
        specs = {spec.id: spec for spec in self._run.specs}
        chosen = self._run.spec.id if self._run.spec else None
        many = len(specs) > _MANY
        keys: list[object] = list(specs)
        if many and not self._all and chosen is not None:
            keys = [chosen]
        lines: dict[object, tuple[str, ...]] = {
            id: (spec.title, spec.summary, spec.reference) for id, spec in specs.items()
        }
        if lines != self._lines:
            # A plugin may have changed what it says about a model.
            self.cards.show_cards([], lambda key: Card(str(key)))
            self._lines = lines

        def make(key: object) -> Card:
            spec = specs[str(key)]
            card = Card(spec.title, spec.summary, picture_height=0)
            short = KINDS[spec.data].short
            about = " · ".join(filter(None, (short.capitalize(), spec.reference)))
            card.box.addWidget(caption(about))
            card.setAccessibleDescription(f"{spec.summary} {about}")
            card.setToolTip(f"{spec.title} learns from {short}.")
            return card

        self.cards.show_cards(keys, make)
        self.cards.choose(chosen)
        self.cards.setVisible(bool(keys))
        self.more.setText("Fewer" if self._all else f"All {len(specs)} models")
        self.more.setVisible(many)
        self._show_failed()

    def _show_failed(self) -> None:
        registry = self._services.plugins.registry
        self.waiting.setText(
            "Looking for models…" if registry is None else "No plugin offers a model."
        )
        self.waiting.setVisible(registry is None or not registry.models)
        failed = [
            row.name
            for row in (registry.plugins if registry is not None else ())
            if row.status == "failed"
        ]
        if not failed:
            self.failed.clear()
            return
        what = "plugin" if len(failed) == 1 else "plugins"
        self.failed.say(
            f"The {what} {listed(failed)} could not be loaded.",
            "warning",
            action="See why in Library",
            then=self._to_library,
        )

    def _to_library(self) -> None:
        self._services.navigator.show("library")

    def _choose(self, key: object) -> None:
        self._all = False
        self._run.choose_model(str(key))
        self.refresh()

    def _toggle(self) -> None:
        self._all = not self._all
        self.refresh()
