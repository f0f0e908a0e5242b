"""Promises of networks and recipe: they need torch."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import torch

from ganstudio.api import Image, Points
from ganstudio.core.images import read_pixels
from ganstudio.core.runs import EventWriter, RunFolder, newest_valid, read_events
from ganstudio.testing.kit.rows import BrokenError, NotApplicableError
from ganstudio.testing.kit.trial import (
    HALF,
    STEPS,
    Subject,
    TrialDriver,
    bits,
    differences,
    train,
)
from ganstudio.worker import tree
from ganstudio.worker.setup import assemble, load_graphs

_TERM = re.compile(r"[^/\s][^/]*/[^/]+")


def networks(subject: Subject) -> str:
    """`build` makes the networks and `graphs` describes them, for the tiny data."""
    setup = subject.run("straight")
    subject.made["setup"] = setup
    graphs = load_graphs(setup, setup.nets)
    subject.made["graphs"] = graphs
    sizes = ", ".join(
        f"{name} {sum(p.numel() for p in net.parameters()):,}"
        for name, net in setup.nets.items()
    )
    return f"Parameters at the smallest settings: {sizes}; {len(graphs)} graph(s)."


def training(subject: Subject) -> str:
    """A few steps report finite numbers under names like "loss/d"."""
    setup = subject.made["setup"]
    folder = RunFolder(subject.home / "straight")
    events = EventWriter(folder)
    driver = TrialDriver(folder, setup, events, look_after=HALF)
    subject.made["driver"] = driver
    before = {
        f"{name}.{part}": parameter.detach().clone()
        for name, net in setup.nets.items()
        for part, parameter in net.named_parameters()
        if parameter.requires_grad
    }
    with events:
        train(driver)
    subject.made["straight"] = bits(driver.context)
    if (
        all(
            torch.equal(before[f"{name}.{part}"], parameter)
            for name, net in setup.nets.items()
            for part, parameter in net.named_parameters()
            if f"{name}.{part}" in before
        )
        and before
    ):
        raise BrokenError(f"{STEPS} steps changed no weight: does any optimiser step?")
    rows, _ = read_events(folder.events)
    names = _check_metrics([row for row in rows if row["type"] == "metrics"])
    return f"{STEPS} steps on {setup.device}: {', '.join(names)} are finite."


def _check_metrics(rows: list[dict[str, Any]]) -> list[str]:
    steps = [row["step"] for row in rows]
    missing = sorted(set(range(1, STEPS + 1)) - set(steps))
    if missing:
        raise BrokenError(
            f"Step {missing[0]} reports nothing: call ctx.report({{'loss/g': ...}}) in"
            " every step."
        )
    names = {name for row in rows for name in row["values"]}
    wrong = sorted(name for name in names if not _TERM.fullmatch(name))
    if wrong:
        raise BrokenError(
            f"Terms are named 'group/term', not {', '.join(map(repr, wrong))}."
        )
    for row in rows:
        for name, value in row["values"].items():
            if value is None or not math.isfinite(value):
                raise BrokenError(f"{name} is not finite at step {row['step']}.")
    return sorted(names)


def samples(subject: Subject) -> str:
    """A sample sheet shows something, and making it changes no bit of the run."""
    driver: TrialDriver = subject.made["driver"]
    if driver.disturbed:
        raise BrokenError(
            "Making a sample sheet changed the run:"
            f" {', '.join(driver.disturbed[:5])}. A forward in eval mode must leave"
            " weights, buffers and random numbers alone."
        )
    shows_pictures = bool(driver.context.previews) or any(
        isinstance(graph.output, Image | Points) for graph in subject.made["graphs"]
    )
    if not shows_pictures:
        raise NotApplicableError("No graph of this model makes pictures.")
    pixels = read_pixels(driver.folder.samples / f"{HALF:08d}.png")
    height, width = pixels.shape[:2]
    if pixels.dtype != np.uint8 or pixels.shape[2] not in (1, 3):
        raise BrokenError(f"The sample sheet is {pixels.dtype} {pixels.shape}.")
    if int(pixels.min()) == int(pixels.max()):
        raise BrokenError(
            "The sample sheet is one flat colour: check the output's range."
        )
    return f"A sheet of {width}x{height} px; the run's bits stay the same."


def stop(subject: Subject) -> str:
    """A stop in the middle ends the loop and leaves a whole checkpoint."""
    setup = subject.run("stopped")
    folder = RunFolder(subject.home / "stopped")
    with EventWriter(folder) as events:
        driver = TrialDriver(folder, setup, events, stop_after=HALF)
        train(driver)
    checkpoint, damaged = newest_valid(folder)
    if damaged or checkpoint is None or checkpoint.step != HALF:
        reasons = "; ".join(bad.reason for bad in damaged) or "there is none"
        raise BrokenError(
            f"A stop after step {HALF} left no whole checkpoint: {reasons}."
        )
    state = tree.unflatten(checkpoint.state, tree.read_tensors(checkpoint.tensors_path))
    subject.made["state"] = state
    held = ", ".join((*state["nets"], *state["objects"]))
    return f"Stopped after step {HALF}; the checkpoint holds {held}."


def resume(subject: Subject) -> str:
    """Going on from the checkpoint gives the bits of a run that never stopped."""
    folder = RunFolder(subject.home / "stopped")
    setup = assemble(folder.record, subject.registry)
    # A recipe that draws from an unsaved generator must not get away with it.
    torch.rand(17)
    with EventWriter(folder) as events:
        driver = TrialDriver(folder, setup, events)
        driver.context.resume_from(subject.made["state"])
        driver.start_at(HALF)
        train(driver)
    wrong = differences(subject.made["straight"], bits(driver.context))
    if wrong:
        raise _why_they_differ(setup.device.type, wrong, _moving(subject))
    record = setup.record
    return (
        f"{HALF} + {STEPS - HALF} steps equal {STEPS} bit for bit"
        f" ({record.precision}, {record.optimisers} optimisers)."
    )


def _moving(subject: Subject) -> list[str]:
    """Name what differs between two runs of one seed that nobody stopped."""
    folder, setup = RunFolder(subject.home / "again"), subject.run("again")
    with EventWriter(folder) as events:
        driver = TrialDriver(folder, setup, events, look_after=HALF)
        train(driver)
    return differences(subject.made["straight"], bits(driver.context))


def _why_they_differ(device: str, wrong: list[str], moving: list[str]) -> Exception:
    """Blame the resume only where two runs without one are alike."""
    if not moving:
        return BrokenError(
            f"{HALF} steps, a stop and {STEPS - HALF} more differ from {STEPS} steps in"
            f" {len(wrong)} places: {', '.join(wrong[:5])}. Name every object with a"
            " memory in ctx.steps(...), and draw random numbers from torch only."
        )
    where = f"in {len(moving)} places: {', '.join(moving[:5])}"
    if device == "cpu":
        return BrokenError(
            f"Two runs of one seed differ already without a stop, {where}. Draw random"
            " numbers from torch only, and let nothing depend on the clock."
        )
    return NotApplicableError(
        f"Two runs of one seed differ on {device} already without a stop, {where}: some"
        " operator there adds in no fixed order. Check the resume on the CPU."
    )
