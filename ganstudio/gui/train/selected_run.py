"""All that is known about the run that is looked at, read in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.api import Knob, ModelSpec, Role, RunError, StudioError, knobs
from ganstudio.app.models import SUFFIX
from ganstudio.app.runs import RunFolder
from ganstudio.core.model_file import read_model_file
from ganstudio.core.runs import RunRecord
from ganstudio.gui.services import Services
from ganstudio.gui.train.journal import Journal, Note
from ganstudio.gui.train.known_runs import KnownRuns, Run

PICTURE_SUFFIX = ".png"
"""Of the pictures that runs write."""


@dataclass(frozen=True)
class Setting:
    """One setting of a run.

    Attributes:
        name: of the config.
        value: in force.
        knob: how the model describes it; None where no plugin knows the model.
    """

    name: str
    value: Any
    knob: Knob | None

    @property
    def differs(self) -> bool:
        """Whether it is not the model's default."""
        return self.knob is not None and self.value != self.knob.default

    @property
    def live(self) -> bool:
        """Whether it may change while the run goes on."""
        return self.knob is not None and self.knob.live


@dataclass(frozen=True)
class Exported:
    """A file that a run exported: a model, or the picture that it made."""

    path: Path
    step: int
    title: str
    role: Role | None

    @property
    def is_picture(self) -> bool:
        """Whether it is the result of a run that optimises a picture."""
        return self.path.suffix == PICTURE_SUFFIX


@dataclass(frozen=True)
class Details:
    """What is known about a run besides what it is doing."""

    record: RunRecord | None
    settings: tuple[Setting, ...] = ()
    notes: tuple[Note, ...] = ()
    exports: tuple[Exported, ...] = ()
    """Newest step first."""


NOTHING = Details(None)


class SelectedRun(QObject):
    """Reads a run's record, notes and exports, and again when the run changes.

    Args:
        services: of the window.
        runs: what the runs are doing.
    """

    changed = Signal()

    def __init__(
        self, services: Services, runs: KnownRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._runs = services, runs
        self.path: Path | None = None
        self.details = NOTHING
        self._journal: Journal | None = None
        self._cards: dict[Path, Exported] = {}  # only the reading thread's
        self._reading = self._again = False
        runs.changed.connect(self._follow)
        services.plugins.changed.connect(self.refresh)

    @property
    def run(self) -> Run | None:
        """What it is doing."""
        return self._runs.at(self.path)

    def show(self, path: Path | None) -> None:
        """Look at another run; None at none."""
        if path == self.path:
            return
        self.path, self.details, self._journal = path, NOTHING, None
        self._runs.watch(path)
        self.changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        run = self.run
        if run is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        folder, journal = run.entry.folder, self._journal
        spec = self._spec(run.entry.model)
        if journal is None:
            journal = self._journal = Journal(folder)
        self._services.background.run(
            lambda _: self._read(folder, journal, spec),
            lambda details: self._show(folder.path, details),
            lambda _: self._show(folder.path, None),
            owner=self,
            what=f"Reading {folder.name}",
        )

    def _spec(self, model: str) -> ModelSpec | None:
        registry = self._services.plugins.registry
        known = registry.models.get(model) if registry is not None else None
        return known.spec if known is not None else None

    def _follow(self, changed: set[Path] | None) -> None:
        if self.path is not None and (changed is None or self.path in changed):
            self.changed.emit()
            self.refresh()

    def _show(self, path: Path, details: Details | None) -> None:
        self._reading = False
        if path == self.path and details is not None and details != self.details:
            self.details = details
            self.changed.emit()
        if self._again or path != self.path:
            self._again = False
            self.refresh()

    def _read(
        self, folder: RunFolder, journal: Journal, spec: ModelSpec | None
    ) -> Details:
        """In a thread."""
        try:
            record = folder.record
        except RunError:
            return NOTHING
        journal.read()
        settings = settings_of(record.config | journal.live, spec)
        exports = self._exports(folder, journal)
        return Details(record, settings, journal.notes, exports)

    def _exports(self, folder: RunFolder, journal: Journal) -> tuple[Exported, ...]:
        steps = journal.exported
        files = folder.exports.glob("*")
        for path in sorted(f for f in files if f.suffix in (SUFFIX, PICTURE_SUFFIX)):
            steps.setdefault(path, 0)
        found = [
            self._card(path, step)
            for path, step in reversed(steps.items())
            if path.is_file() and not path.name.startswith(".")
        ]
        return tuple(sorted(found, key=lambda one: -one.step))

    def _card(self, path: Path, step: int) -> Exported:
        known = self._cards.get(path)
        if known is None or known.step != step:
            known = Exported(path, step, path.stem, None)
            if known.is_picture:
                return known
            try:
                card = read_model_file(path).card
                known = Exported(path, step, card.title or card.name, card.role)
            except StudioError:
                pass
            self._cards[path] = known
        return known


def settings_of(
    values: Mapping[str, Any], spec: ModelSpec | None
) -> tuple[Setting, ...]:
    """Describe a run's settings: those that are not the default first.

    Args:
        values: of the config, with what was changed while it ran.
        spec: of the model; None where no plugin knows it.
    """
    described = {} if spec is None else {knob.name: knob for knob in knobs(spec.config)}
    names = [name for name in described if name in values]
    names += [name for name in values if name not in described]
    found = [Setting(name, values[name], described.get(name)) for name in names]
    return tuple(sorted(found, key=lambda setting: not setting.differs))
