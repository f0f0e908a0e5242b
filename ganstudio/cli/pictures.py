"""Commands for people with pictures: models, sample, translate."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.app.models import ModelEntry, list_models
from ganstudio.app.sampling import SampleRequest, draw_samples
from ganstudio.app.translating import Translated, TranslateRequest, Translation
from ganstudio.cli.group import DONE, FAILED
from ganstudio.cli.options import Backend, Json, Overwrite
from ganstudio.cli.progress import counting
from ganstudio.cli.screen import say, say_error, say_json, say_table

ModelName = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", help="FILE.onnx, or a name that 'ganstudio models' lists."
    ),
]


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(models)
    app.command()(sample)
    app.command()(translate)


def models(as_json: Json = False) -> None:
    """List demo models and exported models."""
    entries = list_models()
    if as_json:
        say_json([_document(entry) for entry in entries])
        return
    if not entries:
        say("There are no models yet: train one and export it.")
        return
    rows = [
        (e.name, e.card.role.value, e.card.title or e.card.model, e.source, "")
        if e.card
        else (e.name, "damaged", "", e.source, e.error)
        for e in entries
    ]
    say_table(("name", "role", "title", "from", ""), rows)


def _document(entry: ModelEntry) -> dict[str, Any]:
    card = entry.card
    known = {} if card is None else card.model_dump(mode="json", exclude={"name"})
    first = {
        "name": entry.name,
        "role": card.role.value if card else None,
        "model": card.model if card else None,
        "path": str(entry.path),
        "source": entry.source,
        "graph": card.name if card else None,
        "labels": list(card.labels) if card else [],
        "error": entry.error,
    }
    return first | {key: value for key, value in known.items() if key not in first}


def sample(
    model: ModelName,
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Picture file for one sheet, or folder for single pictures."
        ),
    ],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many.")] = 16,
    seed: Annotated[int, typer.Option(help="The same seed, the same pictures.")] = 0,
    label: Annotated[
        str | None,
        typer.Option(help="Class: its number, its name, or a weight for each: 1,0,.5"),
    ] = None,
    truncation: Annotated[
        float, typer.Option(min=0, max=1, help="Less gives fewer surprises.")
    ] = 1.0,
    columns: Annotated[
        int, typer.Option(min=0, help="Pictures in a row of the sheet; 0: square.")
    ] = 0,
    backend: Backend = "auto",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Draw pictures with a generator."""
    request = SampleRequest(
        model=model,
        out=out,
        count=count,
        seed=seed,
        label=_label(label),
        truncation=truncation,
        columns=columns,
        backend=backend,
        overwrite=overwrite,
    )
    with counting("Drawing", count, sys.stderr) as advance:
        done = draw_samples(request, lambda part: advance(round(part * count)))
    if as_json:
        files = [str(file) for file in done.files]
        say_json({"files": files, "seed": seed, "provider": done.provider})
        return
    for file in done.files:
        say(str(file))


def _label(text: str | None) -> str | tuple[float, ...] | None:
    """Read a label: numbers between commas are weights, all else is a class."""
    if text is None or "," not in text:
        return text
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        return text


def _tile(text: str) -> str | int:
    if text in ("auto", "off"):
        return text
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise typer.BadParameter(f"must be auto, off or a side in px, not {text!r}")


def translate(
    model: ModelName,
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="INPUT...", help="Pictures, and folders of pictures."),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", help="Folder; or a file's name for one picture."),
    ],
    tile: Annotated[
        str, typer.Option(metavar="auto|N|off", help="How large pictures are cut up.")
    ] = "auto",
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="0 is the picture itself.")
    ] = 1.0,
    label: Annotated[
        str | None, typer.Option(help="Class to translate to: its number or name.")
    ] = None,
    keep_metadata: Annotated[
        YesNo, typer.Option(help="Whether EXIF and XMP go into the result.")
    ] = YesNo.YES,
    backend: Backend = "auto",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Translate pictures and folders of pictures."""
    request = TranslateRequest(
        model=model,
        inputs=tuple(inputs),
        out=out,
        tile=_tile(tile),
        strength=strength,
        label=label,
        keep_metadata=keep_metadata is YesNo.YES,
        backend=backend,
        overwrite=overwrite,
    )
    batch = Translation(request)
    results: list[Translated] = []
    with counting("Translating", len(batch.tasks), sys.stderr) as advance:
        for result in batch.run():
            results.append(result)
            advance(len(results) - len(batch.refused))
            if result.error:
                say_error(result.error)
            elif not as_json:
                say(f"{result.source} -> {result.target}")
            for note in result.notes:
                say_error(f"{result.source}: {note}")
    failed = sum(bool(result.error) for result in results)
    if as_json:
        rows = [_row(result) for result in results]
        say_json({"provider": batch.provider, "pictures": rows})
    if failed and len(results) > 1:
        say_error(f"{failed} of {len(results)} were not translated.")
    raise typer.Exit(FAILED if failed else DONE)


def _row(result: Translated) -> dict[str, Any]:
    return {
        "source": str(result.source),
        "target": str(result.target) if result.target else None,
        "error": result.error,
        "notes": list(result.notes),
        "height": result.size[0] if result.size else None,
        "width": result.size[1] if result.size else None,
        "seconds": round(result.seconds, 3),
    }
