"""Which data was chosen, and what is known of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.api import DataKind
from ganstudio.gui.services import Services, Task
from ganstudio.gui.train.new_run.looking import Look, Progress, compare, look
from ganstudio.gui.train.new_run.words import KINDS


class DataState(StrEnum):
    """How far the look at the data is."""

    EMPTY = "empty"
    LOOKING = "looking"
    GOOD = "good"
    BAD = "bad"


class DataChoice(QObject):
    """Paths as typed, and the newest look at them. No widgets.

    Args:
        services: its background does the looking.
        side: of a thumbnail, px.
    """

    changed = Signal()
    """Paths, state or what was found."""
    advanced = Signal()
    """`progress` alone."""

    def __init__(
        self, services: Services, side: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._side = side
        self.kind: DataKind | None = None
        self.texts = ("", "")
        """What stands in the two fields; one that the kind has not is kept."""
        self.state = DataState.EMPTY
        self.found: Look | None = None
        self.progress: Progress | None = None
        self.problems = ("", "")
        """One sentence for each field; "" where it is fine."""
        self._task: Task | None = None

    @property
    def paths(self) -> tuple[Path | None, Path | None]:
        """The paths that the kind in force takes; None where a field is empty."""
        fields = len(KINDS[self.kind].fields) if self.kind is not None else 0
        one, two = (Path(t).expanduser() if t else None for t in self.texts)
        return (one if fields > 0 else None, two if fields > 1 else None)

    @property
    def ready(self) -> bool:
        """Whether a run can learn from it."""
        return self.state is DataState.GOOD

    @property
    def compared(self) -> bool:
        """Whether copies were looked for."""
        return self.found is not None and self.found.compared

    def set_kind(self, kind: DataKind | None) -> None:
        """Take another kind of data; the paths stay, and are looked at anew."""
        if kind != self.kind:
            self.kind = kind
            self._look()

    def set_text(self, field: int, text: str) -> None:
        """Take what stands in one field."""
        texts = list(self.texts)
        texts[field] = text.strip()
        self.set_texts(texts[0], texts[1])

    def set_texts(self, one: str, two: str = "") -> None:
        """Take both fields at once."""
        if (one, two) != self.texts:
            self.texts = (one, two)
            self._look()

    def take(self, paths: list[Path]) -> None:
        """Take dropped folders: two fill both fields, one the first that is free."""
        words = KINDS[self.kind] if self.kind is not None else None
        two_sided = words is not None and len(words.fields) == 2
        names = [str(path) for path in paths[:2]]
        if len(names) == 2:
            self.set_texts(*names)
        elif two_sided and self.texts[0] and not self.texts[1] and not self.ready:
            self.set_texts(self.texts[0], names[0])
        else:
            self.set_texts(names[0], "")

    def refuse(self, sentence: str) -> None:
        """Show what making a run found wrong with the data."""
        self._failed(sentence)

    def close(self) -> None:
        """Drop what is under way."""
        if self._task is not None:
            self._task.stop()
            self._task = None

    def _look(self) -> None:
        self.close()
        self.found, self.progress, self.problems = None, None, ("", "")
        kind, (one, two) = self.kind, self.paths
        words = KINDS[kind] if kind is not None else None
        enough = words is not None and (
            not words.fields
            or (one is not None and (not words.files or two is not None))
        )
        if kind is None or not enough:
            self.state = DataState.EMPTY
            if two is not None and one is None:
                self.problems = ("Choose the first as well.", "")
        else:
            self.state = DataState.LOOKING
            self._task = self._services.background.run(
                lambda task: look(task, kind, one, two, self._side),
                self._looked,
                self._failed,
                progress=self._progress,
                owner=self,
                what="Looking at the data",
            )
        self.changed.emit()

    def _looked(self, found: Look) -> None:
        self.found, self.state, self.progress = found, DataState.GOOD, None
        self._task = self._services.background.run(
            lambda task: compare(task, found),
            self._compared,
            self._not_compared,
            progress=self._progress,
            owner=self,
            what="Looking for copies in the data",
        )
        self.changed.emit()

    def _compared(self, found: Look) -> None:
        self.found, self.progress, self._task = found, None, None
        self.changed.emit()

    def _not_compared(self, _: str) -> None:
        # The data is good without it; what is wrong with a file, the run will say.
        self.progress = self._task = None
        self.changed.emit()

    def _failed(self, sentence: str) -> None:
        self.close()
        self.found, self.progress, self.state = None, None, DataState.BAD
        two = self.paths[1]
        about_second = two is not None and sentence.startswith(
            (str(two), f"The style picture cannot be used: {two}")
        )
        self.problems = ("", sentence) if about_second else (sentence, "")
        self.changed.emit()

    def _progress(self, progress: Progress) -> None:
        if progress.total:
            self.progress = progress
            self.advanced.emit()
