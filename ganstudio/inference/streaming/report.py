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
        way: "whole" in one piece, "tiles", or "smaller": in one piece and in a smaller
            size, the result scaled up.
        reason: why so, in sentences; empty where it was asked for.
        size: (H, W) of what the network saw where it was smaller, px.
        tile: (H, W) of the largest tile at the end, px; None for the whole.
        tiles: runs of the network's parts, all passes together.
        passes: how often the picture was gone through.
        seam: see `ganstudio.inference.streaming.seam`; None without borders.
        scratch: most bytes that were on the disk at once.
        provider: backend that really ran.
    """

    way: Literal["whole", "tiles", "smaller"]
    provider: str
    reason: str = ""
    size: tuple[int, int] | None = None
    tile: tuple[int, int] | None = None
    tiles: int = 1
    passes: int = 1
    seam: float | None = None
    scratch: int = 0
