"""Whether a window can be opened on this machine, before Qt ends the program."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec

_COMMANDS = "The commands work without one: 'ganstudio --help' lists them."
# What Qt's xcb plugin loads and bare systems lack -> Debian's name of the package.
_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def why_no_window(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> str:
    """Say in one sentence why no window can be opened; "" where it can.

    Qt itself would abort the process with a message about plugins.

    Args:
        environment: of the process.
        platform: as `sys.platform`.
    """
    if find_spec("PySide6") is None:
        return (
            "GAN Studio's window needs PySide6, which is not installed: run 'pip"
            f" install --force-reinstall ganstudio'. {_COMMANDS}"
        )
    if not platform.startswith("linux"):
        return ""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen and chosen != "xcb":
        return ""
    if not chosen and environment.get("WAYLAND_DISPLAY"):
        return ""
    if not environment.get("DISPLAY"):
        return (
            "This machine shows no screen (neither DISPLAY nor WAYLAND_DISPLAY is set),"
            f" so there is no window. {_COMMANDS} With Debian's xvfb, 'xvfb-run"
            " ganstudio' opens it on a virtual screen."
        )
    missing = [name for file, name in _LIBRARIES.items() if not _loads(file)]
    if missing:
        return (
            "GAN Studio's window needs libraries that this system lacks: on Debian or"
            f" Ubuntu run 'sudo apt install {' '.join(missing)}'. {_COMMANDS}"
        )
    return ""


def _loads(library: str) -> bool:
    # Quicker than find_library, which starts a process for each name.
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
