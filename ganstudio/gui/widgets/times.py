"""Times as people read them."""

from __future__ import annotations


def time_left(seconds: float | None) -> str:
    """Say "40 s left", "3 min left", "2 h 10 min left"; "" where nobody knows."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min left"
    return f"{round(hours / 24)} days left"
