"""A run: what it is doing and what lies in its folder."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QPixmap

from ganstudio.app.runs import RunEntry
from ganstudio.core.runs import RunRecord
from ganstudio.gui.commands import Commands
from ganstudio.gui.library.details import Details
from ganstudio.gui.library.facts import Link, Value
from ganstudio.gui.library.models import title_of
from ganstudio.gui.library.pictures import Pictures
from ganstudio.gui.library.runs import RunsPage
from ganstudio.gui.library.words import STATES, date_words, size_words, step_words
from ganstudio.gui.services import Services


class RunDetails(Details):
    """The chosen run."""

    def __init__(
        self, services: Services, page: RunsPage, pictures: Pictures, commands: Commands
    ) -> None:
        super().__init__(
            "Run",
            "Choose a run to see what it is doing.",
            "Open in Train",
            commands,
            ("library.reveal", "library.copy_path", "library.delete"),
        )
        self._services, self._page, self.pictures = services, page, pictures
        page.choice_changed.connect(self._show)
        services.models.changed.connect(self._show)
        pictures.arrived.connect(self._show_picture)
        self._shown = ""
        self._show()

    def _show(self) -> None:
        entry = self._page.entry
        self.show_body(entry is not None)
        if entry is None:
            self._shown = ""
            return
        if entry.folder.name != self._shown:
            self._shown = entry.folder.name
            self.sentence.clear()
        damaged = not entry.model
        self.heading.setText(entry.folder.name)
        status = entry.status
        self.main.setVisible(not damaged)
        if damaged:
            self.line.setText("This run cannot be read.")
            self.sentence.say(status.message)
        else:
            message = f": {status.message}" if status.message else ""
            self.line.setText(f"{STATES[status.state]}{message}")
        self._show_picture(None)
        facts: list[tuple[str, Value]] = []
        known = self._page.facts(entry)
        if known is not None and known.record is not None:
            facts += self._record_facts(entry, known.record)
        facts += [
            ("Exports", self._exports(entry)),
            ("Disk", size_words(known.bytes) if known is not None else "counting…"),
            ("Folder", str(entry.folder.path)),
        ]
        self.facts.show_facts(facts)

    def _record_facts(
        self, entry: RunEntry, record: RunRecord
    ) -> list[tuple[str, Value]]:
        return [
            ("Model", record.model),
            ("Plugin", f"{record.plugin} {record.plugin_version}".strip()),
            ("Preset", record.preset or ""),
            ("Steps", step_words(entry.status)),
            ("Data", str(record.data.path or "made by the model itself")),
            ("And", str(record.data.path_b or "")),
            ("Seed", str(record.seed)),
            ("Device", f"{record.device}, {record.precision}"),
            ("Made", date_words(record.created)),
        ]

    def _exports(self, entry: RunEntry) -> list[Link]:
        navigator = self._services.navigator
        return [
            (title_of(model), partial(navigator.open_model, model.path))
            for model in self._services.models.all
            if model.path.parent == entry.folder.exports
        ]

    def _show_picture(self, _: object) -> None:
        chosen = self._page.chosen
        if chosen is None or chosen.picture is None:
            self.show_picture(QPixmap())
        else:
            self.show_picture(self.pictures.get(chosen.picture))
