"""Geometry, workspace and open work, kept from one start to the next."""

from __future__ import annotations

import json
from typing import Any

from ganstudio.core.files import write_json
from ganstudio.core.paths import state_dir

_FILE = "window.json"


def read_session() -> dict[str, Any]:
    """Return what the last window left; {} where that cannot be read."""
    try:
        state = json.loads((state_dir() / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_session(state: dict[str, Any]) -> None:
    """Keep a window's state.

    Raises:
        StudioError: the disk refuses.
    """
    write_json(state_dir() / _FILE, state)
