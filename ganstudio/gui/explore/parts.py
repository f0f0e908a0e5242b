"""The view-models of the workspace, made together."""

from __future__ import annotations

from ganstudio.gui.explore.corners import Corners
from ganstudio.gui.explore.explorer import Explorer
from ganstudio.gui.explore.film import FilmMaker
from ganstudio.gui.explore.kept import Kept
from ganstudio.gui.explore.neighbours import NeighbourSearch
from ganstudio.gui.explore.real import RealPicture
from ganstudio.gui.explore.sums import Sum
from ganstudio.gui.explore.walk import Walk


class Parts:
    """One of each, around one explorer.

    Args:
        explorer: the model, the point and the picture.
    """

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.kept = Kept(explorer)
        self.corners = Corners(explorer)
        self.search = NeighbourSearch(explorer)
        self.walk = Walk(explorer, self.kept, self.search)
        self.film = FilmMaker(explorer, self.walk)
        self.sum = Sum(explorer, self.kept)
        self.real = RealPicture(explorer)

    def close(self) -> None:
        """Drop what was asked for, and stop timers."""
        for part in (
            self.corners,
            self.kept,
            self.search,
            self.walk,
            self.film,
            self.sum,
            self.real,
            self.explorer,
        ):
            part.close()
