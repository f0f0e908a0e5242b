"""All commands under one roof, and the choice between a command and the window."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import ganstudio
from ganstudio.cli import (
    data,
    developers,
    importing,
    pictures,
    runs,
    training,
    translating,
)
from ganstudio.cli.group import DONE, Commands, WindowWanted
from ganstudio.cli.options import Globals
from ganstudio.cli.screen import say

# Plain help and plain usage errors: one line each, and no import of rich for them.
app = typer.Typer(
    name="ganstudio",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Train image-generating networks, explore them, apply them to pictures.",
)
pictures.add_to(app)
translating.add_to(app)
importing.add_to(app)
training.add_to(app)
runs.add_to(app)
data.add_to(app)
developers.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"ganstudio {ganstudio.__version__}")
        raise typer.Exit(DONE)


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    safe_mode: Annotated[
        bool,
        typer.Option("--safe-mode", help="Load only the plugins that came with it."),
    ] = False,
) -> None:
    """Without a command, the window opens; with files in its place, it opens them."""
    ctx.obj = Globals(safe_mode=safe_mode)
    if ctx.invoked_subcommand is None:
        raise WindowWanted((), safe_mode)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0, 1, 2 or 130.

    Raises:
        WindowWanted: there is no command in it.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file's name may hold bytes that the terminal's encoding does not have.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=list(arguments), prog_name="ganstudio")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return DONE
