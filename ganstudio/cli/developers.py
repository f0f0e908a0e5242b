"""Commands for authors and for bug reports: plugins, check, new-plugin, bench, info."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.app import kit
from ganstudio.app.info import as_text, gather
from ganstudio.app.new_plugin import new_plugin as write_plugin
from ganstudio.app.plugins import disable, enable, load_plugins
from ganstudio.cli.options import Json, globals_of
from ganstudio.cli.screen import say, say_json, say_table


class Bench(StrEnum):
    """What can be measured."""

    EXPLORE = "explore"
    TRANSLATE = "translate"
    TRAIN = "train"
    WINDOW = "window"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(plugins)
    app.command()(check)
    app.command()(new_plugin)
    app.command()(bench)
    app.command()(info)


def plugins(
    ctx: typer.Context,
    disabled: Annotated[
        str | None, typer.Option("--disable", metavar="NAME", help="Do not load it.")
    ] = None,
    enabled: Annotated[
        str | None,
        typer.Option("--enable", metavar="NAME", help="Load it, or try it again."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List plugins, and why one did not load."""
    if disabled is not None:
        disable(disabled)
    if enabled is not None:
        enable(enabled)
    rows = load_plugins(safe_mode=globals_of(ctx).safe_mode).plugins
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    say_table(
        ("plugin", "models", "version", "status", ""),
        [(r.name, ", ".join(r.models), r.version, r.status, r.reason) for r in rows],
    )


def check(
    name: Annotated[
        str, typer.Argument(metavar="PLUGIN|MODEL", help="Plugin, or model's id.")
    ],
    device: Annotated[
        str,
        typer.Option(metavar="auto|cpu|cuda[:N]|mps", help="Where the trials train."),
    ] = "cpu",
    as_json: Json = False,
) -> None:
    """Put a plugin or a model through the kit's tests."""
    raise typer.Exit(kit.check(name, device=device, as_json=as_json))


def new_plugin(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="a-z, 0-9 and _, as in my_model.")
    ],
    parent: Annotated[
        Path, typer.Option("--dir", help="Where the plugin's folder goes.")
    ] = Path(),
) -> None:
    """Write the beginnings of a plugin."""
    folder = write_plugin(name, parent)
    say(f"{folder}")
    say(f'Next: pip install -e "{folder}" && ganstudio check {name}')


def bench(
    parts: Annotated[
        list[Bench] | None, typer.Argument(help="What to measure; all without it.")
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=1.0, help="About how long each part may take.")
    ] = 40.0,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores without it.")
    ] = None,
    device: Annotated[
        str,
        typer.Option(metavar="auto|cpu|cuda[:N]|mps", help="Where 'train' trains."),
    ] = "cpu",
    large: Annotated[
        bool, typer.Option("--large", help="Large pictures too: many minutes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure against the plain published loop, and the window under load."""
    names = [part.value for part in parts or ()]
    code = kit.bench(
        names,
        seconds=seconds,
        threads=threads,
        large=large,
        device=device,
        as_json=as_json,
    )
    raise typer.Exit(code)


def info(as_json: Json = False) -> None:
    """Print versions, devices and paths for a bug report."""
    known = gather()
    if as_json:
        say_json(asdict(known))
        return
    say(as_text(known))
