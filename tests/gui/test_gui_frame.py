from __future__ import annotations

from ganstudio.gui.commands import TABLE


def test_a_window_shows_every_workspace(window, qtbot):
    opened = window()
    for name in ("explore", "train", "library", "translate"):
        opened.commands.action(f"app.{name}").trigger()
        assert opened.current == name
        assert opened.rail.buttons[name].isChecked()
        assert opened.canvases.currentWidget() is opened.workspace.canvas


def test_keys_are_given_once_in_each_workspace():
    for place in ("translate", "explore", "train", "library"):
        keys = [
            key
            for command in TABLE
            if command.workspace in ("", place)
            for key in command.shortcut.split("|")
            if key
        ]
        assert len(keys) == len(set(keys)), place
