"""What this machine has, as far as one can know without torch."""

from __future__ import annotations

import os

import psutil


def cpu_threads() -> int:
    """Threads that arithmetic should use: physical cores this process may run on."""
    try:
        allowed = len(psutil.Process().cpu_affinity() or ())
    except (AttributeError, psutil.Error):  # macOS has no affinity
        allowed = os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or 1, allowed or 1))
