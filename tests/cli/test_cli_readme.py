"""The README's first command does what it says, with the models that ship."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
from PIL import Image

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
    for name in ("start", "tests"):
        line = block(name).replace("\n", " ").replace("python3 -m venv", "py -m venv")
        windows = line.replace(".venv/bin/", ".venv\\Scripts\\")
        words = [w.replace("/", "\\") if "." in w else w for w in windows.split()]
        listed = README.split("```bat")[1]
        assert " ".join(words) in listed


def test_the_first_command_translates_a_photo_and_draws_digits(
    ganstudio, tmp_path, monkeypatch
):
    monkeypatch.chdir(ROOT)
    out = tmp_path / "out"
    lines = re.findall(r"^\.venv/bin/ganstudio (.*?)(?: &&)?$", block("start"), re.M)
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
