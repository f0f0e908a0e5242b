"""What `ganstudio info` says, asked of a process of its own.

It imports onnxruntime to learn of backends, which has no place in the window.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ganstudio.app.info import Info, as_text
from ganstudio.gui.services import Services


def fetch_information(
    services: Services,
    done: Callable[[Info], None],
    failed: Callable[[str], None],
    owner: QObject | None = None,
) -> None:
    """Ask for versions, devices, backends and paths; takes about a second.

    Args:
        services: they run the process.
        done: called in the window's thread.
        failed: called with one sentence.
        owner: where this object is gone by then, nothing is called.
    """

    def ended(code: int, said: list[str]) -> None:
        try:
            # A library may have something to say before the document begins.
            first = said.index("{")
            values = json.loads("\n".join(said[first : said.index("}", first) + 1]))
            known = Info(**values)
        except (ValueError, TypeError):
            last = said[-1] if said else f"it ended with code {code}"
            failed(f"'ganstudio info' could not be asked: {last}")
            return
        done(known)

    services.programs.run(["info", "--json"], ended, owner=owner)


def copy_information(services: Services) -> None:
    """Put it on the clipboard, and say so in the status line."""
    notices = services.notices
    notices.say("Collecting versions, devices and paths…")

    def done(known: Info) -> None:
        QGuiApplication.clipboard().setText(as_text(known))
        notices.say("The information is copied: paste it into the report.", "good")

    fetch_information(
        services, done, lambda text: notices.say(text, "bad"), owner=services
    )
