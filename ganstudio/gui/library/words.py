"""Models and runs in words."""

from __future__ import annotations

from datetime import datetime

from ganstudio.api import Code, Image, Label, Latent, Points, Port, Role
from ganstudio.core.model_file import Card
from ganstudio.core.runs import RunStatus

ROLES = {
    Role.GENERATOR: "Generator",
    Role.TRANSLATOR: "Translator",
    Role.ENCODER: "Encoder",
    Role.CLASSIFIER: "Classifier",
}
DUTIES = {
    Role.GENERATOR: "draws pictures from random numbers",
    Role.TRANSLATOR: "turns a picture into another",
    Role.ENCODER: "finds the numbers behind a picture",
    Role.CLASSIFIER: "tells what a picture shows",
}
STATES = {
    "new": "Not started",
    "running": "Running",
    "paused": "Paused",
    "stopped": "Stopped",
    "finished": "Finished",
    "failed": "Failed",
    "interrupted": "Interrupted",
    "elsewhere": "On another machine",
}
_PRIORS = {"normal": "normal", "uniform": "uniform in -1 to 1", "sphere": "on a sphere"}


def port_words(port: Port) -> str:
    """Say what goes through a port: "picture 64 × 64, grey"."""
    match port:
        case Latent():
            return f"latent of {port.size:,} numbers, {_PRIORS[port.prior]}"
        case Label():
            return f"label of {port.classes} classes, which mix"
        case Code() if port.choices:
            return f"code {port.name}, one of {port.choices}"
        case Code():
            return f"code {port.name}, {port.low:g} to {port.high:g}"
        case Image():
            return _picture(port)
        case Points():
            return f"points in {port.dims} dimensions"
        case _:
            return f"scores of {port.classes} classes"


def _picture(port: Image) -> str:
    colour = "grey" if port.channels == 1 else "colour"
    if port.size is not None:
        height, width = port.size
        return f"picture {width} × {height}, {colour}"
    larger = f", {port.scale} times larger" if port.scale > 1 else ""
    return f"picture of any size, {colour}{larger}"


def card_line(card: Card) -> str:
    """Say in one line what a model makes: "picture 28 × 28, grey; 10 classes"."""
    made = port_words(card.output)
    classes = next((p.classes for p in card.inputs if isinstance(p, Label)), 0)
    text = f"{made}; {classes} classes" if classes else made
    return text[0].upper() + text[1:]


def size_words(count: int) -> str:
    """Say a number of bytes: "6.1 MB"."""
    value = float(count)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def date_words(moment: str) -> str:
    """Turn ISO 8601 into local time, "2026-11-21 08:43"; "" for anything else."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def step_words(status: RunStatus) -> str:
    """Say how far a run is: "2,600 of 6,000 steps"."""
    if status.total_steps:
        return f"{status.step:,} of {status.total_steps:,} steps"
    return f"{status.step:,} steps"
