"""The command line: it parses, prints and draws progress; the work is in `app`."""

from ganstudio.cli.main import app, run

__all__ = ["app", "run"]
