"""What a translation is made with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """A model and a class of it; the strength is mixed in afterwards.

    Attributes:
        model: the file.
        label: number of the class, for models that have classes.
    """

    model: Path
    label: int | None = None

    @property
    def name(self) -> str:
        """What goes into the names of saved files."""
        return self.model.stem
