"""What the window asks of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services


class Workspace(Protocol):
    """One of the four. The window makes it when it is first shown.

    It binds its rows of the command table when it is made.
    """

    canvas: QWidget
    """What the workspace is about, large."""
    inspector: QWidget | None
    """The panel on the right: the choice, the knobs, the main button."""
    strip: QWidget | None
    """The strip below the canvas."""
    wants_strip: bool
    """Whether the strip has something to show now; see `navigator.panels_changed`."""

    @property
    def takes_pictures(self) -> bool:
        """Whether pictures opened while it is shown come here; else to Translate."""
        ...

    def __init__(self, services: Services, commands: Commands) -> None: ...

    def open(self, paths: list[Path]) -> None:
        """Take files or folders that `app.opening` sends here."""
        ...

    def copy(self) -> None:
        """Copy what is on the canvas to the clipboard."""
        ...

    def entered(self) -> None:
        """It is shown now."""
        ...

    def left(self) -> None:
        """Another one is shown now."""
        ...

    def state(self) -> dict[str, Any]:
        """What should come back at the next start, as JSON."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned, perhaps of an older version: never raises."""
        ...

    def close(self) -> None:
        """Stop timers and what it asked for."""
        ...
