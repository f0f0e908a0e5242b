"""What a translation is made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ganstudio.core.images import Shape


@dataclass(frozen=True)
class Recipe:
    """What the network does; what `Shape` says is mixed in afterwards.

    Attributes:
        model: the file.
        label: number of the class, for models that have classes.
        working_size: longer side of what the network gets, px; None for all pixels.
    """

    model: Path
    label: int | None = None
    working_size: int | None = None

    @property
    def name(self) -> str:
        """What goes into the names of saved files."""
        return self.model.stem


@dataclass(frozen=True)
class Look:
    """All that a person chose for every picture; a mask belongs to one alone.

    Attributes:
        recipe: what the network does; None while no model is chosen.
        shape: without mask and working size.
    """

    recipe: Recipe | None = None
    shape: Shape = field(default_factory=Shape)
