"""The plugins: what they offer, and why one does not."""

from __future__ import annotations

from ganstudio.host import PluginRow, Registry, disable, discover, enable

__all__ = ["PluginRow", "Registry", "disable", "enable", "load_plugins"]


def load_plugins(*, safe_mode: bool = False) -> Registry:
    """Load the cards of every plugin, one by one; a bad one stops no other.

    Args:
        safe_mode: only those that came with the program.
    """
    return discover(safe_mode=safe_mode)
