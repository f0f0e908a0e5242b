"""The sentence under the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A sentence under the canvas.

    Attributes:
        then: what its button does, `action` what is written on it.
    """

    text: str
    kind: str = "bad"
    action: str = ""
    then: Callable[[], object] | None = None
    details: str = ""
