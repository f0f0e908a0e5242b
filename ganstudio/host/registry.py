"""What the plugins offer, and which of them failed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ganstudio.api import ModelSpec, PluginError


@dataclass(frozen=True)
class Registered:
    """A model, and where it comes from."""

    spec: ModelSpec
    plugin: str
    """Name of its entry point."""
    plugin_version: str
    """Version of its distribution; "" where that is unknown."""


@dataclass(frozen=True)
class PluginRow:
    """One line of the plugin list.

    Attributes:
        name: of the entry point; for two plugins of one name, both rows have it.
        models: ids of what it registered; empty unless `status` is "ok".
        status: what became of it.
        reason: one sentence, why it failed or is disabled; "" where it is fine.
        trace: Python's own account of the failure, for the plugin's author.
        version: of its distribution.
        distribution: what to hand to pip.
    """

    name: str
    models: tuple[str, ...]
    status: Literal["ok", "failed", "disabled"]
    reason: str
    trace: str
    version: str
    distribution: str


@dataclass(frozen=True)
class Registry:
    """All models and all plugins, as one discovery found them."""

    models: Mapping[str, Registered]
    """By id; built-in models first."""
    plugins: tuple[PluginRow, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", MappingProxyType(dict(self.models)))

    def model(self, id: str) -> Registered:
        """Return a model by its id.

        Raises:
            PluginError: nobody offers it; with the nearest name, or why the plugin of
                that name did not load.
        """
        if id in self.models:
            return self.models[id]
        lost = [row for row in self.plugins if row.status != "ok"]
        for row in lost:
            if row.name == id:
                raise PluginError(f"There is no model {id!r}: {row.reason}")
        near = difflib.get_close_matches(id, self.models, n=1)
        hint = f"did you mean {near[0]!r}?" if near else self._offer()
        if lost:
            names = ", ".join(row.name for row in lost)
            hint += f" These plugins are not loaded: {names}; see 'ganstudio plugins'."
        raise PluginError(f"There is no model {id!r}: {hint}")

    def _offer(self) -> str:
        if not self.models:
            return "no plugin offers any."
        return f"there are {', '.join(self.models)}."
