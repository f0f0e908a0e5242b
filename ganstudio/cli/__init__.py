"""The command line: it parses, prints and draws progress; the work is in `app`."""

from ganstudio.cli.group import WindowWanted
from ganstudio.cli.main import app, run

__all__ = ["WindowWanted", "app", "run"]
