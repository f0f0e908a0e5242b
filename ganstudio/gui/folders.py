"""The system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(path: Path) -> bool:
    """Open a folder; False where no file manager was found."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> bool:
    """Open the folder around a file or folder, with it marked where that can be.

    Returns:
        False where no file manager was found.
    """
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer", [f"/select,{path}"]))
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(path)]))
    return open_folder(path.parent)
