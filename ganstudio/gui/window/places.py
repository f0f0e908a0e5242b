"""The four workspaces, made when they are first needed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ganstudio.gui.commands import Commands
from ganstudio.gui.services import Services
from ganstudio.gui.workspace import Workspace

# A workspace's module is imported when it is first shown: the window paints earlier.
PLACES = {
    "translate": "ganstudio.gui.translate.workspace:TranslateWorkspace",
    "explore": "ganstudio.gui.explore.workspace:ExploreWorkspace",
    "train": "ganstudio.gui.train.workspace:TrainWorkspace",
    "library": "ganstudio.gui.library.workspace:LibraryWorkspace",
}
"""Name -> where its class is, in the order of the rail."""
_SLOW = ("pyqtgraph",)


def preload(stopped: Callable[[], bool]) -> None:
    """Import what the workspaces will need; in a thread, after the first paint.

    Args:
        stopped: asked between two modules.
    """
    for module in (*(where.partition(":")[0] for where in PLACES.values()), *_SLOW):
        if stopped():
            return
        import_module(module)


def make_workspace(name: str, services: Services, commands: Commands) -> Workspace:
    """Import and make one."""
    module, _, member = PLACES[name].partition(":")
    made: Workspace = getattr(import_module(module), member)(services, commands)
    return made
