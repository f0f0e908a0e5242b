"""What is said about a run: titles, times, how it ended and what to do."""

from __future__ import annotations

from datetime import datetime

from ganstudio.gui.services import Services
from ganstudio.gui.train.conditions import Condition
from ganstudio.gui.train.known_runs import Run


def model_title(model: str, services: Services) -> str:
    """A model's title, or its id where no plugin knows it."""
    registry = services.plugins.registry
    known = registry.models.get(model) if registry is not None else None
    return known.spec.title if known is not None else model


def title_of(run: Run, services: Services) -> str:
    """What a run is called: what it trains; its folder's name where that is unknown."""
    return model_title(run.entry.model, services) or run.entry.folder.name


def when(run: Run, now: datetime | None = None) -> str:
    """When it was made: "today 15:30", "21 Nov 15:30"; "" where that is unknown."""
    try:
        made = datetime.fromisoformat(run.entry.created).astimezone()
    except ValueError:
        return ""
    today = (now or datetime.now()).astimezone()
    if made.date() == today.date():
        return f"today {made:%H:%M}"
    if made.year == today.year:
        return f"{made.day} {made:%b %H:%M}"
    return f"{made.day} {made:%b %Y}"


def step_of(run: Run) -> str:
    """How far it is: "step 120 of 8,000"."""
    if run.total:
        return f"step {run.step:,} of {run.total:,}"
    return f"step {run.step:,}"


def ending(run: Run) -> str:
    """How it ended, and what to do about it; "" while it goes on."""
    again = (
        f"Resume goes on from checkpoint {run.checkpoint:,}."
        if run.checkpoint is not None
        else "It has no checkpoint: Resume begins again at step 0."
    )
    match run.condition:
        case Condition.INTERRUPTED:
            return f"Its process ended without a word at {step_of(run)}. {again}"
        case Condition.FAILED:
            return run.entry.status.message or f"It failed at {step_of(run)}. {again}"
        case Condition.DAMAGED:
            return run.entry.status.message
        case Condition.STOPPED:
            return f"Stopped at {step_of(run)}. {again}"
        case Condition.FINISHED:
            return f"Finished at {step_of(run)}."
        case Condition.ELSEWHERE:
            return (
                f"Another machine trains it: {run.entry.status.message}. It can be"
                " asked to pause or to stop from here."
            )
    return ""
