"""Commands about data sets: data check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.api import DataKind
from ganstudio.app.data import DataReport, check_data
from ganstudio.cli.options import Json
from ganstudio.cli.progress import looking
from ganstudio.cli.screen import say, say_json, say_table

_MOST = 20
_data = typer.Typer(
    name="data", help="Look at data sets.", rich_markup_mode=None, no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(_data, name="data")


@_data.callback()
def group() -> None:
    """Look at data sets."""


@_data.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Folder or file.")],
    kind: Annotated[DataKind, typer.Option(help="What a model learns from.")],
    data_b: Annotated[
        Path | None, typer.Option("--data-b", help="Second folder of two-sided data.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Report what is in a data set: counts, sizes, damaged files, duplicates."""
    with looking("Looking at the data", sys.stderr) as progress:
        report = check_data(kind, path, data_b, progress=progress)
    if as_json:
        say_json(report.model_dump(mode="json"))
        return
    _print(report)


def _print(report: DataReport) -> None:
    rows = [
        (
            part.name,
            f"{part.count:,}",
            _size(part.smallest),
            _size(part.median),
            _size(part.largest),
            ", ".join(f"{mode} {count:,}" for mode, count in part.modes.items()),
        )
        for part in report.parts
    ]
    say_table(("part", "pictures", "smallest", "median", "largest", "modes"), rows)
    for part in report.parts:
        if part.classes:
            counts = ", ".join(f"{name} {n:,}" for name, n in part.classes.items())
            say(f"\nClasses of {part.name}: {counts}")
    skipped = [f"{one.path}: {one.reason}" for one in report.skipped]
    _print_some("Left out", skipped)
    _print_some("Exact duplicates", [" = ".join(names) for names in report.duplicates])
    _print_some("Warnings", list(report.warnings))
    if not (skipped or report.duplicates or report.warnings):
        say("\nNothing is wrong with this data.")


def _print_some(heading: str, lines: list[str]) -> None:
    if not lines:
        return
    say(f"\n{heading} ({len(lines):,}):")
    for line in lines[:_MOST]:
        say(f"  {line}")
    if len(lines) > _MOST:
        say(f"  and {len(lines) - _MOST:,} more; --json lists all.")


def _size(size: tuple[int, int]) -> str:
    height, width = size
    return f"{width}x{height}" if height else "-"
