"""Loads one plugin in a process of its own, to see whether it comes back.

`python -m ganstudio.host.probe GROUP DISTRIBUTION NAME` prints one line when it does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress

from ganstudio.host import plugin_state
from ganstudio.host.entries import Entry, installed
from ganstudio.host.loading import load_models
from ganstudio.host.outcome import outcome

_CAME_BACK = b"came back"


def probe(entry: Entry, group: str) -> str:
    """Load a plugin elsewhere; return why it does not come back, "" where it does.

    A plugin that raises does come back: the caller will hear its reason himself.
    """
    patience = plugin_state.PATIENCE_SECONDS
    command = [sys.executable, "-P", "-m", __name__]
    # A file, not a pipe: a grandchild that lives on would keep a pipe open.
    with tempfile.TemporaryFile() as answer:
        try:
            process = subprocess.run(
                [*command, group, entry.distribution, entry.name],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=os.environ
                | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"did not come back within {patience:.0f} s"
        answer.seek(0)
        if _CAME_BACK in answer.read():
            return ""
    return outcome(process.returncode)


def _main(group: str, distribution: str, name: str) -> None:
    for entry in installed(group):
        if (entry.distribution, entry.name) == (distribution, name):
            with suppress(BaseException):
                load_models(entry)
    os.write(1, _CAME_BACK)


if __name__ == "__main__":
    _main(*sys.argv[1:])
