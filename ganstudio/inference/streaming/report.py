"""How a picture was translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class UnstreamableError(Exception):
    """A graph that cannot be run in tiles; the text says why, after "because"."""


@dataclass(frozen=True)
class Report:
    """How a picture went through the network.

    Attributes:
        way: "whole" in one piece, or "tiles".
        reason: why so, as a sentence; empty where it was asked for.
        tile: (H, W) of the largest tile at the end, px; None for the whole.
        tiles: runs of the network's parts, all passes together.
        passes: how often the picture was gone through.
        seam: see `ganstudio.inference.streaming.seam`; None without borders.
        scratch: most bytes that were on the disk at once.
        provider: backend that really ran.
    """

    way: Literal["whole", "tiles"]
    provider: str
    reason: str = ""
    tile: tuple[int, int] | None = None
    tiles: int = 1
    passes: int = 1
    seam: float | None = None
    scratch: int = 0
