"""What comes back at the next start, as JSON and from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganstudio.core.images import Shape
from ganstudio.gui.translate.masks import Packed
from ganstudio.gui.translate.recipe import Look, Recipe

_NUMBERS = ("strength", "keep_colour", "keep_detail")


@dataclass(frozen=True)
class Memory:
    """The workspace as it was left.

    Attributes:
        files: each opened picture and the folder it came with.
        current: the one that was looked at.
        look: model, class, and how much of the photograph stays.
        mode: how original and translation were laid out.
        masks: of the pictures that have one.
    """

    files: tuple[tuple[Path, Path | None], ...] = ()
    current: Path | None = None
    look: Look = field(default_factory=Look)
    mode: str = "wipe"
    masks: tuple[tuple[Path, Packed], ...] = ()


def remember(memory: Memory) -> dict[str, Any]:
    """Write it down as JSON."""
    return {
        "files": [[str(p), None if r is None else str(r)] for p, r in memory.files],
        "current": None if memory.current is None else str(memory.current),
        **look_to_json(memory.look),
        "mode": memory.mode,
        "masks": {str(path): mask.to_json() for path, mask in memory.masks},
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
    masks = state.get("masks")
    packed = [
        (Path(path), Packed.from_json(entry))
        for path, entry in (masks.items() if isinstance(masks, dict) else ())
    ]
    current = state.get("current")
    return Memory(
        files=tuple(files),
        current=Path(current) if isinstance(current, str) and current else None,
        look=look_from_json(state),
        mode=str(state.get("mode", "wipe")),
        masks=tuple((path, mask) for path, mask in packed if mask is not None),
    )


def look_to_json(look: Look) -> dict[str, Any]:
    """Turn model, class and shape into plain JSON."""
    recipe, shape = look.recipe, look.shape
    return {
        "model": None if recipe is None else str(recipe.model),
        "label": None if recipe is None else recipe.label,
        "working_size": None if recipe is None else recipe.working_size,
        **{name: getattr(shape, name) for name in _NUMBERS},
    }


def look_from_json(state: dict[str, Any]) -> Look:
    """Read what `look_to_json` wrote; what cannot be understood is left out."""
    model, label = state.get("model"), state.get("label")
    size = state.get("working_size")
    recipe = None
    if isinstance(model, str) and model:
        recipe = Recipe(
            Path(model),
            label if isinstance(label, int) else None,
            size if isinstance(size, int) and size > 0 else None,
        )
    return Look(recipe, shape_from_json(state))


def shape_from_json(state: dict[str, Any]) -> Shape:
    """Read strength, kept colour and kept detail; what is wrong gets its default."""
    found: dict[str, Any] = {}
    for name in _NUMBERS:
        value = state.get(name)
        if isinstance(value, int | float) and value == value:
            found[name] = min(max(float(value), 0.0), 1.0)
    return Shape(**found)
