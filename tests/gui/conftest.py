"""Fixtures for the window's tests: services and windows that leave nothing behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ganstudio.gui.commands import Commands
from ganstudio.gui.main import make_application, open_window
from ganstudio.gui.services import Services
from ganstudio.gui.theme import theme
from ganstudio.gui.translate.save_all import SaveAllDialog
from ganstudio.gui.window import Window
from ganstudio.inference import Model, sample


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it."""
    app = make_application()
    theme.apply("dark")
    return app


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Collect garbage in this thread alone, as the program does while it has a window.

    The young generations hold all that was made since the last call: it takes 5 ms.
    """
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left(garbage: None, qapp: QApplication) -> Iterator[None]:
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


class Explored:
    """Hands of somebody who explores a model in a window."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        self.place: Any = window.workspace

    def ready(self) -> None:
        """Wait until the picture is that of the present point."""
        explorer = self.place.explorer
        self._qtbot.waitUntil(
            lambda: (
                explorer.shown is not None
                and explorer.shown.point == explorer.point
                and not explorer.services.interactive.busy
            ),
            timeout=20_000,
        )

    def keep(self, *seeds: int) -> None:
        """Keep the pictures of some seeds."""
        for seed in seeds:
            self.place.explorer.choose_seed(seed)
            self.ready()
            self.place.kept.keep()

    def drawn(self, seed: int, label: str | None = None) -> NDArray[np.uint8]:
        """Draw what a seed should show, uint8 (H, W, C)."""
        model = Model.open(self.place.explorer.subject.path)
        return sample(model, count=1, seed=seed, label=label)[0]

    def press(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """Press a key of the window."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= one
        self._qtbot.keyClick(self.window, key, modifiers)


@pytest.fixture
def explore(
    window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> Callable[[Path], Explored]:
    """Open a window that explores a model; it saves into `tmp_path / "pictures"`."""

    def make(model: Path) -> Explored:
        opened = window(model)
        qtbot.waitUntil(lambda: opened.current == "explore", timeout=10_000)
        opened.services.preferences.change(output_folder=tmp_path / "pictures")
        hands = Explored(opened, qtbot)
        hands.ready()
        opened.activateWindow()
        return hands

    return make


@pytest.fixture
def save_all(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Callable[[Window, Path], None]:
    """Save everything on a window's film into a folder, by the dialog's buttons."""

    def save(opened: Window, out: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
        opened.commands.action("translate.save_all").trigger()
        dialog = opened.findChild(SaveAllDialog)
        for button in (dialog.choose, dialog.accept_button):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return save
