"""Ports: what goes into a graph and what comes out, as data.

The host draws controls, samples latents, pads pictures and checks an export from
these descriptions alone; it never asks which model it has before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ganstudio.api.errors import SpecError


class Role(StrEnum):
    """What a graph does; it decides the workspace that opens it."""

    GENERATOR = "generator"
    """Latents, codes, a label -> an image or points."""
    TRANSLATOR = "translator"
    """Image -> image, of the same size or `scale` times larger."""
    ENCODER = "encoder"
    """Image -> latent."""
    CLASSIFIER = "classifier"
    """Image -> scores, float32 (N, K)."""


class _Port(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Latent(_Port):
    """A random vector, float32 (N, size)."""

    kind: Literal["latent"] = "latent"
    name: str = "z"
    size: int = Field(ge=1)
    prior: Literal["normal", "uniform", "sphere"] = "normal"
    """normal: N(0, 1); uniform: U(-1, 1); sphere: normal, scaled to norm sqrt(size)."""


class Label(_Port):
    """Class weights, float32 (N, classes); rows sum to 1, so that classes mix."""

    kind: Literal["label"] = "label"
    name: str = "label"
    classes: int = Field(ge=2)


class Code(_Port):
    """An interpretable code: float32 (N, 1) in [low, high], or one-hot (N, choices)."""

    kind: Literal["code"] = "code"
    name: str
    low: float = -1.0
    high: float = 1.0
    choices: int = Field(default=0, ge=0)
    """0: continuous between low and high; 2 or more: one-hot of that many."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.choices == 1:
            raise ValueError("choices must be 0 (continuous) or at least 2, not 1")
        if not self.low < self.high:
            raise ValueError(f"low must be below high, not {self.low} and {self.high}")
        return self


class Image(_Port):
    """Pictures, float32 (N, channels, H, W) with values in `range`."""

    kind: Literal["image"] = "image"
    name: str = "image"
    channels: Literal[1, 3] = 3
    range: tuple[float, float] = (-1.0, 1.0)
    size: tuple[int, int] | None = None
    """(H, W) in px where it is fixed; None: any size, see `multiple_of`."""
    multiple_of: int = Field(default=1, ge=1)
    """Both sides must be a multiple of this (px); the host pads and crops."""
    minimum: int = Field(default=1, ge=1)
    """Shortest side the network takes (px)."""
    scale: int = Field(default=1, ge=1)
    """Output side over input side; above 1 for super-resolution."""
    domain: Literal["", "a", "b"] = ""
    """Side of two-domain data that such pictures belong to: samples come from there."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.range[0] < self.range[1]:
            raise ValueError(f"range must rise, not {self.range}")
        if self.size is not None and min(self.size) < 1:
            raise ValueError(f"size must be at least 1x1 px, not {self.size}")
        return self


class Scores(_Port):
    """Class scores before softmax, float32 (N, classes)."""

    kind: Literal["scores"] = "scores"
    name: str = "scores"
    classes: int = Field(ge=2)


class Points(_Port):
    """Points of a low-dimensional distribution, float32 (N, dims)."""

    kind: Literal["points"] = "points"
    name: str = "points"
    dims: int = Field(default=2, ge=1)
    extent: float | None = Field(default=None, gt=0)
    """A picture of them goes from -extent to extent; None: as far as they reach."""


Port = Annotated[
    Latent | Label | Code | Image | Scores | Points, Field(discriminator="kind")
]
"""Any port; `kind` tells which, also in JSON."""

_INPUTS: dict[Role, tuple[type[_Port], ...]] = {
    Role.GENERATOR: (Latent, Label, Code),
    Role.TRANSLATOR: (Image, Label, Latent),
    Role.ENCODER: (Image,),
    Role.CLASSIFIER: (Image,),
}
_OUTPUTS: dict[Role, tuple[type[_Port], ...]] = {
    Role.GENERATOR: (Image, Points),
    Role.TRANSLATOR: (Image,),
    Role.ENCODER: (Latent,),
    Role.CLASSIFIER: (Scores,),
}


@dataclass(frozen=True)
class Graph:
    """One way through the networks that a user can run: exported, sampled, explored.

    Attributes:
        name: file-name part of the export, `[a-z0-9_-]+`, unique in the model
            ("generator", "photo-to-print").
        role: decides the workspace.
        module: torch module whose `forward` takes the inputs in this order,
            positionally, and returns the output. Typed `Any`: a card has no torch.
        inputs: ports in `forward`'s order.
        output: port of the result.
        title: what a person reads in a menu; the name where it is empty.

    Raises:
        SpecError: ports that the role does not allow, or two inputs of one name.
    """

    name: str
    role: Role
    module: Any
    inputs: tuple[Port, ...]
    output: Port
    title: str = ""

    def __post_init__(self) -> None:
        where = f"Graph {self.name!r}"
        if not self.name or set(self.name) - set(
            "abcdefghijklmnopqrstuvwxyz0123456789_-"
        ):
            raise SpecError(f"{where}: name must be made of a-z, 0-9, _ and -.")
        check_ports(self.role, self.inputs, self.output, where=where)


def check_ports(
    role: Role, inputs: tuple[Port, ...], output: Port, *, where: str
) -> None:
    """Check that a role has the ports it needs; `where` begins the sentence.

    Raises:
        SpecError: ports that the role does not allow, or two of one name.
    """
    names = [port.name for port in (*inputs, output)]
    if not inputs:
        raise SpecError(f"{where}: a {role} needs at least one input port.")
    if len(set(names)) < len(names):
        raise SpecError(f"{where}: port names must differ, not {', '.join(names)}.")
    wrong = [p.kind for p in inputs if not isinstance(p, _INPUTS[role])]
    if wrong or not isinstance(output, _OUTPUTS[role]):
        got = ", ".join(p.kind for p in inputs) + " -> " + output.kind
        raise SpecError(f"{where}: ports do not fit a {role}: {got}.")
    image_first = role in (Role.TRANSLATOR, Role.ENCODER, Role.CLASSIFIER)
    if image_first and not isinstance(inputs[0], Image):
        raise SpecError(f"{where}: the first input of a {role} must be an image.")
