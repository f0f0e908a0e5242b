"""Opening whatever a person drops, pastes, chooses or names: each where it belongs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu

from ganstudio.api import Role
from ganstudio.app.models import SUFFIX, WEIGHT_SUFFIXES
from ganstudio.app.opening import Opened, look_at
from ganstudio.core.images import PICTURE_SUFFIXES
from ganstudio.core.model_file import ModelFile, NoCardError, read_model_file
from ganstudio.gui.window import pasted

if TYPE_CHECKING:
    from ganstudio.gui.window.window import Window

_WORKSPACES = {
    "picture": "translate",
    "pictures": "translate",
    "preset": "translate",
    "run": "train",
}
_OF_ROLE = {Role.TRANSLATOR: "translate", Role.GENERATOR: "explore"}


class Opener(QObject):
    """Looks at paths in the background, then hands them to the workspaces.

    Args:
        window: whose workspaces get them.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._services = window.services

    def open_paths(self, paths: list[Path]) -> None:
        """Open files and folders; say what was not opened, and why."""
        self._services.background.run(
            lambda _: look_at(paths), self._open, self._refuse, owner=self
        )

    def open_model(self, path: Path) -> None:
        """Open a model file where its role belongs."""

        def read(_: object) -> ModelFile | None:
            try:
                return read_model_file(path)
            except NoCardError:
                return None

        def done(found: ModelFile | None) -> None:
            if found is None:
                self.import_model(path)
            else:
                self.send(_OF_ROLE.get(found.card.role, "library"), [path])

        self._services.background.run(
            read,
            done,
            self._refuse,
            owner=self,
            what=f"Reading {path}",
        )

    def import_model(self, path: Path) -> None:
        """Ask what a model of another program takes, and make one of ours."""
        from ganstudio.gui.dialogs.import_model import ImportDialog

        ImportDialog(self._services, path, self._window).open()

    def send(self, workspace: str, paths: list[Path]) -> None:
        """Show a workspace, and hand it these paths."""
        self._window.show_workspace(workspace)
        self._window.workspace.open(paths)
        self._window.commands.refresh()

    def take(self, data: QMimeData) -> bool:
        """Open what was dropped or pasted; False where it is nothing of use."""
        paths = pasted.paths_of(data)
        if paths:
            self.open_paths(paths)
            return True
        image = data.imageData() if data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            address = pasted.address_of(data)
            if address:
                self.fetch(address)
            return bool(address)
        self._services.background.run(
            lambda _: pasted.keep(image),
            lambda path: self.open_paths([path]),
            self._refuse,
            owner=self,
            what="Keeping the pasted picture",
        )
        return True

    def fetch(self, address: str) -> None:
        """Open a picture that was dragged out of a browser."""
        from ganstudio.app.fetching import fetch_picture

        self._services.notices.say("Fetching the picture…")
        self._services.background.run(
            lambda _: fetch_picture(address, pasted.pasted_dir()),
            lambda path: self.open_paths([path]),
            self._refuse,
            owner=self,
            what="Fetching the picture",
            patient=True,
        )

    # The commands.

    def choose_files(self) -> None:
        """Ask for files."""
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            "Open",
            "",
            f"Pictures and models ({suffixes} *.onnx run.json);;"
            f"Pictures ({suffixes});;Models (*.onnx);;All files (*)",
        )
        if names:
            self.open_paths([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self._window, "Open a folder")
        if name:
            self.open_paths([Path(name)])

    def choose_model(self) -> None:
        """Ask for a model of another program."""
        suffixes = " ".join(f"*{suffix}" for suffix in (SUFFIX, *WEIGHT_SUFFIXES))
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Import a model", "", f"Models ({suffixes});;All files (*)"
        )
        if name:
            self.import_model(Path(name))

    def paste(self) -> None:
        """Open what the clipboard holds."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            self._services.notices.say("The clipboard holds no picture and no file.")

    def fill_recent(self, menu: QMenu) -> None:
        """Fill a menu with what was opened lately."""
        menu.clear()
        recent = self._services.preferences.value.recent
        for path in recent:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open_paths([path]))
        if not recent:
            menu.addAction("Nothing yet").setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction("Forget these").triggered.connect(
            lambda: self._services.preferences.change(recent=())
        )

    def _open(self, found: list[Opened]) -> None:
        places: dict[str, list[Path]] = {}
        for one in found:
            if one.kind == "unknown":
                self._refuse(one.reason)
            elif one.kind == "model":
                self.open_model(one.path)
            elif one.kind == "weights":
                self.import_model(one.path)
            elif one.kind == "data" or (
                # In Train, pictures are what somebody wants to learn from.
                one.kind == "pictures" and self._window.current == "train"
            ):
                self._window.show_workspace("train")
                self._services.navigator.train("", [one.path])
            elif one.kind == "picture" and self._window.workspace.takes_pictures:
                places.setdefault(self._window.current, []).append(one.path)
            else:
                places.setdefault(_WORKSPACES[one.kind], []).append(one.path)
        for workspace, paths in places.items():
            self.send(workspace, paths)
        known = [one.path for one in found if one.kind != "unknown"]
        preferences = self._services.preferences
        preferences.change(recent=preferences.value.with_recent(*known))

    def _refuse(self, sentence: str) -> None:
        self._services.notices.say(sentence, "bad")
