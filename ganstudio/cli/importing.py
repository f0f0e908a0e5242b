"""The command that takes in models from elsewhere: import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.app.importing import (
    RANGES,
    Guess,
    Imported,
    import_model,
    inspect,
)
from ganstudio.app.models import WEIGHT_SUFFIXES
from ganstudio.cli.options import Json
from ganstudio.cli.screen import say, say_error, say_json

_RANGE = " | ".join(RANGES)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="ONNX file of a translator, or a CycleGAN generator's weights (.pth).",
        ),
    ],
    name: Annotated[str, typer.Option(help="Name; else the file's.")] = "",
    title: Annotated[str, typer.Option(help="What people read.")] = "",
    input_range: Annotated[
        str, typer.Option("--in", metavar=_RANGE, help="Black and white, going in.")
    ] = "",
    output_range: Annotated[
        str, typer.Option("--out-range", metavar=_RANGE, help="The same, coming out.")
    ] = "",
    order: Annotated[str, typer.Option(metavar="RGB | BGR", help="Colours.")] = "",
    normalise: Annotated[
        str,
        typer.Option(metavar="none | imagenet", help="Before the network sees it."),
    ] = "",
    licence: Annotated[str, typer.Option(help="Of the weights.")] = "",
    data_note: Annotated[str, typer.Option(help="What it was trained on.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Folder; else among your models.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what was found, and write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a model file of a network from elsewhere, which gets a card."""
    given: dict[str, Any] = {
        "input_range": _one(input_range, "--in", *RANGES),
        "output_range": _one(output_range, "--out-range", *RANGES),
        "order": _one(order.upper(), "--order", "RGB", "BGR"),
        "normalise": _one(normalise, "--normalise", "none", "imagenet"),
    }
    chosen = {key: text for key, text in given.items() if text}
    guess = None
    if file.suffix.lower() not in WEIGHT_SUFFIXES:
        guess = _guess(file, chosen)
        if not as_json:
            for reason in guess.reasons:
                say_error(reason)
            if not guess.sure and not {"input_range", "output_range"} <= chosen.keys():
                say_error(
                    "Where the colours come out wrong, give --in and --out-range."
                )
    elif chosen:
        raise typer.BadParameter("these options are for ONNX files only")
    if dry_run:
        if as_json:
            say_json(None if guess is None else _told(guess))
        return
    words = Imported(name, title, licence, data_note, out)
    made = import_model(file, words, guess)
    if as_json:
        found = {} if guess is None else _told(guess)
        say_json({"path": str(made.path), "name": made.path.stem, **found})
        return
    say(str(made.path))
    say(f"Next: ganstudio translate {made.path.stem} PICTURES... --out DIR")


def _guess(file: Path, chosen: dict[str, Any]) -> Guess:
    guess = inspect(file)
    if chosen.get("normalise") == "imagenet":
        chosen = {"input_range": "0..1", **chosen}
    return replace(guess, meaning=replace(guess.meaning, **chosen))


def _told(guess: Guess) -> dict[str, Any]:
    return {
        **vars(guess.meaning),
        "size": guess.size,
        "multiple_of": guess.multiple_of,
        "minimum": guess.minimum,
        "scale": guess.scale,
        "sure": guess.sure,
        "reasons": guess.reasons,
    }


def _one(text: str, option: str, *allowed: str) -> str:
    if text and text not in allowed:
        known = ", ".join(allowed)
        raise typer.BadParameter(f"{text!r} is none of {known}", param_hint=option)
    return text
