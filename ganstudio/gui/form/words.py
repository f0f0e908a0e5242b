"""Names, ranges and problems of a config's knobs, as a person reads them."""

from __future__ import annotations

import re
from typing import Any

from ganstudio.api import Knob
from ganstudio.app.settings import range_of

# Names that all configs share, and that are no words.
_TITLES = {
    "lr": "Learning rate",
    "z_dim": "Latent size",
    "ema": "Averaging (EMA)",
}
# What the host's own groups hold.
_GROUPS = {"model": "Networks", "run": "Samples and checkpoints"}
_WHOLE = re.compile(r"(, not -?\d+)\.0$")
_PHRASES = (
    ("input should be ", "must be "),
    (", unable to parse string as an integer", ""),
    (", unable to parse string as a number", ""),
    (", got a number with a fractional part", ""),
    ("a valid integer", "a whole number"),
    ("a valid number", "a number"),
    ("greater than or equal to", "at least"),
    ("less than or equal to", "at most"),
    ("greater than", "more than"),
    (", not ''", ""),
)


def title_of(name: str) -> str:
    """Write a knob's name for a person: "Batch size"."""
    return _TITLES.get(name) or name.replace("_", " ").capitalize()


def group_title(group: str) -> str:
    """Write a group's name for a person."""
    return _GROUPS.get(group) or group.replace("_", " ").capitalize()


def shown(value: Any) -> str:
    """Write a value as it stands in a field, and as the command line takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def help_of(knob: Knob, preset_value: Any, preset: str | None) -> str:
    """Write the tooltip: help, range, where it stands at first, its name."""
    parts = [knob.help]
    allowed = range_of(knob)
    if allowed:
        parts.append(f"Takes {allowed}.")
    standard = f"Default {shown(knob.default)}"
    if preset is not None and preset_value != knob.default:
        standard += f"; {shown(preset_value)} in preset {preset}"
    parts.append(f"{standard}.")
    if knob.live:
        parts.append("May change while it trains.")
    parts.append(f"On the command line: --set {knob.name}=…")
    return "\n".join(parts)


def sentence_of(message: str) -> str:
    """Make a config's message a sentence: "Must be at least 1, not 0."."""
    for phrase, plain in _PHRASES:
        message = message.replace(phrase, plain)
    message = _WHOLE.sub(r"\1", message.rstrip("."))
    return f"{message[:1].upper()}{message[1:]}."
