"""One picture on the film: where it comes from, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ganstudio.core.images import Shape
from ganstudio.gui.picture import Mask
from ganstudio.gui.translate.recipe import Recipe


class State(StrEnum):
    """What a frame's mark says."""

    WAITING = "not translated yet"
    RUNNING = "running"
    READY = "translated, not saved"
    DONE = "saved"
    FAILED = "failed"


@dataclass(eq=False)
class Frame:
    """One opened picture.

    Attributes:
        path: the file.
        root: the folder that was opened with it inside; None where the picture was
            opened by itself.
        state: what its mark says.
        progress: part done while it runs, in [0, 1]; None where nobody knows.
        sentence: why it failed, or what happens to it now.
        saved: where its translation was written last.
        saved_with: recipe and shape of that.
        mask: where it is translated; None for all of it. Never written to.
    """

    path: Path
    root: Path | None = None
    state: State = State.WAITING
    progress: float | None = None
    sentence: str = ""
    saved: Path | None = None
    saved_with: tuple[Recipe, Shape] | None = None
    mask: Mask | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def mark(self) -> str:
        """Its state in a few words, as a screen reader says them."""
        if self.state is State.RUNNING:
            doing = self.sentence or "Translating"
            if self.progress is None:
                return doing
            return f"{doing}, {self.progress:.0%}"
        if self.state is State.DONE and self.saved is not None:
            return f"Saved as {self.saved.name}"
        return self.state.value.capitalize()

    @property
    def tip(self) -> str:
        """Path and state, for the tooltip."""
        said = self.sentence if self.state is State.FAILED else f"{self.mark}."
        return f"{self.path}\n{said}"
