"""Fixtures for the window's tests: services and windows that leave nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.gui.commands import Commands
from ganstudio.gui.main import make_application, open_window
from ganstudio.gui.services import Services
from ganstudio.gui.theme import theme
from ganstudio.gui.window import Window


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it."""
    app = make_application()
    theme.apply("dark")
    return app


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer, a process or a window."""
    before = set(psutil.Process().children(recursive=True))
    threads = set(threading.enumerate())
    theme.apply("dark")  # whatever the window of an earlier test has chosen
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    left = [t for t in threading.enumerate() if t not in threads and t.is_alive()]
    assert not left, f"threads left: {left}"
    children = [
        child
        for child in psutil.Process().children(recursive=True)
        if child not in before and child.status() != psutil.STATUS_ZOMBIE
    ]
    assert not children, f"processes left: {[c.cmdline() for c in children]}"
    shown = [w for w in qapp.topLevelWidgets() if w.isVisible()]
    assert not shown, f"windows left: {shown}"
    timers = [
        timer
        for widget in qapp.topLevelWidgets()
        for timer in widget.findChildren(QTimer)
        if timer.isActive()
    ]
    assert not timers, f"timers left: {[t.parent() for t in timers]}"


@pytest.fixture
def services(qapp: QApplication) -> Iterator[Services]:
    """Services without a window."""
    made = Services()
    yield made
    made.close()


@pytest.fixture
def commands(qapp: QApplication) -> Commands:
    """The table of commands, nothing bound yet."""
    return Commands()


OpenWindow = Callable[..., Window]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open a window on some paths, and wait until it has read its lists."""
    made: list[Window] = []

    def make(*paths: Path, workspace: str = "") -> Window:
        opened = open_window(paths)
        made.append(opened)
        qtbot.waitUntil(
            lambda: (
                opened.services.plugins.registry is not None
                and opened.services.models.read
                and opened.services.runs.read
            ),
            timeout=20_000,
        )
        if workspace:
            opened.show_workspace(workspace)
        return opened

    yield make
    for opened in made:
        opened.services.preferences.change(ask_before_close=False)
        opened.close()
        opened.deleteLater()
