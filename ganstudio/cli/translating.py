"""translate: pictures, folders, and folders that are watched."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.api import ConfigError, Problem, StudioError
from ganstudio.app.backends import COMPARED_SIZE
from ganstudio.app.batch import FIELDS, FORMATS, Journal, unfinished
from ganstudio.app.models import find_model
from ganstudio.app.translating import (
    Conflict,
    Task,
    Translated,
    TranslateRequest,
    Translation,
)
from ganstudio.app.watching import watch
from ganstudio.cli.comparing import compare_all
from ganstudio.cli.group import DONE, FAILED
from ganstudio.cli.options import Backend, Json
from ganstudio.cli.progress import counting
from ganstudio.cli.screen import say, say_error, say_json
from ganstudio.core.images import KeepMetadata, RecipeLevel

_POLL = 0.2
"""Seconds after which Ctrl-C is seen where a wait cannot be interrupted (Windows)."""
_GO_ON = "Go on with 'ganstudio translate --resume'."


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(translate)


def translate(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="FILE.onnx, or a name that 'ganstudio models' lists.",
        ),
    ] = None,
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="INPUT...", help="Pictures, and folders of pictures."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder; or a file's name for one picture."),
    ] = None,
    conflict: Annotated[
        Conflict | None,
        typer.Option(
            help="What happens where a file is there already: unique takes another"
            " name, changed writes over it where the picture is newer or the recipe"
            " another one.  [default: unique, with --watch skip]",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="The same as --conflict overwrite.")
    ] = False,
    name: Annotated[
        str,
        typer.Option(
            metavar="PATTERN",
            help="Names of the results, without suffix; fields are "
            + ", ".join(f"{{{field}}}" for field in FIELDS)
            + " and, with a width, {n:03}.",
        ),
    ] = "{name}",
    format: Annotated[
        str, typer.Option(metavar="|".join(FORMATS), help="Format of the results.")
    ] = "same",
    quality: Annotated[
        int, typer.Option(min=1, max=100, help="Of JPEG, WebP and AVIF.")
    ] = 95,
    tile: Annotated[
        str, typer.Option(metavar="auto|N|off", help="How large pictures are cut up.")
    ] = "auto",
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="0 is the picture itself.")
    ] = 1.0,
    keep_colour: Annotated[
        float, typer.Option(min=0, max=1, help="1 keeps the picture's own colours.")
    ] = 0.0,
    keep_detail: Annotated[
        float, typer.Option(min=0, max=1, help="1 keeps the picture's fine detail.")
    ] = 0.0,
    working_size: Annotated[
        int | None,
        typer.Option(min=16, help="Longer side of what the network gets, px."),
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Class to translate to: its number or name.")
    ] = None,
    keep_metadata: Annotated[
        KeepMetadata,
        typer.Option(
            help="Whether EXIF, XMP and IPTC go into the result; no-gps leaves out"
            " where it was taken."
        ),
    ] = KeepMetadata.YES,
    recipe: Annotated[
        RecipeLevel,
        typer.Option(
            help="How much of what it was made with goes into the result: nothing,"
            " model and settings, or these and the paths of picture and model."
        ),
    ] = RecipeLevel.SETTINGS,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with a batch that did not come to its end, or whose pictures"
            " failed: the newest, or that of the same MODEL, INPUT and --out.",
        ),
    ] = False,
    watching: Annotated[
        bool,
        typer.Option(
            "--watch", help="Translate what comes into the folders, until Ctrl-C."
        ),
    ] = False,
    backend: Backend = "auto",
    compare: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="Write nothing; say how far the backend's result is from the exact"
            f" one, dB, and how fast it is, at {COMPARED_SIZE} px or less.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Translate pictures and folders of pictures."""
    if compare:
        if resume or watching:
            raise typer.BadParameter("--compare goes with neither --resume nor --watch")
        compare_all(
            find_model(_given(model, "MODEL")),
            tuple(_given(inputs, "INPUT")),
            backend,
            label=label,
            working_size=working_size,
            as_json=as_json,
        )
        return
    request: TranslateRequest | None = None
    if not resume or model is not None:
        if conflict is None:
            conflict = Conflict.SKIP if watching else Conflict.UNIQUE
        request = TranslateRequest(
            model=_given(model, "MODEL"),
            inputs=tuple(_given(inputs, "INPUT")),
            out=_given(out, "--out"),
            tile=_tile(tile),
            strength=strength,
            keep_colour=keep_colour,
            keep_detail=keep_detail,
            working_size=working_size,
            label=label,
            keep_metadata=keep_metadata,
            recipe=recipe,
            backend=backend,
            conflict=Conflict.OVERWRITE if overwrite else conflict,
            name=name,
            format=format,
            quality=quality,
        )
    if watching:
        if resume or as_json or request is None:
            raise typer.BadParameter("--watch goes with neither --resume nor --json")
        raise typer.Exit(_watch(request))
    journal = _unfinished(request) if resume else None
    if journal is not None:
        batch = Translation.resume(journal)
    else:
        assert request is not None
        batch = Translation(request)
    raise typer.Exit(_run(batch, as_json=as_json))


def _run(batch: Translation, *, as_json: bool) -> int:
    results: list[Translated] = []
    total = len(batch.tasks)
    # One alone is counted in percent: a large one takes minutes.
    scale = 100 if total == 1 else 1
    with counting("Translating", total * scale, sys.stderr) as advance:

        def progress(task: Task, part: float) -> None:
            advance(round((batch.done + part) * scale) if scale > 1 else batch.done)

        try:
            for result in _in_thread(batch.run(progress), batch.stop):
                results.append(result)
                advance(batch.done * scale)
                _say_result(result, quiet=as_json)
        except KeyboardInterrupt:
            if total > 1:
                say_error(f"{batch.done} of {total} pictures are done. {_GO_ON}")
            raise
    failed = sum(bool(result.error) for result in results)
    if as_json:
        rows = [_row(result) for result in results]
        say_json({"provider": batch.provider, "pictures": rows})
    if failed and len(results) > 1:
        say_error(f"{failed} of {len(results)} were not translated.")
    return FAILED if failed else DONE


def _watch(request: TranslateRequest) -> int:
    stopped = threading.Event()
    folders = " and ".join(str(path) for path in request.inputs)
    say_error(f"Watching {folders} until Ctrl-C.")
    for result in _in_thread(watch(request, stopped), stopped.set):
        if not result.skipped:
            _say_result(result, quiet=False)
    return DONE


def _say_result(result: Translated, *, quiet: bool) -> None:
    if result.error:
        say_error(result.error)
    elif result.skipped:
        if not quiet:
            say(f"{result.source} left out: {result.skipped}")
    elif not quiet:
        say(f"{result.source} -> {result.target}")
    for note in result.notes:
        say_error(f"{result.source}: {note}")


def _in_thread(
    results: Iterator[Translated], stop: Callable[[], None]
) -> Iterator[Translated]:
    """Iterate in another thread, so that Ctrl-C is heard while a network runs."""
    box: queue.SimpleQueue[Translated | BaseException | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            for result in results:
                box.put(result)
            box.put(None)
        except BaseException as error:
            box.put(error)

    thread = threading.Thread(target=work, name="ganstudio-translate")
    thread.start()
    try:
        while True:
            try:
                found = box.get(timeout=_POLL)
            except queue.Empty:
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        if thread.is_alive():
            stop()
        thread.join()


def _unfinished(request: TranslateRequest | None) -> Journal | None:
    found = unfinished()
    if request is None:
        if not found:
            raise StudioError("There is no batch to go on with: all came to their end.")
        return found[0]
    wanted = request.placed(find_model(request.model))
    same = ("model", "inputs", "out")
    for journal in found:
        if all(getattr(journal.request, k) == getattr(wanted, k) for k in same):
            return journal
    return None


def _given(value: Any, what: str) -> Any:
    if not value:
        raise ConfigError("translate", [Problem(what, "is missing")])
    return value


def _tile(text: str) -> str | int:
    if text in ("auto", "off"):
        return text
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise typer.BadParameter(f"must be auto, off or a side in px, not {text!r}")


def _row(result: Translated) -> dict[str, Any]:
    return {
        "source": str(result.source),
        "target": str(result.target) if result.target else None,
        "error": result.error,
        "skipped": result.skipped,
        "notes": list(result.notes),
        "height": result.size[0] if result.size else None,
        "width": result.size[1] if result.size else None,
        "seconds": round(result.seconds, 3),
    }
