"""Commands about runs that are there: runs, export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.api import ConfigError, Problem
from ganstudio.app.evaluating import METRICS, Features, evaluate_run
from ganstudio.app.exporting import ExportRequest, best_step, export_run
from ganstudio.app.runs import RunEntry, all_runs, find_run
from ganstudio.cli.options import Json, Run
from ganstudio.cli.screen import say, say_json, say_table


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(runs)
    app.command()(export)
    app.command()(evaluate)


def runs(
    parent: Annotated[
        Path | None, typer.Option("--dir", help="Folder of runs, instead of your own.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List runs and what they are doing, the newest first."""
    entries = all_runs(parent)
    if as_json:
        say_json([run_document(entry) for entry in entries])
        return
    if not entries:
        say("There are no runs yet: start one with 'ganstudio train'.")
        return
    rows = [
        (e.folder.name, e.model or "?", e.status.state, _steps(e), e.status.message)
        for e in entries
    ]
    say_table(("run", "model", "state", "step", ""), rows)


def _steps(entry: RunEntry) -> str:
    total = entry.status.total_steps
    return f"{entry.status.step}/{total}" if total else str(entry.status.step)


def run_document(entry: RunEntry) -> dict[str, Any]:
    """Describe a run as JSON."""
    now = entry.status
    return {
        "name": entry.folder.name,
        "path": str(entry.folder.path),
        "model": entry.model,
        "created": entry.created,
        "state": now.state,
        "step": now.step,
        "total_steps": now.total_steps,
        "message": now.message,
        "started": now.started,
        "last_seen_s": now.last_seen_s,
    }


def export(
    run: Run,
    step: Annotated[
        int | None, typer.Option(min=0, help="Checkpoint's step; else the newest.")
    ] = None,
    best: Annotated[
        bool, typer.Option("--best", help="The checkpoint best by the run's metric.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder, instead of the run's exports.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="Name of the files, or of each: one,two; not its path.")
    ] = "",
    title: Annotated[
        str, typer.Option(help="What people read, or one for each: One,Two.")
    ] = "",
    licence: Annotated[str, typer.Option(help="Licence of the weights.")] = "",
    data_note: Annotated[str, typer.Option(help="What they were trained on.")] = "",
    as_json: Json = False,
) -> None:
    """Write the networks of a run as model files."""
    folder = find_run(run)
    if best:
        if step is not None:
            message = (
                f"names one checkpoint and --step {step} another: give one of them"
            )
            raise ConfigError("export", [Problem("best", message)])
        step = best_step(folder)
    request = ExportRequest(
        step=step,
        out=out,
        name=name,
        title=title,
        licence=licence,
        data_note=data_note,
    )
    files = export_run(folder, request)
    if as_json:
        say_json({"files": [str(file) for file in files]})
        return
    for file in files:
        say(str(file))


def evaluate(
    run: Run,
    metrics: Annotated[
        str, typer.Option(help=f"With commas between: {', '.join(METRICS)}.")
    ] = "fid,precision,recall",
    step: Annotated[
        int | None, typer.Option(min=0, help="Checkpoint's step; else the newest.")
    ] = None,
    features: Annotated[
        Features, typer.Option(help="Network whose features are compared.")
    ] = "auto",
    samples: Annotated[
        int,
        typer.Option(
            min=16, help="Pictures to draw, and the most training pictures to compare."
        ),
    ] = 10_000,
    as_json: Json = False,
) -> None:
    """Measure a checkpoint of a run: distance to the data, coverage, obedience."""
    names = [name.strip() for name in metrics.split(",") if name.strip()]
    scores = evaluate_run(
        find_run(run), names, step=step, features=features, samples=samples
    )
    if as_json:
        say_json([asdict(score) for score in scores])
        return
    rows = [
        (
            score.name,
            f"{score.value:.4g}"
            + (f" ± {score.spread:.2g}" if score.spread is not None else ""),
            score.metric.partition("/")[2],
            score.protocol,
        )
        for score in scores
    ]
    say_table(("metric", "value", "graph", "protocol"), rows)
