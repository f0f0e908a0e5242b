"""Commands for people with pictures: models, sample and their like."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.app.interpolating import InterpolationRequest, draw_interpolation
from ganstudio.app.models import ModelEntry, list_models
from ganstudio.app.neighbours import NeighbourRequest, draw_neighbours
from ganstudio.app.sampling import SampleRequest, draw_samples
from ganstudio.cli.options import Backend, Json, Label, Overwrite, Seed, Truncation
from ganstudio.cli.progress import counting, looking
from ganstudio.cli.screen import say, say_json, say_table

ModelName = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", help="FILE.onnx, or a name that 'ganstudio models' lists."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(models)
    app.command()(sample)
    app.command()(interpolate)
    app.command()(neighbours)


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
            "--out",
            help="Picture file for one sheet, or folder for single pictures; points go"
            " to a picture or a .csv file.",
        ),
    ],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many.")] = 16,
    seed: Seed = 0,
    label: Label = None,
    truncation: Truncation = 1.0,
    columns: Annotated[
        int, typer.Option(min=0, help="Pictures in a row of the sheet; 0: square.")
    ] = 0,
    backend: Backend = "auto",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Draw pictures, or points, with a generator."""
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


def interpolate(
    model: ModelName,
    out: Annotated[
        Path,
        typer.Option("--out", help="Film (.webp, .gif, .mp4), or folder for frames."),
    ],
    seeds: Annotated[
        str, typer.Option(help="Pictures on the way, with commas between.")
    ] = "1,2,3",
    frames: Annotated[int, typer.Option(min=2, help="Of the whole round.")] = 90,
    rate: Annotated[int, typer.Option(min=1, max=120, help="Frames a second.")] = 24,
    label: Label = None,
    truncation: Truncation = 1.0,
    backend: Backend = "auto",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Walk from seed to seed and back to the first, as a film."""
    request = InterpolationRequest(
        model=model,
        out=out,
        seeds=_seeds(seeds),
        frames=frames,
        label=_label(label),
        truncation=truncation,
        rate=rate,
        backend=backend,
        overwrite=overwrite,
    )
    with counting("Drawing", frames, sys.stderr) as advance:
        done = draw_interpolation(request, lambda part: advance(round(part * frames)))
    files = [str(file) for file in done.files]
    if as_json:
        say_json({"files": files, "provider": done.provider})
        return
    for file in files:
        say(file)


def _seeds(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(
            f"must be whole numbers with commas between, not {text!r}"
        ) from None


def neighbours(
    model: ModelName,
    out: Annotated[Path, typer.Option("--out", help="Picture file for the sheet.")],
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of training pictures; else those of its run."),
    ] = None,
    count: Annotated[
        int, typer.Option("-n", "--count", min=1, help="Pictures to draw.")
    ] = 8,
    nearest: Annotated[
        int, typer.Option(min=1, max=20, help="Training pictures beside each.")
    ] = 3,
    seed: Seed = 0,
    label: Label = None,
    truncation: Truncation = 1.0,
    backend: Backend = "auto",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Draw pictures beside the training pictures nearest to them, by pixels."""
    request = NeighbourRequest(
        model=model,
        out=out,
        data=data,
        count=count,
        nearest=nearest,
        seed=seed,
        label=_label(label),
        truncation=truncation,
        backend=backend,
        overwrite=overwrite,
    )
    with looking("Looking", sys.stderr) as advance:
        file, found = draw_neighbours(request, lambda _, *far: advance(*far))
    rows = [[(one.name, one.distance) for one in row] for row in found.rows]
    if as_json:
        say_json(
            {
                "file": str(file),
                "protocol": found.protocol,
                "searched": found.searched,
                "usual": found.usual,
                "rows": [
                    [{"name": name, "distance": far} for name, far in row]
                    for row in rows
                ],
            }
        )
        return
    say(str(file))
    say_table(
        ("picture", "distance", "nearest"),
        [
            (str(number), f"{row[0][1]:.3f}", row[0][0])
            for number, row in enumerate(rows)
        ],
    )
    say(found.protocol)


def _label(text: str | None) -> str | tuple[float, ...] | None:
    """Read a label: numbers between commas are weights, all else is a class."""
    if text is None or "," not in text:
        return text
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        return text
