"""Discovery: plugins one by one, so that a bad one costs itself and nothing else."""

from __future__ import annotations

import difflib
import traceback
from contextlib import suppress

from ganstudio.api import PROJECT, ModelSpec, PluginError, StudioError
from ganstudio.host import plugin_state
from ganstudio.host.entries import Entry, installed
from ganstudio.host.loading import explain, load_models
from ganstudio.host.plugin_state import PluginState, Verdict
from ganstudio.host.probe import probe
from ganstudio.host.registry import PluginRow, Registered, Registry


class _Discovery:
    """Collects what loads; a plugin's models come whole or not at all."""

    def __init__(self, group: str, state: PluginState, safe_mode: bool) -> None:
        self._group, self._state, self._safe_mode = group, state, safe_mode
        self.models: dict[str, Registered] = {}
        self.rows: list[PluginRow] = []

    def add(self, entry: Entry) -> None:
        trace = ""
        models: tuple[ModelSpec, ...] = ()
        left_out = self._left_out(entry)
        reason = left_out or self._guilty(entry)
        if not reason:
            try:
                models = _load(entry)
                self._check_unique(models)
            except BaseException as error:
                # SystemExit and its like too: only the plugin's code ran in there.
                reason, models = explain(entry, error), ()
                trace = "".join(traceback.format_exception(error))
        for spec in models:
            self.models[spec.id] = Registered(spec, entry.name, entry.version)
        self.rows.append(
            PluginRow(
                name=entry.name,
                models=tuple(spec.id for spec in models),
                status="disabled" if left_out else "failed" if reason else "ok",
                reason=reason,
                trace=trace,
                version=entry.version,
                distribution=entry.distribution,
            )
        )

    def _left_out(self, entry: Entry) -> str:
        if self._safe_mode and not entry.built_in:
            return f"Plugin {entry.name!r} is not loaded in safe mode."
        if entry.name in self._state.disabled:
            return (
                f"Plugin {entry.name!r} is disabled; to use it again run 'ganstudio"
                f" plugins --enable {entry.name}'."
            )
        return ""

    def _guilty(self, entry: Entry) -> str:
        """Say why a plugin must not be loaded; "" where nothing speaks against it."""
        who = f"Plugin {entry.name!r} ({entry.distribution} {entry.version}) failed: it"
        until = (
            "it is left out until its files change or you run 'ganstudio plugins"
            f" --enable {entry.name}'."
        )
        if any(row.name == entry.name for row in self.rows):
            return f"{who} has the name of another plugin; uninstall one of them."
        if entry.built_in:
            return ""
        verdict = self._state.verdicts.get(entry.name)
        if verdict is not None and verdict.fingerprint == entry.fingerprint():
            return f"{who} {verdict.reason} when it was loaded; {until}"
        if not plugin_state.left_marks(entry.name):
            return ""
        # A process died while it loaded this one, perhaps for another reason.
        reason = probe(entry, self._group)
        if not reason:
            with suppress(StudioError):
                plugin_state.forget(entry.name)
            return ""
        found = Verdict(fingerprint=entry.fingerprint(), reason=reason)
        plugin_state.remember(entry.name, found)
        return f"{who} {reason} when it was loaded; {until}"

    def _check_unique(self, models: tuple[ModelSpec, ...]) -> None:
        for spec in models:
            if spec.id in self.models:
                raise PluginError(
                    f"model id {spec.id!r} is taken by plugin"
                    f" {self.models[spec.id].plugin!r}; rename the model or uninstall"
                    " one of the two."
                )


def _load(entry: Entry) -> tuple[ModelSpec, ...]:
    if entry.built_in:  # ours are tested: no mark may ever turn against them
        return load_models(entry)
    with plugin_state.loading(entry.name):
        return load_models(entry)


def discover(*, safe_mode: bool = False, group: str = PROJECT) -> Registry:
    """Load every installed plugin. Never raises for a plugin's sake.

    Built-in plugins come first, so that nobody takes their names. A plugin that ended
    or hung the program before is tried in a process of its own first, and left out
    where it does so again; built-in ones are not suspected.

    Args:
        safe_mode: load none but built-in plugins.
        group: the entry-point group.
    """
    discovery = _Discovery(group, plugin_state.read_state(), safe_mode)
    for entry in installed(group):
        discovery.add(entry)
    return Registry(discovery.models, tuple(discovery.rows))


def disable(name: str, *, group: str = PROJECT) -> None:
    """Leave a plugin out from the next discovery on.

    Raises:
        PluginError: no plugin of that name is installed.
        StudioError: this could not be written down.
    """
    _check_installed(name, group)
    state = plugin_state.read_state()
    disabled = state.disabled | {name}
    plugin_state.write_state(state.model_copy(update={"disabled": disabled}))


def enable(name: str, *, group: str = PROJECT) -> None:
    """Load a plugin again that was disabled, or left out for what it did.

    Raises:
        PluginError: no plugin of that name is installed.
        StudioError: this could not be written down.
    """
    _check_installed(name, group)
    plugin_state.forget(name)
    state = plugin_state.read_state()
    disabled = state.disabled - {name}
    plugin_state.write_state(state.model_copy(update={"disabled": disabled}))


def _check_installed(name: str, group: str) -> None:
    names = [entry.name for entry in installed(group)]
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}."
    raise PluginError(f"There is no plugin {name!r}: {hint}")
