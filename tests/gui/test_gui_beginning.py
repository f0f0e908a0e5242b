"""Starting, ending and falling: one window for a person, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from ganstudio import host
from ganstudio.api import JobError
from ganstudio.app.failures import log_folder
from ganstudio.gui import crash
from ganstudio.gui.instance import Doorkeeper, hand_over
from ganstudio.gui.session import SessionKeeper, read_session, write_session
from ganstudio.gui.signals import Signals
from ganstudio.gui.window.banner import Banner
from ganstudio.gui.window.first_steps import FirstSteps


def _start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
    )


HAND_OVER = """
import sys
from pathlib import Path
from ganstudio.gui.instance import hand_over
print(hand_over([Path(name) for name in sys.argv[1:]]))
"""


@pytest.fixture
def door(qapp):
    made = Doorkeeper()
    assert made.open()
    yield made
    made.close()


def test_a_second_start_hands_its_files_to_the_first(door, qtbot, tmp_path):
    files = [tmp_path / "a b.jpg", tmp_path / "ü.png"]
    with qtbot.waitSignal(door.knocked, timeout=20_000) as knocked:
        second = _start(HAND_OVER, *files)
    assert knocked.args == [files]
    assert second.communicate()[0].strip() == "True"


def test_without_a_window_nobody_takes_the_files(qapp):
    assert not hand_over([Path("photo.jpg")])


def test_a_socket_of_a_killed_window_does_not_keep_the_next_one_out(qtbot):
    first = _start(
        "import os, signal\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from ganstudio.gui.instance import Doorkeeper\n"
        "app = QCoreApplication([])\n"
        "print(Doorkeeper().open(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert first.communicate()[0].strip() == "True"
    door = Doorkeeper()
    assert door.open()
    with qtbot.waitSignal(door.knocked, timeout=20_000):
        second = _start(HAND_OVER)
    second.communicate()
    door.close()


def test_what_nobody_caught_is_logged_and_told(monkeypatch):
    told = []
    log = crash.CrashLog(lambda sentence, trace: told.append((sentence, trace)))
    try:
        error = ValueError("a strange thing")
        sys.excepthook(ValueError, error, None)
    finally:
        log.close()
    ((sentence, trace),) = told
    assert "a strange thing" in sentence
    assert "ValueError" in trace
    logs = list(log_folder().glob("*.log"))
    assert len(logs) == 1
    assert str(logs[0]) in sentence
    assert not crash.crash_reports()


FALLS = """
import ctypes
from ganstudio.gui.crash import CrashLog
log = CrashLog(print)
ctypes.string_at(0)
"""


def test_a_fault_leaves_a_report_that_the_next_start_offers(window, qtbot):
    fallen = _start(FALLS)
    fallen.communicate()
    assert fallen.returncode == -signal.SIGSEGV
    (report,) = crash.crash_reports()
    opened = window()
    banner = opened.findChild(Banner)
    banner.buttons["Copy report"].click()
    assert "Segmentation fault" in QGuiApplication.clipboard().text()
    banner.dismiss()
    assert not crash.crash_reports()
    assert report.with_name(f"seen-{report.name}").exists()


def test_a_killed_window_leaves_no_report():
    log_folder().mkdir(parents=True)
    (log_folder() / "crash-999999.txt").touch()
    assert crash.crash_reports() == []
    assert not list(log_folder().iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_termination_close_the_window(qtbot, number):
    asked = []
    signals = Signals(lambda: asked.append(True))
    try:
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: asked == [True])
    finally:
        signals.close()


def test_geometry_workspace_and_panels_come_back(window):
    first = window(workspace="library")
    first.resize(780, 600)
    first.commands.action("app.inspector").trigger()
    first.close()
    second = window()
    assert second.current == "library"
    assert second.size().toTuple() == (780, 600)
    assert second.inspectors.isHidden()


@pytest.mark.parametrize(
    "state",
    [
        {"geometry": "no base 64 !", "current": "nowhere", "workspaces": 3},
        {"columns": "AAAA", "rows": None, "workspaces": {"train": []}},
        {"current": ["translate"]},
    ],
)
def test_a_damaged_session_opens_a_window_all_the_same(window, state):
    write_session(state)
    assert window().current == "translate"


def test_the_state_is_kept_before_the_window_closes(window, qtbot):
    opened = window(workspace="train")
    keeper = opened.findChild(SessionKeeper)
    keeper.keep_soon()
    qtbot.waitUntil(lambda: read_session().get("current") == "train")


def test_somebody_new_is_led_to_something_that_works(window, qtbot):
    opened = window()
    banner = opened.findChild(Banner)
    banner.buttons["First steps"].click()
    steps = opened.findChild(FirstSteps)
    assert steps.isVisible()
    assert set(steps.steps) == {"Translate", "Explore", "Train", "Library"}
    qtbot.waitUntil(lambda: "Training is installed" in steps.training.text)
    qtbot.waitUntil(lambda: "GPU" in steps.machine.text, timeout=30_000)
    steps.steps["Explore"].findChild(QPushButton).click()
    qtbot.waitUntil(lambda: opened.current == "explore", timeout=10_000)
    opened.close()
    assert window().findChild(Banner) is None


def test_what_training_lacks_is_said_with_the_command(window, qtbot, monkeypatch):
    def lacking() -> None:
        raise JobError('Training needs torch: run pip install "ganstudio[train]".')

    monkeypatch.setattr(host, "require_train", lacking)
    opened = window()
    steps = FirstSteps(opened.services, opened)
    qtbot.waitUntil(lambda: bool(steps.training.text))
    assert "[train]" in steps.training.text
    steps.close()
