"""The README's first command does what it says, with the models that ship."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core import paths

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """Return the code below a marker, as .ci/run does."""
    found = re.search(rf"<!-- block: {name} -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    assert found, name
    return found[1]


def test_both_commands_are_of_one_environment():
    for name in ("start", "tests"):
        assert block(name).startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_windows_has_the_same_commands():
    listed = README.split("```bat")[1].split("```")[0]
    for name in ("start", "commands", "tests"):
        for line in block(name).replace(" &&\n", " && ").splitlines():
            here = line.replace("python3 -m venv", "py -m venv")
            windows = here.replace(".venv/bin/", ".venv\\Scripts\\")
            words = [w.replace("/", "\\") if "." in w else w for w in windows.split()]
            assert " ".join(words) in listed


@pytest.mark.skipif(sys.platform == "win32", reason="ends the window by a signal")
def test_the_second_command_opens_a_window_that_ends_when_asked():
    command = block("start").splitlines()[1]
    assert command == ".venv/bin/ganstudio"
    process = subprocess.Popen(
        [sys.executable, "-m", "ganstudio"],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    # The file of its crash log is the first thing that an open window writes.
    logs = paths.state_dir() / "logs"
    while not list(logs.glob("crash-*")) and process.poll() is None:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
    assert (paths.state_dir() / "window.json").exists()


def test_the_commands_translate_a_photo_and_draw_digits(
    ganstudio, tmp_path, monkeypatch
):
    monkeypatch.chdir(ROOT)
    out = tmp_path / "out"
    lines = re.findall(r"^\.venv/bin/ganstudio (.*)$", block("commands"), re.M)
    assert len(lines) == 2
    for line in lines:
        words = [re.sub(r"^out(?=/|$)", str(out), word) for word in shlex.split(line)]
        ganstudio(*words)
    with (
        Image.open(out / "coast.jpg") as print_,
        Image.open(ROOT / "resources/images/coast.jpg") as photo,
    ):
        assert print_.size == photo.size
        changed = np.asarray(print_).astype(int) - np.asarray(photo)
        assert np.abs(changed).mean() > 8
    with Image.open(out / "digits.png") as digits:
        assert np.asarray(digits).std() > 30
