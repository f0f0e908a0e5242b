"""What is printed: sentences, tables, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

_PIPED_WIDTH = 1000
"""Columns of a table that nobody's terminal bounds."""


def say(text: str) -> None:
    """Print one line of result."""
    print(text, flush=True)


def say_error(text: str) -> None:
    """Print one line on the error output."""
    print(text, file=sys.stderr, flush=True)


def say_json(value: Any) -> None:
    """Print one JSON document, the only thing on the output."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str), flush=True)


def on_terminal(stream: TextIO) -> bool:
    """Whether a person sees this stream as it is written."""
    return stream.isatty()


def console(stream: TextIO) -> Any:
    """Make a rich console that takes texts as they are.

    rich takes a while to import, so only what draws asks for one.
    """
    from rich.console import Console

    width = None if on_terminal(stream) else _PIPED_WIDTH
    return Console(file=stream, markup=False, highlight=False, width=width)


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings, in columns."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    screen = console(sys.stdout)
    with screen.capture() as printed:
        screen.print(table)
    # rich fills every line up with blanks.
    for line in printed.get().splitlines():
        say(line.rstrip())
