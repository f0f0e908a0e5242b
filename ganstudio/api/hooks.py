"""The hook. Hooks register; objects act.

The host asks each plugin on its own, so one that raises stops nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from ganstudio.api.spec import ModelSpec

PROJECT = "ganstudio"
"""Name of the hook project and of the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """Every hook that a plugin may implement."""

    @hookspec
    def register_models(self) -> Iterable[ModelSpec]:
        """Return the cards of this plugin's models.

        Called once, when the program starts, with torch and Qt out of reach: a card
        that imports them is refused. Registration is whole or not at all.
        """
        return ()
