"""Every promise of a plugin or of one model, in order."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path

from ganstudio.api import PROJECT
from ganstudio.host import Registered, Registry, discover
from ganstudio.testing.kit import card
from ganstudio.testing.kit.rows import Report, Row, as_json, show_end, show_row, tried


def check(name: str, *, device: str = "cpu", as_document: bool = False) -> int:
    """Try every promise of a plugin's models, or of one model, and print the rows.

    Args:
        name: a plugin's name or a model's id.
        device: where the trials train: "auto", "cpu", "cuda", "cuda:1" or "mps".
        as_document: print one JSON document at the end instead of lines.

    Returns:
        0 where every promise is kept, else 1.

    Raises:
        PluginError: nobody has that name.
    """
    began = time.perf_counter()
    reports = []
    with tempfile.TemporaryDirectory(prefix="ganstudio-check-") as home:
        # The user's caches, claims and marks of plugins that hung stay out of it.
        os.environ["GANSTUDIO_HOME"] = home
        for model, plugin, trials in _trials(name, device, Path(home)):
            if not as_document:
                print(f"{model} (plugin {plugin})")
            rows = []
            for row in trials:
                rows.append(row)
                if not as_document:
                    show_row(row)
            reports.append(Report(model, plugin, tuple(rows)))
            if not as_document:
                show_end(reports[-1])
    if as_document:
        print(as_json(reports, time.perf_counter() - began))
    return 0 if all(report.ok for report in reports) else 1


def _trials(
    name: str, device: str, home: Path
) -> Iterator[tuple[str, str, Iterator[Row]]]:
    """Yield model's id, plugin's name and the rows to come, for each model."""
    is_plugin = name in entry_points(group=PROJECT).names
    if is_plugin:
        # A card that hangs or exits does so in a child, before this process meets it.
        loads = tried("card", partial(card.importable, name))
        if not loads.ok:
            yield "no model", name, iter((loads,))
            return
    registry = discover()
    if not is_plugin:
        registered = registry.model(name)
        loads = tried("card", partial(card.importable, registered.plugin))
        models = [registered]
    else:
        row = next(row for row in registry.plugins if row.name == name)
        models = [registry.model(model) for model in row.models]
    for registered in models:
        rows = rows_of(registered, registry, loads, home, device)
        yield registered.spec.id, registered.plugin, rows


def rows_of(
    registered: Registered,
    registry: Registry,
    loads: Row,
    home: Path,
    device: str = "cpu",
) -> Iterator[Row]:
    """Yield `loads`, the card's row, and the rest; after a broken one none is tried."""
    yield loads
    broken = ""
    for name, function in _promises(registered, registry, home, device):
        if broken:
            yield Row(name, None, f"Not tried: {broken} is broken.")
            continue
        row = tried(name, function)
        if row.ok is False:
            broken = name
        yield row


def _promises(
    registered: Registered, registry: Registry, home: Path, device: str
) -> Iterator[tuple[str, Callable[[], str]]]:
    spec = registered.spec
    yield "references", partial(card.references, spec)
    yield "config", partial(card.config, spec)
    # After the card: torch takes a second, and a card must not need it.
    from ganstudio.testing.kit import exported, training
    from ganstudio.testing.kit.trial import Subject

    subject = Subject(registered, registry, home / spec.id, device)
    for function in (
        training.networks,
        training.training,
        training.samples,
        training.stop,
        training.resume,
        exported.export,
        exported.alone,
    ):
        yield function.__name__, partial(function, subject)
