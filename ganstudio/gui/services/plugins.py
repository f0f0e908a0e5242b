"""The plugins, discovered in the background after the first paint."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.app.plugins import Registry, load_plugins
from ganstudio.gui.services.background import Background


class Plugins(QObject):
    """What the plugins offer, and which of them failed.

    Args:
        background: where they are loaded.
        safe_mode: only those that came with the program.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        *,
        safe_mode: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self.safe_mode = safe_mode
        self.registry: Registry | None = None
        """None until the first discovery is done."""
        self._loading = False

    def refresh(self) -> None:
        """Discover again; `changed` says when it is done."""
        if self._loading:
            return
        self._loading = True
        self._background.run(
            lambda _: load_plugins(safe_mode=self.safe_mode),
            self._show,
            self._failed,
            owner=self,
            what="Loading the plugins",
        )

    def _show(self, registry: Registry) -> None:
        self._loading = False
        self.registry = registry
        self.changed.emit()

    def _failed(self, _: str) -> None:
        self._show(Registry({}, ()))
