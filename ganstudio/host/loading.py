"""Loading one plugin: its card is imported, its hook called, its models checked."""

from __future__ import annotations

import io
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path

import pluggy

from ganstudio.api import PROJECT, Hooks, ModelSpec, PluginError, StudioError
from ganstudio.host.blocker import out_of_reach
from ganstudio.host.entries import Entry

_HERE = Path(__file__).parent
_MACHINERY = (str(_HERE), str(Path(pluggy.__file__).parent), "<frozen ")


def load_models(entry: Entry) -> tuple[ModelSpec, ...]:
    """Import a card and ask it for its models.

    What it prints goes to stderr, since stdout may be somebody's JSON.

    Raises:
        BaseException: whatever the plugin raises, SystemExit among it.
        PluginError: it has no hook, or the hook returned something else than models.
    """
    with out_of_reach(), redirect_stdout(sys.stderr or io.StringIO()):
        plugin = entry.point.load()
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(Hooks)
        manager.register(plugin, entry.name)
        manager.check_pending()
        if not manager.get_hookcallers(plugin):
            raise PluginError(
                f"{entry.point.value} implements no hook: write"
                " '@hookimpl def register_models()'."
            )
        answers = manager.hook.register_models()
        models = tuple(answers[0]) if answers else ()
    _check(models)
    return models


def _check(models: tuple[object, ...]) -> None:
    wrong = [m for m in models if not isinstance(m, ModelSpec)]
    if wrong or not models:
        got = type(wrong[0]).__name__ if wrong else "nothing"
        raise PluginError(f"register_models() must return ModelSpecs, not {got}.")
    ids = [m.id for m in models if isinstance(m, ModelSpec)]
    twice = {id for id in ids if ids.count(id) > 1}
    if twice:
        raise PluginError(f"register_models() returned {', '.join(twice)} twice.")


def explain(entry: Entry, error: BaseException) -> str:
    """Say in one sentence who failed, where and why."""
    who = f"Plugin {entry.name!r} ({entry.distribution} {entry.version})".replace(
        " )", ")"
    )
    root = entry.point.value.partition(":")[0].partition(".")[0]
    if isinstance(error, ModuleNotFoundError) and error.name == root:
        return (
            f"{who} failed: its module {root!r} is missing; install"
            f" {entry.distribution} again or uninstall it."
        )
    return f"{who} failed{_place(error)}: {_what(error)}"


def _what(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"it tried to end the program with exit code {error.code}."
    if isinstance(error, KeyboardInterrupt):
        return "it was interrupted while it loaded."
    if isinstance(error, StudioError):
        return str(error)
    # Python's own words, since str() of somebody's exception may raise in its turn.
    lines = traceback.TracebackException.from_exception(error).format_exception_only()
    text = " ".join("".join(list(lines)[-1:]).split())
    return text if text.endswith(".") else f"{text}."


def _place(error: BaseException) -> str:
    """Name the line of the plugin that raised; nothing where it is our own."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" in {_short(error.filename)} line {error.lineno}"
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(_MACHINERY)
    ]
    inside = [f for f in frames if "importlib" not in Path(f.filename).parts]
    if not inside:
        return ""
    return f" in {_short(inside[-1].filename)} line {inside[-1].lineno}"


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])
