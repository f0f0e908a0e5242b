"""The page of models, without its widgets."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject

from ganstudio.api import StudioError
from ganstudio.app.models import ModelEntry
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.gui.library.page import Page
from ganstudio.gui.library.things import Thing
from ganstudio.gui.library.words import ROLES, card_line
from ganstudio.gui.services import Services, Task

Source = Literal["demo", "user", "run", "guest"]
_CHIPS = {"demo": "demo", "user": "yours", "run": "run", "guest": "opened"}
_ORDER = {"user": 0, "guest": 1, "run": 2, "demo": 3}


class ModelsPage(Page):
    """Every model file at hand, and those that were opened from elsewhere."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        sorts = {"source": "Yours first", "name": "Name", "role": "Role"}
        super().__init__(sorts | {"newest": "Newest"}, parent)
        self._services = services
        self._guests: list[ModelEntry] = []
        services.models.changed.connect(self._list)
        self._list()

    @property
    def read(self) -> bool:
        """Whether the list is there."""
        return self._services.models.read

    @property
    def entry(self) -> ModelEntry | None:
        """The chosen model file."""
        thing = self.chosen
        return None if thing is None else thing.source

    @property
    def only_demos(self) -> bool:
        """Whether the person has no model of their own yet."""
        return self.read and all(e.source == "demo" for e in self._services.models.all)

    def source(self, entry: ModelEntry) -> Source:
        """Say where a file comes from; "guest": it lies outside of the library."""
        return "guest" if entry in self._guests else entry.source

    def siblings(self, entry: ModelEntry) -> list[ModelEntry]:
        """Listed models that came from the same export."""
        if entry.card is None:
            return []
        paths = {entry.path.with_name(s.file) for s in entry.card.siblings}
        return [t.source for t in self.all if t.source.path in paths]

    def open(self, paths: list[Path]) -> None:
        """Choose a model; one that is not listed is shown until the window closes."""
        for path in paths:
            if self._services.models.at(path) is not None:
                self._select(path)
            else:
                self._services.background.run(
                    partial(_look, path), self._welcome, owner=self
                )

    def _welcome(self, guest: ModelEntry) -> None:
        others = [other for other in self._guests if other.path != guest.path]
        self._guests = [*others, guest]
        self._list()
        self._select(guest.path)

    def _select(self, path: Path) -> None:
        self.set_search("")
        self.choose(str(path))

    def _list(self) -> None:
        listed = self._services.models.all
        paths = {entry.path for entry in listed}
        self._guests = [guest for guest in self._guests if guest.path not in paths]
        self._show([self._thing(entry) for entry in [*self._guests, *listed]])

    def _thing(self, entry: ModelEntry) -> Thing:
        source, card = self.source(entry), entry.card
        order = (_ORDER[source], title_of(entry).casefold())
        if card is None:
            return Thing(
                str(entry.path),
                entry.name,
                _short(entry),
                chip="damaged",
                tone="bad",
                wrong=True,
                sign="file_alert_outline",
                words=str(entry.path),
                order={"source": order, "name": order[1], "role": "~", "newest": 0.0},
                source=entry,
            )
        role = ROLES[card.role]
        return Thing(
            str(entry.path),
            title_of(entry),
            f"{role} · {card_line(card)}",
            chip=_CHIPS[source],
            picture=(str(entry.path), card.sha256),
            words=" ".join(
                (
                    str(entry.path),
                    *(card.name, card.model, card.plugin, card.run, card.data_note),
                    *card.labels,
                )
            ),
            order={
                "source": order,
                "name": order[1],
                "role": (role, order[1]),
                "newest": -_seconds(card),
            },
            source=entry,
        )


def title_of(entry: ModelEntry) -> str:
    """What a person calls a model: its title, or the name of its file."""
    return (entry.card.title if entry.card else "") or entry.name


def _short(entry: ModelEntry) -> str:
    """The error without the path that it begins with: the card stands for that."""
    text = entry.error.removeprefix(str(entry.path)).strip()
    return text[:1].upper() + text[1:]


def _seconds(card: Card) -> float:
    with suppress(ValueError):
        return datetime.fromisoformat(card.created).timestamp()
    return 0.0


def _look(path: Path, _: Task) -> ModelEntry:
    try:
        return ModelEntry(path.stem, path, "user", read_model_file(path).card)
    except StudioError as error:
        return ModelEntry(path.stem, path, "user", None, str(error))
