"""Exporting a run: by the process that trains it, or by one of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ganstudio.api import ConfigError, JobError, Problem, RunError
from ganstudio.core.runs import (
    EventReader,
    RunFolder,
    best_measured,
    checkpoint_steps,
    history,
    liveness,
    send,
)
from ganstudio.host import require_train

_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class ExportRequest:
    """What to export.

    Attributes:
        step: a checkpoint's step; None takes the run as it is now.
        out: folder for the files; None takes the run's own folder of exports.
        name: stem of the files, or one for each graph with commas between; empty
            takes the run's name and step.
        title: what a person reads, or one for each graph with commas between; empty
            takes the model's.
        licence: licence of the weights, for the card.
        data_note: what they were trained on, for the card.
    """

    step: int | None = None
    out: Path | None = None
    name: str = ""
    title: str = ""
    licence: str = ""
    data_note: str = ""


def export_run(folder: RunFolder, request: ExportRequest) -> list[Path]:
    """Write the networks of a run as model files.

    Returns:
        The files, one for each graph of the model.

    Raises:
        JobError: torch is not installed, or the export failed: the sentence says why.
        RunError: a machine elsewhere trains the run, or the run cannot be read.
        ConfigError: `name` is a path.
    """
    if set(request.name) & set("/\\"):
        message = f"must be a name without folders, not {request.name!r}; see out"
        raise ConfigError("export", [Problem("name", message)])
    require_train()
    out = None if request.out is None else request.out.expanduser().resolve()
    alive = liveness(folder)
    if alive == "elsewhere" and request.step is None:
        raise RunError(
            f"Run {folder.name} is trained on another machine: export it there, or say"
            " which checkpoint to export."
        )
    if alive == "alive" and request.step is None:
        files = _by_its_own_process(folder, request, out)
        if files is not None:
            return files
    require_checkpoint(folder, request.step)
    return _by_a_new_process(folder, request, out)


def require_checkpoint(folder: RunFolder, step: int | None) -> None:
    """Refuse at once what a process would refuse after loading torch.

    Raises:
        RunError: the run has no checkpoint, or none of this step.
    """
    steps = checkpoint_steps(folder)
    if not steps:
        raise RunError(
            f"Run {folder.name} has no checkpoint yet: train it first with"
            f" 'ganstudio resume {folder.path}'."
        )
    if step is not None and step not in steps:
        known = ", ".join(map(str, sorted(steps)))
        raise RunError(
            f"Run {folder.name} has no checkpoint of step {step}: there are {known}."
        )


def best_step(folder: RunFolder) -> int:
    """Find the checkpoint that is best by the run's own metric.

    Raises:
        RunError: the run measures nothing, has measured nothing yet, or its best
            checkpoint is gone.
    """
    metric = str(folder.record.config.get("metric", "none"))
    if metric == "none":
        raise RunError(
            f"Run {folder.name} measures nothing (metric=none), so no checkpoint is the"
            " best: give --step, or measure with 'ganstudio evaluate'."
        )
    best = best_measured(history(folder.events), metric)
    if best is None:
        raise RunError(f"Run {folder.name} has not measured its {metric} yet.")
    require_checkpoint(folder, best.step)
    return best.step


def _wording(request: ExportRequest) -> dict[str, str]:
    words = {
        "name": request.name,
        "title": request.title,
        "licence": request.licence,
        "data_note": request.data_note,
    }
    return {key: text for key, text in words.items() if text}


def _by_its_own_process(
    folder: RunFolder, request: ExportRequest, out: Path | None
) -> list[Path] | None:
    """Ask the process that trains the run; None where it ended before it did this."""
    reader = EventReader(folder.events)
    reader.poll()
    place = {} if out is None else {"out": str(out)}
    try:
        command = send(folder, "export", **place, **_wording(request))
    except RunError:
        if liveness(folder) == "alive":
            raise
        return None
    heard = False
    while True:
        gone = liveness(folder) != "alive"
        for event in reader.poll():
            kind = event["type"]
            if kind == "command" and event.get("id") == command:
                heard = True
            elif heard and kind == "exported":
                return [Path(file) for file in event.get("files", ())]
            elif heard and kind == "note" and event.get("level") == "error":
                raise JobError(str(event.get("text")))
        if gone:
            return None
        time.sleep(_POLL_SECONDS)


def _by_a_new_process(
    folder: RunFolder, request: ExportRequest, out: Path | None
) -> list[Path]:
    reader = EventReader(folder.events)
    reader.poll()
    arguments = [str(folder.path), "--export"]
    if request.step is not None:
        arguments += ["--step", str(request.step)]
    if out is not None:
        arguments += ["--out", str(out)]
    for key, text in _wording(request).items():
        arguments += [f"--{key.replace('_', '-')}", text]
    command = [sys.executable, "-P", "-m", "ganstudio.worker", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        last = lines[-1] if lines else f"its process ended with {done.returncode}"
        raise JobError(f"Run {folder.name} could not be exported: {last}")
    for event in reader.poll():
        if event["type"] == "exported":
            return [Path(file) for file in event.get("files", ())]
    raise JobError(f"Run {folder.name} was exported without a word about the files.")
