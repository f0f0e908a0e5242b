"""Progress: a bar where somebody watches, plain lines where the output is piped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TextIO

from ganstudio.app.following import Update
from ganstudio.cli.screen import console, on_terminal

LINE_SECONDS = 10.0
"""Between two lines of losses where the output is piped."""
_TERMS_IN_BAR = 4


@contextmanager
def counting(what: str, total: int, stream: TextIO) -> Iterator[Callable[[int], None]]:
    """Draw a bar that counts to `total`; piped, or for one thing, draw nothing.

    Yields:
        A function that takes the number done.
    """
    if total <= 1 or not on_terminal(stream):
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as LeftColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), LeftColumn())
    # Redirection keeps printed lines above the bar.
    with Progress(*columns, console=console(stream), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def looking(what: str, stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Like `counting`, for work that tells its total with each step."""
    if not on_terminal(stream):
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(stream), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class TrainingView:
    """Shows a run's updates on a stream until the end of the `with`."""

    def __init__(self, stream: TextIO) -> None:
        """Draw on `stream`: a bar where it is a terminal, else lines."""
        self._console = console(stream)
        self._bar: Any = None
        self._task: Any = None
        self._printed = 0.0
        if on_terminal(stream):
            self._bar, self._task = _training_bar(self._console)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        """Print a line, above the bar where there is one."""
        self._console.print(text, soft_wrap=True)

    def show(self, update: Update) -> None:
        """Show one update."""
        if self._bar is not None:
            fields = {"left": left(update.seconds_left), "terms": _few(update.values)}
            self._bar.update(
                self._task, completed=update.step, total=update.total, **fields
            )
        line = _line(update)
        if update.kind == "metrics":
            last = update.step == update.total
            due = time.monotonic() - self._printed > LINE_SECONDS
            if self._bar is None and (due or last):
                self._printed = time.monotonic()
                self.say(line)
        elif line:
            self.say(line)


def _training_bar(screen: Any) -> tuple[Any, Any]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("step"),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[left]}", markup=False),
        TextColumn("{task.fields[terms]}", markup=False),
        console=screen,
        refresh_per_second=5,
    )
    return bar, bar.add_task("training", total=None, left="", terms="")


def _line(update: Update) -> str:
    """Say an update in one line; "" for what nobody needs to read."""
    where = f"step {update.step}"
    if update.total is not None:
        where += f"/{update.total}"
    match update.kind:
        case "metrics":
            parts = (where, left(update.seconds_left), terms(update.values))
            return "  ".join(part for part in parts if part)
        case "started":
            return f"{where}: training on {update.event.get('device', 'this machine')}"
        case "checkpoint" | "samples":
            return f"{where}: {update.kind} {update.text}".rstrip()
        case "exported":
            files = ", ".join(map(str, update.event.get("files", ())))
            return f"{where}: exported {files}"
        case "paused" | "resumed":
            return f"{where}: {update.kind}"
        case "note":
            return f"{where}: {update.text}" if update.text else ""
        case _:
            return ""


def terms(values: Mapping[str, float | None]) -> str:
    """Print loss terms: "loss/d 0.612  loss/g 1.2"; a lost value is a dash."""
    return "  ".join(
        f"{name} {'-' if value is None else format(value, '.4g')}"
        for name, value in values.items()
    )


def _few(values: Mapping[str, float | None]) -> str:
    first = sorted(values, key=lambda name: not name.startswith("loss"))
    return terms({name: values[name] for name in first[:_TERMS_IN_BAR]})


def left(seconds: float | None) -> str:
    """Print a time that is left: "1 h 05 min left"; "" where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min left"
    return f"{minutes} min {rest:02d} s left" if minutes else f"{rest} s left"
