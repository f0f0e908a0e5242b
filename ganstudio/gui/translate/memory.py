"""What comes back at the next start, as JSON and from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.gui.translate.recipe import Recipe


@dataclass(frozen=True)
class Memory:
    """The workspace as it was left.

    Attributes:
        files: each opened picture and the folder it came with.
        current: the one that was looked at.
        mode: how original and translation were laid out.
    """

    files: tuple[tuple[Path, Path | None], ...] = ()
    current: Path | None = None
    recipe: Recipe | None = None
    strength: float = 1.0
    mode: str = "wipe"


def remember(memory: Memory) -> dict[str, Any]:
    """Write it down as JSON."""
    recipe = memory.recipe
    return {
        "files": [[str(p), None if r is None else str(r)] for p, r in memory.files],
        "current": None if memory.current is None else str(memory.current),
        "model": None if recipe is None else str(recipe.model),
        "label": None if recipe is None else recipe.label,
        "strength": memory.strength,
        "mode": memory.mode,
    }


def recall(state: dict[str, Any]) -> Memory:
    """Read it, as far as it can be understood; never raises."""
    files: list[tuple[Path, Path | None]] = []
    entries = state.get("files")
    for entry in entries if isinstance(entries, list) else []:
        match entry:
            case [str(path), str(root)]:
                files.append((Path(path), Path(root)))
            case [str(path), None]:
                files.append((Path(path), None))
    model, label = state.get("model"), state.get("label")
    recipe = None
    if isinstance(model, str) and model:
        recipe = Recipe(Path(model), label if isinstance(label, int) else None)
    current, strength = state.get("current"), state.get("strength")
    return Memory(
        files=tuple(files),
        current=Path(current) if isinstance(current, str) and current else None,
        recipe=recipe,
        strength=min(max(float(strength), 0.0), 1.0)
        if isinstance(strength, int | float) and strength == strength
        else 1.0,
        mode=str(state.get("mode", "wipe")),
    )
