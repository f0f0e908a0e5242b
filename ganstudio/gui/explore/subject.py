"""The generator that is explored, as its card tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ganstudio.api import Code, Image, InferenceError, Label, Latent, Points, Role
from ganstudio.core.model_file import Card

_LIMITS = {"normal": 3.0, "uniform": 1.0, "sphere": 3.0}


@dataclass(frozen=True)
class Dimension:
    """One number of a latent.

    Attributes:
        port: name of the latent's port.
        index: from 0.
        limit: a slider goes from -limit to limit.
    """

    port: str
    index: int
    limit: float

    @property
    def name(self) -> str:
        """What a person reads; counted from 1."""
        return f"{self.port} {self.index + 1}"


def explorable(card: Card) -> bool:
    """Whether a model can be explored: it draws pictures, or points."""
    return card.role is Role.GENERATOR and isinstance(card.output, Image | Points)


@dataclass(frozen=True)
class Subject:
    """A generator of pictures, or of points, each of which is shown among others.

    Attributes:
        path: its file.
        card: what it says of itself.
    """

    path: Path
    card: Card

    @classmethod
    def of(cls, path: Path, card: Card) -> Subject:
        """Take a model that can be explored.

        Raises:
            InferenceError: it draws neither pictures nor points.
        """
        if not explorable(card):
            raise InferenceError(
                f"{path.name} is a {card.role} with {card.output.kind} for a result:"
                " only generators of pictures or points can be explored."
            )
        return cls(path, card)

    @property
    def title(self) -> str:
        """What a person reads."""
        return self.card.title or self.card.name

    @property
    def size(self) -> tuple[int, int] | None:
        """(H, W) of its pictures, px, where the card tells."""
        output = self.card.output
        return output.size if isinstance(output, Image) else None

    @property
    def latents(self) -> tuple[Latent, ...]:
        """Ports of random vectors."""
        return tuple(p for p in self.card.inputs if isinstance(p, Latent))

    @property
    def codes(self) -> tuple[Code, ...]:
        """Ports of interpretable codes."""
        return tuple(p for p in self.card.inputs if isinstance(p, Code))

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; empty for a model that knows none."""
        for port in self.card.inputs:
            if isinstance(port, Label):
                return self.card.labels or tuple(map(str, range(port.classes)))
        return ()

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every number of every latent, in order."""
        return tuple(
            Dimension(port.name, index, _LIMITS[port.prior])
            for port in self.latents
            for index in range(port.size)
        )

    @property
    def facts(self) -> str:
        """One line: size, model, steps, licence."""
        parts = []
        if isinstance(self.card.output, Points):
            dims = self.card.output.dims
            parts.append(f"points in {dims} dimension{'s' * (dims > 1)}")
        if self.size is not None:
            parts.append(f"{self.size[1]} x {self.size[0]} px")
        parts.append(self.card.model)
        if self.card.step:
            parts.append(f"step {self.card.step:,}")
        if self.card.licence:
            parts.append(self.card.licence)
        return " · ".join(parts)
