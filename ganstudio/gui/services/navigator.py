"""Going from one place to another, without the places knowing each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.app.models import SUFFIX


class Navigator(QObject):
    """Asked by anybody, obeyed by the window."""

    workspace_wanted = Signal(str)
    """Name of a workspace: "translate", "explore", "train", "library"."""
    opened = Signal(list)
    """Paths of whatever a person dropped, chose or pasted."""
    model_wanted = Signal(Path)
    """Open a model file where its role belongs."""
    run_wanted = Signal(Path)
    """Show a run's folder in Train."""
    training_wanted = Signal(str, list)
    """Prepare a new run: model id or "", and the paths of its data."""

    panels_changed = Signal()
    """A workspace has something for its strip now, or no more."""

    def show(self, workspace: str) -> None:
        """Switch to a workspace."""
        self.workspace_wanted.emit(workspace)

    def open(self, paths: list[Path]) -> None:
        """Open files and folders, each where it belongs."""
        self.opened.emit(paths)

    def open_model(self, path: Path) -> None:
        """Open a model in Translate, Explore or Library."""
        self.model_wanted.emit(path)

    def open_exported(self, path: Path) -> None:
        """Open what a run exported: a model file, or the picture that it made."""
        if path.suffix == SUFFIX:
            self.open_model(path)
        else:
            self.open([path])

    def open_run(self, path: Path) -> None:
        """Show a run in Train."""
        self.run_wanted.emit(path)

    def train(self, model: str = "", data: list[Path] | None = None) -> None:
        """Open the form of a new run in Train."""
        # Train must be there to hear it.
        self.workspace_wanted.emit("train")
        self.training_wanted.emit(model, data or [])
