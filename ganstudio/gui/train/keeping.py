"""Keeping a copy of a picture that a run made."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.core.files import disk_errors, written_beside
from ganstudio.core.images import read_pixels
from ganstudio.gui.services import Services


def save_picture(parent: QWidget, services: Services, path: Path) -> None:
    """Ask where to, copy the picture there in the background, and say so."""
    start = str(Path.home() / path.name)
    name, _ = QFileDialog.getSaveFileName(
        parent, "Save the picture", start, "Pictures (*.png)"
    )
    if not name:
        return
    target = Path(name).with_suffix(path.suffix)

    def copy() -> Path:
        with disk_errors("save", target), written_beside(target) as temporary:
            shutil.copyfile(path, temporary)
        read_pixels(target)
        return target

    services.background.run(
        lambda _: copy(),
        lambda saved: services.notices.say(f"Saved as {saved}."),
        services.notices.say,
        owner=parent,
        what=f"Saving {target}",
    )
