"""ModelSpec: a plugin's card. Frozen data, no torch, no numpy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ganstudio.api.config import Config, knobs, parse_config
from ganstudio.api.errors import ConfigError, SpecError


class DataKind(StrEnum):
    """What a model learns from: it decides the data fields, the lint, the batches."""

    IMAGES = "images"
    """Pictures. A batch: float32 (N, C, H, W) in [-1, 1]."""
    LABELLED = "labelled"
    """Pictures with a class each. A batch: (pictures, int64 (N,) class numbers)."""
    UNPAIRED = "unpaired"
    """Two sets of pictures, A and B. A batch: (pictures of A, pictures of B).
    B may be a single picture; the setting `load_size_b` scales it on its own."""
    PAIRED = "paired"
    """Pictures in pairs. A batch: (A, B), cut and turned alike."""
    STYLE = "style"
    """One content and one style picture. A batch: (content, style), whole: their long
    sides have `image_size` px, the style's `load_size_b` where that is not 0."""
    BUILT_IN = "built-in"
    """The recipe makes its own data. A batch: None."""


class Facts(BaseModel):
    """What was read from the data before the start; kept in run.json.

    With the config it is all that anybody needs to build the networks again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: Literal[1, 3] = 3
    """1: every picture is grey (or the config says so); 3: colour."""
    labels: tuple[str, ...] = ()
    """Names of the classes, in the order of their numbers."""
    count: int = 0
    """Training pictures (of A, where there are two sets)."""
    count_b: int = 0
    """Training pictures of B; 0 where there is one set."""
    held_out: int = 0
    """Pictures kept out of training (of A, where there are two sets)."""
    smallest: tuple[int, int] = (0, 0)
    """Smallest height and width in the data, px."""
    largest: tuple[int, int] = (0, 0)
    """Largest height and width in the data, px."""

    @property
    def classes(self) -> int:
        """How many classes the data has; 0 where it has none."""
        return len(self.labels)


TEST_PRESET = "test"
"""The preset that the conformance kit runs; it is not offered to people."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


@dataclass(frozen=True)
class ModelSpec:
    """One model of a plugin, as the host sees it.

    Attributes:
        id: what the command line calls it, `[a-z][a-z0-9_]*`, unique in the program.
        title: what a person reads.
        summary: one sentence.
        reference: the paper, "arXiv:1511.06434".
        data: what it learns from.
        config: its settings.
        presets: name -> settings that differ from the defaults; "quick" and "paper"
            by custom. Checked here, so that a preset cannot fail later.
        build: "module:function", `(config, facts) -> {"G": Module, ...}`.
        train: "module:function", `(ctx) -> None`, the recipe.
        graphs: "module:function", `(config, facts, nets) -> [Graph, ...]`; None for
            `kind="optimise"`.
        kind: "train", or "optimise" where the result is a picture and no network: the
            recipe names a `ganstudio.training.picture.Picture` in `ctx.steps(...)`,
            which is written as a file when the run ends, stops or is exported.

    Raises:
        SpecError: anything above that does not hold, named with the model's id.
    """

    id: str
    title: str
    summary: str
    data: DataKind
    config: type[Config]
    build: str
    train: str
    graphs: str | None
    reference: str = ""
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kind: Literal["train", "optimise"] = "train"

    def __post_init__(self) -> None:
        who = f"Model {self.id!r}"
        if not _ID.fullmatch(self.id):
            raise SpecError(f"{who}: id must be a-z, then a-z, 0-9 or _.")
        if not self.title or not self.summary:
            raise SpecError(f"{who}: title and summary must not be empty.")
        if not (isinstance(self.config, type) and issubclass(self.config, Config)):
            raise SpecError(
                f"{who}: config must be a subclass of ganstudio.api.Config."
            )
        for name in ("build", "train", "graphs"):
            reference = getattr(self, name)
            if reference is None and name == "graphs" and self.kind == "optimise":
                continue
            if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
                raise SpecError(
                    f"{who}: {name} must be 'module:function', not {reference!r}."
                )
        try:
            knobs(self.config)
            for values in self.presets.values():
                parse_config(self.config, values)
        except (ConfigError, TypeError) as error:
            raise SpecError(f"{who}: {error}") from None
        presets = {k: MappingProxyType(dict(v)) for k, v in self.presets.items()}
        object.__setattr__(self, "presets", MappingProxyType(presets))
        object.__setattr__(self, "data", DataKind(self.data))
