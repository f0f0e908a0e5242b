"""Commands that train: train, resume, stop."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.api import RunError
from ganstudio.app.following import Follower
from ganstudio.app.launching import DeviceBusy, ask_to_stop, launch
from ganstudio.app.launching import stop as stop_run
from ganstudio.app.plugins import load_plugins
from ganstudio.app.runs import RunFolder, entry_of, find_run
from ganstudio.app.settings import parse_settings
from ganstudio.app.training import TrainRequest, create_run
from ganstudio.cli.group import DONE, FAILED, INTERRUPTED
from ganstudio.cli.options import Json, Run, globals_of
from ganstudio.cli.progress import TrainingView, looking
from ganstudio.cli.runs import run_document
from ganstudio.cli.screen import say, say_error, say_json
from ganstudio.cli.settings import list_knobs

Detach = Annotated[
    bool, typer.Option("--detach", help="Return as soon as the run trains.")
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Wait while another run uses the device.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(train)
    app.command()(resume)
    app.command()(stop)


def train(
    ctx: typer.Context,
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="Id of a model: dcgan, ..."),
    ],
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder to learn from.")
    ] = None,
    data_b: Annotated[
        Path | None, typer.Option("--data-b", help="Second folder of two-sided data.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Settings that go together: quick, paper, ...")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="One setting; repeatable."),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Length of the run in steps.")
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Decides every random draw of the run.")
    ] = 0,
    device: Annotated[
        str, typer.Option(metavar="auto|cpu|cuda[:N]|mps", help="What to train on.")
    ] = "auto",
    run: Annotated[
        Path | None, typer.Option("--run", help="The run folder itself.")
    ] = None,
    list_settings: Annotated[
        bool, typer.Option("--settings", help="List the model's settings, and end.")
    ] = False,
    detach: Detach = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Train a model.

    Ctrl-C asks the run to stop with a checkpoint; 'resume' goes on from there.
    """
    registry = load_plugins(safe_mode=globals_of(ctx).safe_mode)
    if list_settings:
        list_knobs(registry.model(model).spec, as_json=as_json)
        return
    asked = [*(settings or ()), *([] if steps is None else [f"steps={steps}"])]
    request = TrainRequest(
        model=model,
        data=data,
        data_b=data_b,
        preset=preset,
        settings=parse_settings(asked),
        seed=seed,
        device=device,
        run=run,
    )
    with looking("Looking at the data", sys.stderr) as progress:
        folder = create_run(request, registry, progress)
    _go(folder, detach=detach, wait=wait, as_json=as_json)


def resume(
    run: Run, detach: Detach = False, wait: Wait = False, as_json: Json = False
) -> None:
    """Go on with a run from its last whole checkpoint."""
    _go(find_run(run), detach=detach, wait=wait, as_json=as_json)


def stop(run: Run) -> None:
    """Save a checkpoint and stop a run.

    One that does not react is terminated, then killed.
    """
    folder = find_run(run)
    done = stop_run(folder)
    if done.stage is None:
        say(f"Run {folder.name} was not running; it is {done.state}.")
    elif done.stage == "asked":
        say(f"Run {folder.name} {done.state} at step {done.step}.")
    else:
        say(
            f"Run {folder.name} did not react and was {done.stage}; its last checkpoint"
            " is whole."
        )


def _go(folder: RunFolder, *, detach: bool, wait: bool, as_json: bool) -> None:
    with TrainingView(sys.stderr if as_json else sys.stdout) as view:
        view.say(f"Run {folder.path}")
        try:
            follower = launch(folder, wait=wait, waiting=view.say)
        except DeviceBusy:
            view.say(f"Train it later with: ganstudio resume {folder.path} --wait")
            raise
        except KeyboardInterrupt:
            with suppress(RunError):  # mostly nobody holds the run yet
                ask_to_stop(folder)
            say_error(f"Interrupted. Train it with: ganstudio resume {folder.path}")
            raise typer.Exit(INTERRUPTED) from None
        if detach:
            for update in follower.poll():
                view.show(update)
        else:
            _follow(folder, follower, view)
        code = _end(folder, follower, view, detach=detach)
    if as_json:
        values = dict(follower.last.values) if follower.last else {}
        say_json(run_document(entry_of(folder)) | {"values": values})
    raise typer.Exit(code)


def _follow(folder: RunFolder, follower: Follower, view: TrainingView) -> None:
    """Show what happens until the run's end, or until somebody insists on leaving."""
    asked = False
    while True:
        try:
            for update in follower.updates():
                view.show(update)
            return
        except KeyboardInterrupt:
            if asked:
                return
            asked = True
            view.say("Stopping after this step; Ctrl-C again leaves it to itself.")
            try:
                ask_to_stop(folder)
            except RunError as error:  # it ended by itself meanwhile
                view.say(str(error))


def _end(
    folder: RunFolder, follower: Follower, view: TrainingView, *, detach: bool
) -> int:
    """Say how the command ends, and return its exit code."""
    last = follower.last
    step = last.step if last else 0
    match follower.ended:
        case "finished":
            view.say(f"Finished at step {step}. Next: ganstudio export {folder.path}")
            return DONE
        case "stopped":
            view.say(f"Stopped at step {step}.")
            say_error(f"Go on with: ganstudio resume {folder.path}")
            return INTERRUPTED
        case "failed" | "interrupted":
            say_error(last.text if last else f"Run {folder.name} failed.")
            return FAILED
    say_error(f"It goes on by itself. Stop it with: ganstudio stop {folder.path}")
    return DONE if detach else INTERRUPTED
