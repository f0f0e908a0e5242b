"""`ganstudio` and `python -m ganstudio`: a command, or the window."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Run the program with the arguments of this process, and end it."""
    # The window opens sooner without the command line's imports.
    if len(sys.argv) == 1:
        sys.exit(_window())
    from ganstudio.cli import WindowWanted, run

    try:
        code = run(sys.argv[1:])
    except WindowWanted as wanted:
        code = _window(wanted.files, safe_mode=wanted.safe_mode)
    sys.exit(code)


def _window(files: tuple[Path, ...] = (), *, safe_mode: bool = False) -> int:
    from ganstudio.app.screen import why_no_window

    reason = why_no_window()
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    from ganstudio.gui.main import main as open_window

    return open_window(files, safe_mode=safe_mode)


if __name__ == "__main__":
    main()
