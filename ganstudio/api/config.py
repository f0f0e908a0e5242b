"""Configs: one typed, bounded, described, frozen object for each model.

A config draws the form in the window, the flags of the command line and the `config`
of run.json; `knobs` describes it as data and `parse_config` reports every mistake.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from ganstudio.api.errors import ConfigError, Problem


def knob(
    default: Any,
    help: str,
    *,
    unit: str = "",
    group: str = "model",
    advanced: bool = False,
    live: bool = False,
    log: bool = False,
    **bounds: Any,
) -> Any:
    """One field of a config.

    Args:
        default: value where nobody says otherwise.
        help: one sentence: what it does and which way to turn it.
        unit: "px", "steps", "s"; empty for a bare number.
        group: heading under which the form shows it.
        advanced: folded away at first.
        live: may change while the run goes on, at the next step.
        log: slider with a logarithmic scale.
        bounds: `ge`, `gt`, `le`, `lt`, `multiple_of`, as pydantic takes them.
    """
    extra: dict[str, Any] = {
        "unit": unit,
        "group": group,
        "advanced": advanced,
        "live": live,
        "log": log,
    }
    return Field(default=default, description=help, json_schema_extra=extra, **bounds)


class Config(BaseModel):
    """Base of every model's config: the knobs that the host itself turns.

    A model's config adds its own. What two models both have, they call by one name:
    `image_size`, `batch_size`, `steps`, `lr`, `z_dim`, `ema`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False
    )

    steps: int = knob(
        10_000,
        "How many steps to train; ignored when epochs is set.",
        unit="steps",
        group="length",
        ge=1,
        le=100_000_000,
    )
    epochs: int = knob(
        0,
        "How many times to go through the data; 0 counts steps instead.",
        unit="epochs",
        group="length",
        ge=0,
        le=1_000_000,
    )
    batch_size: int = knob(
        64,
        "Pictures in one step; halve it when memory runs out.",
        unit="pictures",
        group="length",
        ge=1,
        le=65_536,
        log=True,
    )
    sample_every: int = knob(
        500,
        "Steps between two sample sheets; 0 makes none.",
        unit="steps",
        group="run",
        ge=0,
        live=True,
    )
    checkpoint_every: int = knob(
        1000,
        "Steps between two checkpoints; 0 keeps only the last step.",
        unit="steps",
        group="run",
        ge=0,
        live=True,
    )
    keep_checkpoints: int = knob(
        3,
        "How many of the newest checkpoints stay on the disk.",
        unit="checkpoints",
        group="run",
        ge=1,
        le=10_000,
        live=True,
        advanced=True,
    )
    precision: Literal["auto", "bf16", "fp32"] = knob(
        "auto",
        "Arithmetic inside the networks; auto takes bf16 where it is faster.",
        group="run",
        advanced=True,
    )


class PictureConfig(Config):
    """Config of a model that learns from pictures: how they are cut and turned."""

    image_size: int = knob(
        64,
        "Side of the square pictures that the networks see.",
        unit="px",
        group="pictures",
        ge=8,
        le=2048,
    )
    load_size: int = knob(
        0,
        "Short side to which a picture is scaled before the random crop;"
        " 0: image_size.",
        unit="px",
        group="pictures",
        ge=0,
        le=4096,
        advanced=True,
    )
    zoom: float = knob(
        1.0,
        "Largest random enlargement before the crop; 1 does not enlarge.",
        unit="times",
        group="pictures",
        ge=1,
        le=4,
        advanced=True,
    )
    flip: bool = knob(
        False,
        "Mirror half of the pictures left to right; never for digits or text.",
        group="pictures",
    )
    channels: Literal["auto", "grey", "colour"] = knob(
        "auto",
        "auto takes grey where every picture is grey.",
        group="pictures",
        advanced=True,
    )
    metric: Literal[
        "none", "fid", "kid", "precision", "recall", "obedience", "accuracy"
    ] = knob(
        "none",
        "Measured at checkpoints while the run goes on; the checkpoint that is best by"
        " it is kept. kid suits small sets, obedience models with classes, accuracy"
        " classifiers.",
        group="quality",
    )
    features: Literal["auto", "digits", "efficientnet-lite0", "inception"] = knob(
        "auto",
        "Network whose features the metric compares; auto takes digits for the classes"
        " 0 to 9, else efficientnet-lite0.",
        group="quality",
        advanced=True,
    )
    metric_samples: int = knob(
        2000,
        "Pictures drawn for a measurement, and at most as many training pictures.",
        unit="pictures",
        group="quality",
        ge=16,
        le=1_000_000,
        advanced=True,
    )
    metric_budget: float = knob(
        5.0,
        "Largest part of the run's time that measuring may take; a checkpoint that"
        " would exceed it is not measured, the last one always is.",
        unit="%",
        group="quality",
        gt=0,
        le=100,
        live=True,
        advanced=True,
    )


@dataclass(frozen=True)
class Knob:
    """One field of a config, described as data for a form or a help text."""

    name: str
    kind: Literal["int", "float", "bool", "choice", "text"]
    default: Any
    help: str
    unit: str
    group: str
    advanced: bool
    live: bool
    log: bool
    low: float | None
    """Smallest value allowed; exclusive where `open_low`."""
    high: float | None
    """Largest value allowed; exclusive where `open_high`."""
    open_low: bool
    open_high: bool
    choices: tuple[str, ...]


_KINDS: dict[Any, Literal["int", "float", "bool", "text"]] = {
    int: "int",
    float: "float",
    bool: "bool",
    str: "text",
}


def knobs(config: type[Config]) -> tuple[Knob, ...]:
    """Describe every field of a config, the model's own before the host's.

    Raises:
        TypeError: a field that is no int, float, bool, str or Literal of strings.
    """
    own = [n for n in config.model_fields if n not in Config.model_fields]
    described = [
        _describe(config, name, config.model_fields[name])
        for name in (*own, *Config.model_fields)
    ]
    # A stable sort: what is measured is the host's matter and comes after the model's.
    last = set(Config.model_fields)
    return tuple(
        sorted(described, key=lambda k: (k.name in last, k.group == "quality"))
    )


def _describe(config: type[Config], name: str, field: FieldInfo) -> Knob:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices = get_args(field.annotation)
    if get_origin(field.annotation) is Literal and all(
        isinstance(c, str) for c in choices
    ):
        kind: Any = "choice"
    elif field.annotation in _KINDS:
        kind, choices = _KINDS[field.annotation], ()
    else:
        raise TypeError(
            f"{config.__name__}.{name} must be int, float, bool, str or a Literal of"
            f" strings, not {field.annotation}."
        )
    low: Any = None
    high: Any = None
    open_low = open_high = False
    for bound in field.metadata:
        match bound:
            case annotated_types.Ge(ge=value):
                low = value
            case annotated_types.Gt(gt=value):
                low, open_low = value, True
            case annotated_types.Le(le=value):
                high = value
            case annotated_types.Lt(lt=value):
                high, open_high = value, True
    return Knob(
        name=name,
        kind=kind,
        default=field.default,
        help=field.description or "",
        unit=str(extra.get("unit", "")),
        group=str(extra.get("group", "model")),
        advanced=bool(extra.get("advanced")),
        live=bool(extra.get("live")),
        log=bool(extra.get("log")),
        low=low,
        high=high,
        open_low=open_low,
        open_high=open_high,
        choices=choices,
    )


ConfigT = TypeVar("ConfigT", bound=Config)


def parse_config(config: type[ConfigT], values: Mapping[str, Any]) -> ConfigT:
    """Build a config; text is read as numbers, so command-line values may come as text.

    Raises:
        ConfigError: unknown names and refused values, all of them at once.
    """
    try:
        return config.model_validate(dict(values))
    except ValidationError as error:
        problems = [_problem(config, dict(e)) for e in error.errors()]
        raise ConfigError(config.__name__, problems) from None


def _problem(config: type[Config], error: dict[str, Any]) -> Problem:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, config.model_fields, n=1)
        hint = (
            f"did you mean {near[0]}?" if near else "see the model's list of settings."
        )
        return Problem(name, f"unknown setting, {hint}")
    message = str(error["msg"]).removeprefix("Value error, ")
    if not name:
        return Problem("", message)
    return Problem(name, f"{message[0].lower()}{message[1:]}, not {error['input']!r}")
