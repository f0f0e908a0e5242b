"""The workspace "Library": models, runs and plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ganstudio.gui.commands import Commands
from ganstudio.gui.library.actions import LibraryActions
from ganstudio.gui.library.canvas import Canvas, PageView
from ganstudio.gui.library.model_details import ModelDetails
from ganstudio.gui.library.models import ModelsPage
from ganstudio.gui.library.pictures import Pictures, model_picture, sheet_picture
from ganstudio.gui.library.plugin_details import PluginDetails
from ganstudio.gui.library.plugins import PluginsPage
from ganstudio.gui.library.run_details import RunDetails
from ganstudio.gui.library.runs import RunsPage
from ganstudio.gui.library.things import ThingList
from ganstudio.gui.services import Services
from ganstudio.gui.widgets import EmptyState, button, main_button


class LibraryWorkspace:
    """See `gui.workspace.Workspace`."""

    def __init__(self, services: Services, commands: Commands) -> None:
        self._services, self._commands = services, commands
        self.models, self.runs = ModelsPage(services), RunsPage(services)
        self.plugins = PluginsPage(services)
        self._previews = Pictures(services.background, model_picture)
        self._sheets = Pictures(services.background, sheet_picture)
        self._view = self._make_canvas(commands)
        self.canvas: QWidget = self._view
        details = (
            ModelDetails(services, self.models, self._previews, commands),
            RunDetails(services, self.runs, self._sheets, commands),
            PluginDetails(services, self.plugins, commands),
        )
        self._details: dict[str, QWidget] = dict(
            zip(self._view.pages, details, strict=True)
        )
        self._inspector = QStackedWidget()
        for face in self._details.values():
            self._inspector.addWidget(face)
        self.inspector: QWidget | None = self._inspector
        self.strip: QWidget | None = None
        self.wants_strip = False
        self.takes_pictures = False
        for part in (
            self.models,
            self.runs,
            self.plugins,
            self._previews,
            self._sheets,
        ):
            part.setParent(self._view)
        self.actions = LibraryActions(
            services,
            commands,
            self._view,
            (self.models, self.runs, self.plugins),
            details,
        )
        self._view.switched.connect(self._switched)
        self._previews.arrived.connect(self.model_list.redraw)
        self._sheets.arrived.connect(self.run_list.redraw)
        services.models.changed.connect(self._advise)
        services.plugins.changed.connect(self._advise)
        self._advise()

    def _make_canvas(self, commands: Commands) -> Canvas:
        self.model_list = ThingList(lambda t: self._previews.get(t.picture))
        self.run_list = ThingList(lambda t: self._sheets.get(t.picture))
        plugin_list = ThingList(lambda _: None)
        new_run = commands.action("train.new")
        no_runs = EmptyState(
            "chart_line",
            "No runs yet",
            "A run is one training of a model: its settings, curves, samples and"
            " checkpoints, all in one folder.",
            main_button("New run…", self._new_run, help=new_run.toolTip()),
        )
        no_models = EmptyState(
            "cube_outline",
            "No models",
            "Train a run and export it, or drop a model file (.onnx) into the window.",
        )
        no_plugins = EmptyState(
            "puzzle_outline", "No plugins", "Models come as plugins; none is installed."
        )
        views = {
            "models": PageView("Models", self.models, self.model_list, no_models),
            "runs": PageView("Runs", self.runs, self.run_list, no_runs),
            "plugins": PageView(
                "Plugins", self.plugins, plugin_list, no_plugins, rows=True
            ),
        }
        for things, view in zip(
            (self.model_list, self.run_list, plugin_list), views.values(), strict=True
        ):
            things.setParent(view)
        add, write = (
            commands.action("library.add"),
            commands.action("library.new_plugin"),
        )
        buttons = {
            "models": button(add.text(), add.trigger, icon="plus", help=add.toolTip()),
            "runs": button(
                "New run…", self._new_run, icon="plus", help=new_run.toolTip()
            ),
            "plugins": button(
                write.text(), write.trigger, icon="plus", help=write.toolTip()
            ),
        }
        return Canvas(views, buttons, commands)

    def _new_run(self) -> None:
        self._services.navigator.train()

    def _switched(self, name: str) -> None:
        self._inspector.setCurrentWidget(self._details[name])

    def _advise(self) -> None:
        models, plugins = self._view.pages["models"], self._view.pages["plugins"]
        models.hint.clear()
        if self.models.only_demos:
            models.hint.say(
                "These came with the program. A model of your own comes here when you"
                " train a run and export it, or when you drop a file into the window.",
                "muted",
                action="New run",
                then=self._new_run,
            )
        plugins.hint.clear()
        if self._services.plugins.safe_mode:
            plugins.hint.say(
                "Safe mode: plugins of others are not loaded. Start without --safe-mode"
                " to use them.",
                "warning",
            )
        elif self.plugins.only_built_in:
            plugins.hint.say(
                "These came with the program. Install another with pip, then look again"
                " (F5); or write your own in ten minutes.",
                "muted",
                action="Write a plugin…",
                then=self._commands.action("library.new_plugin").trigger,
            )

    def open(self, paths: list[Path]) -> None:
        """Choose a model file; one from elsewhere is shown beside the others."""
        self._view.show_page("models")
        self.models.open(paths)

    def copy(self) -> None:
        """Copy the chosen file, with its preview."""
        self.actions.copy()

    def entered(self) -> None:
        """Look at what others may have changed on the disk."""
        self._services.undo.setActiveStack(self.actions.deeds.stack)
        self._services.models.refresh()
        self.runs.measure()

    def left(self) -> None:
        """Nothing goes on behind its back."""

    def state(self) -> dict[str, Any]:
        """Page, and of each page search, order and choice."""
        return {
            "page": self._view.current,
            "pages": {
                name: {"search": p.page.search, "sort": p.page.sort, "key": p.page.key}
                for name, p in self._view.pages.items()
            },
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what `state` returned; what it does not know is left out."""
        pages = state.get("pages")
        for name, kept in pages.items() if isinstance(pages, dict) else ():
            if name in self._view.pages and isinstance(kept, dict):
                page = self._view.pages[name].page
                page.set_search(str(kept.get("search") or ""))
                page.set_sort(str(kept.get("sort") or ""))
                page.choose(str(kept.get("key") or ""))
        self._view.show_page(str(state.get("page")))

    def close(self) -> None:
        """Its checks end with the window's programs."""
        # A stack that dies in the group would tell a window that is half gone.
        self._services.undo.removeStack(self.actions.deeds.stack)
