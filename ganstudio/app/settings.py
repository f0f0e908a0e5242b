"""From what a person asks for to a model's config."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ganstudio.api import Config, ConfigError, Knob, ModelSpec, Problem, parse_config
from ganstudio.app.nearest import hint

_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


def parse_settings(pairs: Iterable[str]) -> dict[str, str]:
    """Read "key=value" texts.

    Raises:
        ConfigError: a text without "=", or two values for one key.
    """
    settings: dict[str, str] = {}
    problems = []
    for pair in pairs:
        key, equals, value = pair.partition("=")
        key = key.strip()
        if not equals or not key:
            problems.append(Problem("", f"{pair!r} must be key=value"))
        elif settings.get(key, value) != value:
            problems.append(
                Problem(key, f"given twice, as {settings[key]!r} and {value!r}")
            )
        settings[key] = value
    if problems:
        raise ConfigError("settings", problems)
    return settings


def build_config(
    spec: ModelSpec, preset: str | None, settings: Mapping[str, Any]
) -> Config:
    """Lay settings over a preset over the defaults.

    A length in steps that somebody asks for wins over a preset's epochs.

    Raises:
        ConfigError: unknown or refused values, all of them; or an unknown preset.
    """
    values: dict[str, Any] = {}
    if preset is not None:
        if preset not in spec.presets:
            suggestion = hint(preset, spec.presets)
            problem = Problem("preset", f"unknown preset {preset!r}, {suggestion}")
            raise ConfigError(f"Model {spec.id}", [problem])
        values |= spec.presets[preset]
    if "steps" in settings and "epochs" not in settings:
        values["epochs"] = 0
    return parse_config(spec.config, values | dict(settings))


def range_of(knob: Knob) -> str:
    """Say what a knob takes: "1 to 64 px", "adam, sgd"; "" for anything."""
    if knob.kind == "choice":
        return ", ".join(knob.choices)
    low = "" if knob.low is None else f"{knob.low:,.12g}"
    high = "" if knob.high is None else f"{knob.high:,.12g}"
    above = "above " if knob.open_low else ""
    below = "below " if knob.open_high else ""
    if low and high:
        text = f"{above}{low} to {below}{high}"
    elif low:
        text = f"{above}{low}" if above else f"{low} or more"
    elif high:
        text = f"{below}{high}" if below else f"{high} or less"
    else:
        return ""
    return f"{text} {knob.unit}".rstrip()


def check_device(device: str) -> str:
    """Return a device's name as asked for, checked in its form alone.

    Raises:
        ConfigError: not auto, cpu, cuda, cuda:N or mps.
    """
    if not _DEVICE.fullmatch(device):
        message = f"must be auto, cpu, cuda, cuda:N or mps, not {device!r}"
        raise ConfigError("train", [Problem("device", message)])
    return "cuda:0" if device == "cuda" else device
