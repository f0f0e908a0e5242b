"""How close a fast backend comes to the exact one, on the photograph on the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.app.backends import EXACT, Closeness, title_of
from ganstudio.gui.services import Services
from ganstudio.gui.services.programs import Child
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.recipe import Recipe

_SETTLE_MS = 300
"""Quiet after the last choice: who goes through a list measures where she stays."""


@dataclass(frozen=True)
class Measured:
    """What came of it: the numbers, or one sentence."""

    closeness: Closeness | None = None
    error: str = ""


_Key = tuple[Path, Recipe, str]


class Precision(QObject):
    """Measures in a process of its own, and remembers it while the program runs.

    Nothing is measured for an exact choice. Another photograph, model or backend ends
    what is measured for the one before.
    """

    changed = Signal()
    """`measured` or `busy` is another one."""
    backend_changed = Signal()
    """Networks run on something else now."""

    def __init__(
        self, services: Services, desk: Desk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._desk = services, desk
        self._known: dict[_Key, Measured] = {}
        self._wish: _Key | None = None
        self._child: Child | None = None
        self._backend = services.preferences.value.backend
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_SETTLE_MS)
        self._quiet.timeout.connect(self._begin)
        services.preferences.changed.connect(self._preferences_changed)
        desk.shown_changed.connect(self.changed)
        for signal in (desk.photo_changed, desk.recipe_changed, desk.work_changed):
            signal.connect(self._look)

    @property
    def measured(self) -> Measured | None:
        """What is known of the present photograph, model and backend."""
        return None if self._wish is None else self._known.get(self._wish)

    @property
    def busy(self) -> bool:
        """Whether it is being measured, or will be once the preview is there."""
        return self._wish is not None and self._wish not in self._known

    @property
    def instead(self) -> str:
        """What the full size ran on, where that is not what was chosen; else ""."""
        frame, backend = self._desk.film.current, self._backend
        if frame is None or backend == "auto":
            return ""
        report = self._desk.full_size.report(frame, self._desk.recipe)
        if report is None or report.provider == backend:
            return ""
        return f"The full size ran on “{title_of(report.provider)}”."

    def again(self) -> None:
        """Forget what is known of the present choice, and measure it."""
        if self._wish is not None:
            self._known.pop(self._wish, None)
            self._drop()
            self._look()

    def close(self) -> None:
        """Measure no more."""
        self._drop()

    def _preferences_changed(self) -> None:
        backend = self._services.preferences.value.backend
        if backend != self._backend:
            self._backend = backend
            self.backend_changed.emit()
            self._look()

    def _look(self) -> None:
        wish = self._wanted()
        if wish != self._wish:
            self._drop()
            self._wish = wish
            self.changed.emit()
        # What is on the screen comes first, and would spoil the times.
        waits = self._child is None and not self._desk.previewing
        if self.busy and waits and not self._quiet.isActive():
            self._quiet.start()

    def _wanted(self) -> _Key | None:
        photo, recipe = self._desk.photo, self._desk.recipe
        if photo is None or recipe is None or self._backend in ("auto", EXACT):
            return None
        return photo.frame.path, recipe, self._backend

    def _drop(self) -> None:
        self._quiet.stop()
        self._wish = None
        child, self._child = self._child, None
        if child is not None:
            child.stop()

    def _begin(self) -> None:
        key = self._wish
        if key is None or self._child is not None or self._desk.previewing:
            return
        path, recipe, backend = key
        arguments = ["translate", str(recipe.model), str(path), "--compare", "--json"]
        arguments += ["--backend", backend]
        if recipe.label is not None:
            arguments += ["--label", str(recipe.label)]
        if recipe.working_size is not None:
            arguments += ["--working-size", str(recipe.working_size)]
        self._child = self._services.programs.run(
            arguments, partial(self._ended, key), owner=self
        )

    def _ended(self, key: _Key, code: int, said: list[str]) -> None:
        if key != self._wish or code < 0:
            return  # dropped
        self._child = None
        self._known[key] = _read(code, said)
        self.changed.emit()


def _read(code: int, said: list[str]) -> Measured:
    try:
        # A library may have something to say before the document begins.
        first = said.index("{")
        found = json.loads("\n".join(said[first : said.index("}", first) + 1]))
        row = found["pictures"][0]
        return Measured(
            Closeness(
                row["backend"],
                (row["height"], row["width"]),
                row["psnr"],
                row["seconds"],
                row["exact_seconds"],
            )
        )
    except (ValueError, KeyError, IndexError):
        return Measured(error=said[-1] if said else f"It ended with code {code}.")
