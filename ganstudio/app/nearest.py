"""The end of a sentence about a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MOST = 12


def hint(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest name, or list those there are."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if not names:
        return "there are none yet."
    shown = ", ".join(names[:_MOST])
    return f"there are {shown}" + (" and more." if len(names) > _MOST else ".")
