"""The workspace "Translate"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.widgets import EmptyState, label


class TranslateWorkspace:
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        self.canvas: QWidget = EmptyState("creation", "Translate", "To be built.")
        self.inspector: QWidget | None = label("inspector")
        self.strip: QWidget | None = label("strip")

    def open(self, paths: list[Path]) -> None: ...
    def copy(self) -> None: ...
    def entered(self) -> None: ...
    def left(self) -> None: ...
    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: dict[str, Any]) -> None: ...
    def close(self) -> None: ...
