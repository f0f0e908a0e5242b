"""Promises of a card: what can be tried without torch."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from typing import Any

from ganstudio.api import ConfigError, ModelSpec, knobs, parse_config
from ganstudio.host import load_reference
from ganstudio.testing.kit.rows import BrokenError

HANG_SECONDS = 60
_HEAVY = ("torch", "torchvision", "PySide6")

_CHILD = f"""
import json, sys, time
from ganstudio.host import discover
began = time.perf_counter()
rows = [r for r in discover().plugins if r.name == sys.argv[1]]
found = [m for m in {_HEAVY!r} if m in sys.modules]
row = rows[0] if rows else None
print("\\n" + json.dumps({{
    "status": row.status if row else "missing", "reason": row.reason if row else "",
    "heavy": found, "seconds": time.perf_counter() - began}}))
"""


def importable(plugin: str) -> str:
    """The plugin's entry point loads in a fresh process, without torch and Qt."""
    try:
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, plugin],
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise BrokenError(
            f"Plugin {plugin} does not come back from its import within"
            f" {HANG_SECONDS} s: a card only describes; move work to the recipe."
        ) from None
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise BrokenError(
            f"Plugin {plugin} ends the process that imports it (exit code"
            f" {child.returncode}): {last}"
        )
    seen: dict[str, Any] = json.loads(child.stdout.strip().splitlines()[-1])
    if seen["status"] != "ok":
        raise BrokenError(seen["reason"] or f"Plugin {plugin} was not found.")
    if seen["heavy"]:
        raise BrokenError(
            f"Importing plugin {plugin} brings in {', '.join(seen['heavy'])}: name"
            " functions as 'module:function' in the card instead of importing them."
        )
    return f"Loads without torch and Qt in {seen['seconds']:.2f} s."


def references(spec: ModelSpec) -> str:
    """`build`, `train` and `graphs` exist and take what the host gives them."""
    expected = {
        "build": ("config", "facts"),
        "train": ("ctx",),
        "graphs": ("config", "facts", "nets"),
    }
    found = []
    for role, arguments in expected.items():
        reference = getattr(spec, role)
        if reference is None:
            continue
        function = load_reference(reference)
        if not callable(function):
            raise BrokenError(
                f"{role}: {reference} must be a function, not {function!r}."
            )
        try:
            inspect.signature(function).bind(*arguments)
        except TypeError as error:
            raise BrokenError(
                f"{role}: {reference}{inspect.signature(function)} must take"
                f" ({', '.join(arguments)}): {error}."
            ) from None
        found.append(role)
    return f"{', '.join(found)} resolve and take what the host gives."


def config(spec: ModelSpec) -> str:
    """The config can be described, written, read back, and refuses what is wrong."""
    kind = spec.config
    described = knobs(kind)
    silent = [knob.name for knob in described if len(knob.help.split()) < 3]
    if silent:
        raise BrokenError(
            f"{kind.__name__}: {', '.join(silent)} must say in a sentence what they"
            " do: knob(default, help)."
        )
    for name, preset in {"": {}, **spec.presets}.items():
        _round_trip(spec, name, preset)
    nonsense = "no_such_setting"
    try:
        parse_config(kind, {nonsense: 1})
    except ConfigError:
        pass
    else:
        raise BrokenError(
            f"{kind.__name__} takes the unknown setting {nonsense}: keep"
            " extra='forbid' of ganstudio.api.Config."
        )
    try:
        setattr(kind(), "steps", 1)  # noqa: B010 - a type checker knows better
    except ValueError:
        pass
    else:
        raise BrokenError(
            f"{kind.__name__} can be changed: keep frozen=True of Config."
        )
    presets = f", presets {', '.join(spec.presets)}" if spec.presets else ""
    return f"{len(described)} settings described, written and read back{presets}."


def _round_trip(spec: ModelSpec, preset: str, values: Any) -> None:
    kind = spec.config
    what = f"{kind.__name__}{f' (preset {preset})' if preset else ''}"
    settings = parse_config(kind, values)
    document = json.loads(json.dumps(settings.model_dump(mode="json")))
    if parse_config(kind, document) != settings:
        raise BrokenError(f"{what} reads back from JSON as something else: {document}.")
    # The command line gives every value as text.
    as_text = {name: str(value) for name, value in document.items()}
    if parse_config(kind, as_text) != settings:
        raise BrokenError(f"{what} reads back from text as something else: {as_text}.")
