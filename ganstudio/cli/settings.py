"""What `ganstudio train MODEL --settings` prints."""

from __future__ import annotations

from dataclasses import asdict

from ganstudio.api import Knob, ModelSpec, knobs
from ganstudio.app.settings import range_of
from ganstudio.cli.screen import say, say_json, say_table


def list_knobs(spec: ModelSpec, *, as_json: bool) -> None:
    """Print every setting of a model, and its presets."""
    found = knobs(spec.config)
    presets = {name: dict(values) for name, values in spec.presets.items()}
    if as_json:
        settings = [asdict(knob) for knob in found]
        say_json({"model": spec.id, "settings": settings, "presets": presets})
        return
    say(f"{spec.title}: {spec.summary}\n")
    rows = [(k.name, str(k.default), _takes(k), _help(k)) for k in found]
    say_table(("setting", "default", "takes", ""), rows)
    for name, values in presets.items():
        changes = ", ".join(f"{key}={value}" for key, value in values.items())
        say(f"\n--preset {name}: {changes}")


def _takes(knob: Knob) -> str:
    if knob.kind == "bool":
        return "true, false"
    return range_of(knob) or f"{knob.kind} {knob.unit}".rstrip()


def _help(knob: Knob) -> str:
    return knob.help + (" May change while it trains." if knob.live else "")
