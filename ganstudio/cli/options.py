"""Options that several commands share, and what all commands know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite", help="Write over files that are there; else take another name."
    ),
]
Backend = Annotated[
    str,
    typer.Option(help="What runs the model: auto, or one that 'ganstudio info' lists."),
]
Seed = Annotated[int, typer.Option(help="The same seed, the same pictures.")]
Label = Annotated[
    str | None,
    typer.Option(help="Class: its number, its name, or a weight for each: 1,0,.5"),
]
Truncation = Annotated[
    float, typer.Option(min=0, max=1, help="Less gives fewer surprises.")
]
Run = Annotated[
    str, typer.Argument(metavar="RUN", help="Run folder, or enough of its name.")
]


@dataclass(frozen=True)
class Globals:
    """Options before the command; they apply to every command."""

    safe_mode: bool = False


def globals_of(ctx: typer.Context) -> Globals:
    """Return the options before the command."""
    return ctx.obj if isinstance(ctx.obj, Globals) else Globals()
