"""What can be done with the chosen model, run or plugin: the library's commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QPoint, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu

from ganstudio.app.models import ModelEntry
from ganstudio.app.runs import RunEntry
from ganstudio.core.model_file import check_model_file
from ganstudio.core.paths import models_dir
from ganstudio.gui.commands import Commands
from ganstudio.gui.deeds import Deeds
from ganstudio.gui.file_deeds import (
    KeepModel,
    delete_model,
    delete_run,
    rename_model,
)
from ganstudio.gui.folders import show_in_folder
from ganstudio.gui.library.canvas import Canvas
from ganstudio.gui.library.model_details import PLACES, ModelDetails
from ganstudio.gui.library.models import ModelsPage, title_of
from ganstudio.gui.library.new_plugin_dialog import NewPluginDialog
from ganstudio.gui.library.plugin_details import PluginDetails
from ganstudio.gui.library.plugins import PluginsPage
from ganstudio.gui.library.run_details import RunDetails
from ganstudio.gui.library.runs import HELD, RunsPage
from ganstudio.gui.services import Services

_MENUS = {
    "models": (
        ("open", "rename"),
        ("reveal", "copy_path", "keep", "check"),
        ("delete",),
    ),
    "runs": (("open",), ("reveal", "copy_path"), ("delete",)),
    "plugins": (("check", "switch"),),
}


class LibraryActions(QObject):
    """Binds the rows "library. ..." of the command table."""

    def __init__(
        self,
        services: Services,
        commands: Commands,
        canvas: Canvas,
        pages: tuple[ModelsPage, RunsPage, PluginsPage],
        details: tuple[ModelDetails, RunDetails, PluginDetails],
    ) -> None:
        super().__init__(canvas)
        self._services, self._commands, self._canvas = services, commands, canvas
        self.models, self.runs, self.plugins = pages
        self.model_details, self.run_details, self.plugin_details = details
        self.deeds = Deeds(services.background, self)
        services.undo.addStack(self.deeds.stack)
        self.deeds.happened.connect(self._happened)
        self.deeds.failed.connect(self._failed)
        self.plugins.failed.connect(self.plugin_details.sentence.say)
        self.model_details.renamed.connect(self._rename)
        self._bind()
        canvas.switched.connect(self._refresh)
        canvas.opened.connect(lambda _: commands.action("library.open").trigger())
        canvas.menu_wanted.connect(self._menu)
        for page in pages:
            page.choice_changed.connect(self._refresh)
        self.plugins.said.connect(self._refresh)

    def _bind(self) -> None:
        bind = self._commands.bind
        bind("library.search", self._canvas.go_to_search)
        bind("library.refresh", self.refresh)
        bind("library.add", self._add)
        bind("library.new_plugin", self._new_plugin)
        bind("library.open", self._open, enabled=self._can_open)
        bind("library.rename", self.model_details.rename, enabled=self._can_rename)
        bind("library.reveal", self._reveal, enabled=lambda: self._path() is not None)
        bind(
            "library.copy_path",
            self._copy_path,
            enabled=lambda: self._path() is not None,
        )
        bind("library.keep", self._keep, enabled=self._can_keep)
        bind("library.check", self._check, enabled=self._can_check)
        bind("library.switch", self._switch, enabled=self._can_switch)
        bind("library.delete", self._delete, enabled=lambda: self._path() is not None)

    def _refresh(self) -> None:
        # While another workspace is shown none of our rows can be used anyway.
        if self._commands.workspace == "library":
            self._commands.refresh()

    # What is chosen.

    @property
    def _model(self) -> ModelEntry | None:
        return self.models.entry if self._canvas.current == "models" else None

    @property
    def _run(self) -> RunEntry | None:
        return self.runs.entry if self._canvas.current == "runs" else None

    def _plugin(self) -> Any:
        return self.plugins.row if self._canvas.current == "plugins" else None

    def _path(self) -> Path | None:
        if self._model is not None:
            return self._model.path
        return self._run.folder.path if self._run is not None else None

    def _can_open(self) -> bool:
        model, run = self._model, self._run
        if model is not None:
            return model.card is not None and model.card.role in PLACES
        return run is not None and bool(run.model)

    def _can_rename(self) -> bool:
        return self._model is not None and not self.model_details.title.isReadOnly()

    def _can_keep(self) -> bool:
        model = self._model
        if model is None or model.card is None:
            return False
        return model.path.parent != models_dir()

    def _can_check(self) -> bool:
        row = self._plugin()
        if row is None:
            return self._model is not None
        report = self.plugins.reports.get(row.name)
        return row.status == "ok" and not (report is not None and report.job.live)

    def _can_switch(self) -> bool:
        return self._plugin() is not None and self.plugin_details.switch.isEnabled()

    # What is done.

    def refresh(self) -> None:
        """Read models, runs and plugins again."""
        self._services.models.refresh()
        self._services.runs.refresh()
        self._services.plugins.refresh()

    def _open(self) -> None:
        if self._model is not None:
            self._services.navigator.open_model(self._model.path)
        elif self._run is not None:
            self._services.navigator.open_run(self._run.folder.path)

    def _rename(self, title: str) -> None:
        model = self.models.entry
        if model is not None and model.card is not None:
            self.deeds.perform(rename_model(model.path, model.card.title, title))

    def _reveal(self) -> None:
        path = self._path()
        if path is not None and not show_in_folder(path):
            self._services.notices.say(f"No file manager was found to show {path}.")

    def _copy_path(self) -> None:
        path = self._path()
        if path is not None:
            QGuiApplication.clipboard().setText(str(path))
            self._services.notices.say("The path is copied.")

    def _keep(self) -> None:
        if self._model is not None:
            self._take(self._model.path)

    def _take(self, path: Path) -> None:
        keeping = KeepModel(path)

        def choose() -> None:
            if keeping.kept is not None:
                self.models.choose(str(keeping.kept))

        self.deeds.perform(keeping.deed, choose)

    def _add(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self._canvas, "Add models", "", "Models (*.onnx)"
        )
        self._canvas.show_page("models")
        for name in names:
            self._take(Path(name))

    def _check(self) -> None:
        row = self._plugin()
        if row is not None:
            refused = self.plugins.check(row)
            if refused:
                self.plugin_details.sentence.say(refused, "warning")
            return
        model = self._model
        if model is None:
            return
        sentence, path = self.model_details.sentence, model.path
        sentence.say("Comparing the file with its card…", "muted")

        def say(text: str, kind: str) -> None:
            if self.models.key == str(path):
                sentence.say(text, kind)

        self._services.background.run(
            lambda _: check_model_file(path),
            lambda _: say("The file is whole: its sha256 is the card's.", "good"),
            lambda text: say(text, "bad"),
            owner=self,
            what=str(path),
        )

    def _switch(self) -> None:
        row = self._plugin()
        if row is not None:
            self.plugins.switch(row, on=row.status == "disabled")

    def _delete(self) -> None:
        model, run = self._model, self._run
        if model is not None:
            self._delete_model(model)
        elif run is not None and run.status.state in HELD:
            self.run_details.sentence.say(
                f"{run.folder.name} is being trained or paused: stop it first.",
                "warning",
                action="Open in Train",
                then=self._open,
            )
        elif run is not None:
            self.deeds.perform(delete_run(run.folder.path))

    def _delete_model(self, model: ModelEntry) -> None:
        if self.models.source(model) == "demo":
            self.model_details.sentence.say(
                "Demo models are part of the program and come back with it: they cannot"
                " be deleted.",
                "warning",
            )
            return
        self.deeds.perform(delete_model(model.path, title_of(model)))

    def _new_plugin(self) -> None:
        NewPluginDialog(self._services, self._canvas).open()

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self._canvas)
        menu.aboutToHide.connect(menu.deleteLater)
        for number, group in enumerate(_MENUS[self._canvas.current]):
            if number:
                menu.addSeparator()
            for name in group:
                menu.addAction(self._commands.action(f"library.{name}"))
        menu.popup(place)

    def copy(self) -> None:
        """Copy the chosen file or folder, and its preview as a picture."""
        path = self._path()
        if path is None:
            row = self._plugin()
            if row is not None:
                text = "\n\n".join(t for t in (row.name, row.reason, row.trace) if t)
                QGuiApplication.clipboard().setText(text)
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        data.setText(str(path))
        page, pictures = (
            (self.models, self.model_details.pictures)
            if self._model is not None
            else (self.runs, self.run_details.pictures)
        )
        chosen = page.chosen
        if chosen is not None and chosen.picture is not None:
            pixmap = pictures.get(chosen.picture)
            if pixmap is not None and not pixmap.isNull():
                data.setImageData(pixmap.toImage())
        QGuiApplication.clipboard().setMimeData(data)

    # What happened.

    def _happened(self, sentence: str) -> None:
        self.refresh_files()
        if sentence:
            self._services.notices.say(sentence, "good")

    def _failed(self, sentence: str) -> None:
        self.refresh_files()
        place = {
            "models": self.model_details.sentence,
            "runs": self.run_details.sentence,
        }.get(self._canvas.current)
        if place is not None and place.isVisibleTo(self._canvas.window()):
            place.say(sentence)
        self._services.notices.say(sentence, "bad")

    def refresh_files(self) -> None:
        """Read the lists of models and runs again."""
        self._services.models.refresh()
        self._services.runs.refresh()
