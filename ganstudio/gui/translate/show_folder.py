"""Showing a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(path: Path) -> None:
    """Open a folder."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_file(path: Path) -> None:
    """Open a file's folder, with the file selected where the system can do that."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer", [f"/select,{path}"])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    else:
        open_folder(path.parent)
