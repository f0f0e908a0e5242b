"""`ganstudio` and `python -m ganstudio`: a command, or the window."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program with the arguments of this process, and end it."""
    from ganstudio.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
