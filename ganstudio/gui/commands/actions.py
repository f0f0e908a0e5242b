"""From the table to actions, and from there to what the workspaces do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ganstudio.gui.commands.table import MENUS, TABLE, Command
from ganstudio.gui.theme import icon

_MENU_OF = {command.id: command.menu for command in TABLE}


@dataclass(frozen=True)
class _Binding:
    run: Callable[..., object]
    enabled: Callable[[], bool]
    checked: Callable[[], bool] | None


class Commands(QObject):
    """One `QAction` for each row of the table.

    Whoever does the work binds it; a row that nobody bound, that belongs to another
    workspace, or whose `enabled` says no, is greyed and its key does nothing.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = ""
        self._bindings: dict[str, _Binding] = {}
        self._menus: dict[str, QMenu] = {}
        self._actions = {command.id: self._action(command) for command in TABLE}

    def action(self, id: str) -> QAction:
        """Return the action of a row."""
        return self._actions[id]

    def bind(
        self,
        id: str,
        run: Callable[..., object],
        *,
        enabled: Callable[[], bool] = lambda: True,
        checked: Callable[[], bool] | None = None,
    ) -> QAction:
        """Say what a row does.

        Args:
            id: of the row.
            run: called without arguments; with a bool for a checkable row.
            enabled: whether it can be done now.
            checked: whether a checkable row is on.
        """
        self._actions[id]  # a row that does not exist is a mistake: KeyError
        self._bindings[id] = _Binding(run, enabled, checked)
        return self._actions[id]

    def is_bound(self, id: str) -> bool:
        """Whether somebody does this."""
        return id in self._bindings

    def enter(self, workspace: str) -> None:
        """Make a workspace's commands the ones that can be used."""
        self.workspace = workspace
        self.refresh()

    def refresh(self) -> None:
        """Ask again what can be done now; call it when that changes."""
        for command in TABLE:
            action, binding = self._actions[command.id], self._bindings.get(command.id)
            here = command.workspace in ("", self.workspace)
            action.setEnabled(here and binding is not None and binding.enabled())
            if binding is not None and binding.checked is not None:
                action.setChecked(binding.checked())
        self.changed.emit()

    def fill(self, bar: QMenuBar, window: QWidget) -> None:
        """Make the menus, and let the window hear the shortcuts."""
        for title in MENUS:
            menu = self._menus[title] = bar.addMenu(f"&{title}")
            menu.aboutToShow.connect(self.refresh)
            group = None
            for command in (row for row in TABLE if row.menu == title):
                if group is not None and group != command.group:
                    menu.addSeparator()
                group = command.group
                menu.addAction(self._actions[command.id])
        window.addActions(list(self._actions.values()))

    def insert_menu(self, menu: QMenu, *, after: str) -> None:
        """Put a menu below a row, in the menu where that row stands."""
        parent = self._menus[_MENU_OF[after]]
        actions = parent.actions()
        place = actions.index(self._actions[after]) + 1
        parent.insertMenu(actions[place], menu)

    def _action(self, command: Command) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        if command.icon:
            action.setIcon(icon(command.icon))
        keys = [QKeySequence(text) for text in command.shortcut.split("|") if text]
        action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.checkable)
        key = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        action.setToolTip(f"{command.help} ({key})" if key else command.help)
        action.setStatusTip(command.help)
        action.setEnabled(False)
        action.triggered.connect(lambda on: self._run(command, on))
        return action

    def _run(self, command: Command, on: bool) -> None:
        binding = self._bindings.get(command.id)
        if binding is None or not binding.enabled():
            return
        if command.checkable:
            binding.run(on)
        else:
            binding.run()
        self.refresh()
