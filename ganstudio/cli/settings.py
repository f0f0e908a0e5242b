"""What `ganstudio train MODEL --settings` prints."""

from __future__ import annotations

from dataclasses import asdict

from ganstudio.api import Knob, ModelSpec, knobs
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
    """Say what values a setting takes: "1 to 64 px", "adam, sgd"."""
    if knob.kind == "choice":
        return ", ".join(knob.choices)
    if knob.kind == "bool":
        return "true, false"
    low = "" if knob.low is None else f"{knob.low:,g}"
    high = "" if knob.high is None else f"{knob.high:,g}"
    above = "above " if knob.open_low else ""
    below = "below " if knob.open_high else ""
    if low and high:
        text = f"{above}{low} to {below}{high}"
    elif low:
        text = f"{above}{low}" if above else f"{low} or more"
    elif high:
        text = f"{below}{high}" if below else f"{high} or less"
    else:
        text = knob.kind
    return f"{text} {knob.unit}".rstrip()


def _help(knob: Knob) -> str:
    return knob.help + (" May change while it trains." if knob.live else "")
