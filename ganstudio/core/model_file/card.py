"""The card inside a model file: what a graph is, without the plugin that made it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

import ganstudio
from ganstudio.api import Port, Role, check_ports

SCHEMA_VERSION: Final = 1
"""Version of the card's keys; it rises with every key that is added or changed."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Sibling(_Frozen):
    """Another model file of the same export: the other direction, the encoder."""

    name: str
    """Graph's name, "print-to-photo"."""
    role: Role
    file: str
    """File name, without a folder: siblings lie side by side."""
    title: str = ""


class Metric(_Frozen):
    """A measured number. Numbers of different protocols are never compared."""

    name: str
    """"FID"."""
    value: float
    protocol: str
    """Features, number of samples, reference set."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Card(_Frozen):
    """What a model file says of itself.

    Raises:
        pydantic.ValidationError: values that are missing, unknown or out of bounds.
        SpecError: ports that do not fit the role.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    name: str = Field(min_length=1)
    """Graph's name within the model, `[a-z0-9_-]+`: "generator"."""
    title: str = ""
    """What a person reads; the name where it is empty."""
    role: Role
    model: str
    """Id of the model: "dcgan"."""
    plugin: str = ""
    plugin_version: str = ""
    run: str = ""
    """Name of the run folder."""
    step: int = Field(default=0, ge=0)
    """Training steps behind these weights."""
    inputs: tuple[Port, ...]
    """Ports, in the order and by the names of the graph's inputs."""
    output: Port
    labels: tuple[str, ...] = ()
    """Names of the classes, in the order of their numbers."""
    tiling: Literal["any", "whole"] = "whole"
    """any: a pixel depends on `halo` px around it; whole: on the whole picture."""
    halo: int = Field(default=0, ge=0)
    """How far a pixel's result reaches into the input, px."""
    siblings: tuple[Sibling, ...] = ()
    metrics: tuple[Metric, ...] = ()
    licence: str = ""
    data_note: str = ""
    """What the weights were trained on."""
    sha256: str = ""
    """Hash of all of the file but its metadata, 64 hexadecimal digits; filled in when
    the file is written."""
    parity: float | None = Field(default=None, ge=0)
    """Largest absolute difference from the network in torch, in the output's unit."""
    opset: int = Field(default=0, ge=0)
    """Version of the ONNX operators; filled in when the file is written."""
    created: str = Field(default_factory=_now)
    """ISO 8601, UTC."""
    program_version: str = ganstudio.__version__

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_ports(self.role, self.inputs, self.output, where=f"Card {self.name!r}")
        for port in (*self.inputs, self.output):
            classes = getattr(port, "classes", len(self.labels))
            if self.labels and len(self.labels) != classes:
                raise ValueError(
                    f"port {port.name} has {classes} classes,"
                    f" but there are {len(self.labels)} labels"
                )
        return self
