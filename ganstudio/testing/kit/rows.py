"""Rows: what became of each promise, for people and as JSON."""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ganstudio.api import StudioError


class BrokenError(StudioError):
    """A promise that a plugin does not keep; the sentence says what to change."""


class NotApplicableError(StudioError):
    """A promise that this kind of model does not make."""


@dataclass(frozen=True)
class Row:
    """What became of one promise.

    Attributes:
        promise: its short name.
        ok: kept; None where it was not tried.
        detail: what was seen, in one sentence.
        seconds: how long it took.
    """

    promise: str
    ok: bool | None
    detail: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Report:
    """The rows of one model."""

    model: str
    plugin: str
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Whether no promise is broken."""
        return not any(row.ok is False for row in self.rows)


def tried(promise: str, trial: Callable[[], str]) -> Row:
    """Try one promise; an error becomes its row, the trace goes to stderr."""
    began = time.perf_counter()
    ok: bool | None = True
    try:
        detail = trial()
    except NotApplicableError as reason:
        ok, detail = None, str(reason)
    except StudioError as error:
        ok, detail = False, str(error)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a plugin may call sys.exit
        traceback.print_exc()
        ok, detail = False, _sentence(error)
    return Row(promise, ok, detail, round(time.perf_counter() - began, 3))


def _sentence(error: BaseException) -> str:
    """Say what was raised and where, nearest to the error outside of libraries."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not {"torch", "torchvision", "numpy"} & set(Path(frame.filename).parts)
    ]
    if not frames:
        return f"{text}."
    return f"{text} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})."


def show_row(row: Row) -> None:
    """Print one line: mark, promise, what was seen, seconds."""
    marks = {True: "✓", False: "✗", None: "–"}
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        marks = {True: "ok  ", False: "FAIL", None: "-   "}
    line = f"  {marks[row.ok]} {row.promise:<10} {row.detail} [{row.seconds:.1f} s]"
    print(line, flush=True)


def show_end(report: Report) -> None:
    """Print the line below a model's rows."""
    broken = sum(row.ok is False for row in report.rows)
    kept = sum(row.ok is True for row in report.rows)
    end = f"{broken} broken, {kept} kept" if broken else f"all {kept} promises kept"
    print(f"  {end}, {sum(row.seconds for row in report.rows):.1f} s", flush=True)


def as_json(reports: Sequence[Report], total_seconds: float) -> str:
    """Return one JSON document over all models."""
    document = {
        "ok": all(report.ok for report in reports),
        "seconds": round(total_seconds, 3),
        "models": [
            {
                "model": report.model,
                "plugin": report.plugin,
                "ok": report.ok,
                "promises": [asdict(row) for row in report.rows],
            }
            for report in reports
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
