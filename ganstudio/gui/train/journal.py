"""What happened to a run besides its numbers: notes, live changes, exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.core.runs import Event, RunFolder
from ganstudio.core.runs.events import parse_event

_NUMBERS = b'{"type": "metrics"'


@dataclass(frozen=True)
class Note:
    """One line for a person.

    Attributes:
        time: seconds since 1970.
        step: complete steps; None where it belongs to none.
        kind: "bad", "warning" or "muted".
        text: a sentence.
    """

    time: float
    step: int | None
    kind: str
    text: str


class Journal:
    """Reads a run's events, all but the numbers, and again only what is new.

    Args:
        folder: the run.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._path = folder.events
        self._offset = 0
        self.events: list[Event] = []

    def read(self) -> bool:
        """Read on; whether anything came."""
        before = len(self.events)
        try:
            with self._path.open("rb") as file:
                if file.seek(0, 2) < self._offset:  # put back from a copy
                    self._offset = before = 0
                    self.events = []
                file.seek(self._offset)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._offset += len(line)
                    if line.startswith(_NUMBERS):
                        continue
                    event = parse_event(line)
                    if event is not None:
                        self.events.append(event)
        except OSError:
            return False
        return len(self.events) != before

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should read, oldest first."""
        found = (_note(event) for event in self.events)
        return tuple(note for note in found if note is not None)

    @property
    def live(self) -> dict[str, Any]:
        """Settings that were changed while it ran and are in force."""
        changes: list[tuple[int, dict[str, Any]]] = []
        for event in self.events:
            start = event.get("from_step")
            if event["type"] == "started" and isinstance(start, int):
                changes = [change for change in changes if change[0] <= start]
            elif event["type"] == "note" and isinstance(event.get("set"), dict):
                changes.append((int(event.get("step") or 0), event["set"]))
        values: dict[str, Any] = {}
        for _, change in changes:
            values |= change
        return values

    @property
    def exported(self) -> dict[Path, int]:
        """Files that were exported -> their step, oldest first."""
        files: dict[Path, int] = {}
        for event in self.events:
            if event["type"] == "exported" and isinstance(event.get("files"), list):
                step = int(event.get("step") or 0)
                files |= {Path(str(file)): step for file in event["files"]}
        return files


def _note(event: Event) -> Note | None:
    when, step = float(event.get("time") or 0), event.get("step")
    step = step if isinstance(step, int) else None
    text = str(event.get("text") or "")
    match event["type"]:
        case "failed":
            return Note(when, step, "bad", text)
        case "note":
            kinds = {"error": "bad", "warning": "warning"}
            if isinstance(event.get("set"), dict):
                values = ", ".join(f"{k} = {v}" for k, v in event["set"].items())
                text = f"Changed while it ran: {values}."
            if text:
                return Note(
                    when, step, kinds.get(str(event.get("level")), "muted"), text
                )
        case "started":
            device = event.get("device")
            where = f" on {device}" if device else ""
            word = f"Went on from step {step}" if step else "Started"
            return Note(when, step, "muted", f"{word}{where}.")
        case "paused" | "resumed" | "stopped" | "finished" as kind:
            word = {"resumed": "Went on"}.get(kind, kind.capitalize())
            return Note(when, step, "muted", f"{word}.")
        case "checkpoint":
            return Note(when, step, "muted", "Wrote a checkpoint.")
        case "evaluated":
            scores = ", ".join(
                f"{row['name']} {row['value']:.4g}" for row in event.get("scores") or ()
            )
            return Note(when, step, "muted", f"Measured {scores}.")
        case "exported":
            names = [Path(str(file)).name for file in event.get("files") or ()]
            return Note(when, step, "muted", f"Exported {', '.join(names)}.")
    return None
