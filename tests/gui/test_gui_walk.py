"""A walk through the window: every command does something, every control has a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from ganstudio.core.paths import resources
from ganstudio.gui.commands import MENUS, TABLE
from ganstudio.gui.window.places import PLACES

_ASKS_FOR_INPUT = (QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
_WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
"""Controls whose inner parts are Qt's own."""
_CONTROLS = (*_ASKS_FOR_INPUT, QAbstractButton, QAbstractItemView, QPlainTextEdit)


@pytest.fixture
def everywhere(window):
    """A window that has been in all four places."""
    opened = window()
    for name in PLACES:
        opened.show_workspace(name)
    opened.show_workspace("translate")
    return opened


def test_every_command_is_bound(everywhere):
    unbound = [c.id for c in TABLE if not everywhere.commands.is_bound(c.id)]
    assert not unbound


def test_every_command_is_in_a_menu_with_title_help_and_icon(everywhere):
    shown = {}
    for entry in everywhere.menuBar().actions():
        menu = entry.menu()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if not action.isSeparator():
                shown[action.objectName()] = entry.text().replace("&", "")
    for command in TABLE:
        assert shown[command.id] == command.menu
        assert command.title[0].isupper()
        assert command.help.endswith(".")
        assert command.icon
    assert {command.menu for command in TABLE} == set(MENUS)


def test_keys_are_ones_that_qt_knows(everywhere):
    for command in TABLE:
        for text in filter(None, command.shortcut.split("|")):
            assert QKeySequence(text).toString(), f"{command.id}: {text}"


def test_a_key_works_only_where_its_command_belongs(everywhere, qtbot):
    action = everywhere.commands.action("explore.dice")
    assert not action.isEnabled()
    everywhere.show_workspace("explore")
    everywhere.commands.refresh()
    assert not everywhere.commands.action("translate.save").isEnabled()


def _above(widget: QWidget) -> Iterator[QWidget]:
    at = widget.parentWidget()
    while at is not None:
        yield at
        at = at.parentWidget()


def _controls(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar):
            continue  # parts of Qt's own controls
        if any(isinstance(above, _WHOLE) for above in _above(widget)):
            continue
        parent = widget.parentWidget()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
            continue
        if isinstance(widget, QPushButton) and widget.isHidden() and not widget.text():
            continue  # it gets text and name when it is needed
        if isinstance(widget, _CONTROLS) or (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(widget, QScrollArea)
        ):
            yield widget


def _place(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(names[:4])


def _is_one_of_several(widget: QWidget) -> bool:
    """Whether Tab reaches the chosen one of a group, and arrows the others."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    return group is not None and group.exclusive()


def _check(root: QWidget) -> None:
    nameless = [
        _place(widget) for widget in _controls(root) if not widget.accessibleName()
    ]
    assert not nameless, "\n".join(nameless)
    silent = [
        _place(widget) + f" ({widget.accessibleName()})"
        for widget in _controls(root)
        if isinstance(widget, _ASKS_FOR_INPUT) and not widget.toolTip()
    ]
    assert not silent, "without a tooltip:\n" + "\n".join(silent)
    unreachable = [
        _place(widget) + f" ({widget.accessibleName()})"
        for widget in _controls(root)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _is_one_of_several(widget)
    ]
    assert not unreachable, "not reached by Tab:\n" + "\n".join(unreachable)


@pytest.mark.parametrize("place", PLACES)
def test_every_control_of_an_empty_workspace_has_a_name(window, place):
    opened = window(workspace=place)
    _check(opened)


def test_every_control_has_a_name_once_work_is_open(window, qtbot, run):
    photo = resources() / "images" / "coast.jpg"
    opened = window(photo)
    qtbot.waitUntil(lambda: opened.current == "translate")
    qtbot.wait(300)
    _check(opened)
    opened.services.navigator.open_model(resources() / "models" / "digits.onnx")
    qtbot.waitUntil(lambda: opened.current == "explore", timeout=10_000)
    qtbot.wait(300)
    _check(opened)
    opened.services.navigator.open_run(run.path)
    qtbot.wait(300)
    _check(opened)


def _reached_by_tab(root: QWidget) -> set[QWidget]:
    first = at = root
    found = set()
    while True:
        at = at.nextInFocusChain()
        if at is first or at in found:
            return found
        found.add(at)


@pytest.mark.parametrize("place", PLACES)
def test_tab_goes_through_the_whole_window(window, place):
    opened = window(workspace=place)
    reached = _reached_by_tab(opened)
    missed = [
        _place(w) for w in _controls(opened) if w.isVisible() and w not in reached
    ]
    assert not missed


def test_neither_torch_nor_a_runtime_is_loaded_by_the_window(tmp_path):
    """In a process of its own, since other tests import them here."""
    import subprocess
    import sys

    code = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ganstudio.gui.main import make_application, open_window
app = make_application()
window = open_window([Path({str(resources() / "images" / "coast.jpg")!r})])
def look():
    for place in {list(PLACES)!r}:
        window.show_workspace(place)
    QTimer.singleShot(1500, window, window.close)
QTimer.singleShot(1500, window, look)
app.exec()
heavy = [n for n in ("torch", "onnxruntime", "onnx", "openvino", "scipy", "av")
         if n in sys.modules]
print("loaded:", heavy)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "loaded: []", done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_smallest_window_still_shows_its_main_parts(everywhere):
    everywhere.resize(everywhere.minimumSize())
    for name in PLACES:
        everywhere.show_workspace(name)
        canvas = everywhere.workspace.canvas
        assert canvas.width() >= 200
