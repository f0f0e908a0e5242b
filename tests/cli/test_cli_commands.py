"""Every command is there, is explained, and ends with the right code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import ganstudio as package
from ganstudio.api import ConfigError, JobError, Problem
from ganstudio.cli import WindowWanted, app, pictures, run

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "bench",
    "check",
    "data",
    "evaluate",
    "export",
    "import",
    "info",
    "interpolate",
    "models",
    "neighbours",
    "new-plugin",
    "plugins",
    "resume",
    "runs",
    "sample",
    "stop",
    "train",
    "translate",
}


def test_these_are_the_commands():
    assert set(get_command(app).commands) == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_every_option_is_explained(ganstudio, command):
    words = ["data", "check"] if command == "data" else [command]
    text = ganstudio(*words, "--help").stdout
    assert "Usage:" in text
    node = get_command(app)
    for word in words:
        node = node.commands[word]
    assert node.help
    missing = [p.name for p in node.params if not getattr(p, "help", None)]
    assert missing == []


def test_the_readme_lists_the_commands_there_are():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `ganstudio ([a-z-]+)", readme, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_options_in_the_readme_exist(ganstudio):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [part for line in readme.splitlines() for part in line.split(" && ")]
    found = re.compile(r"ganstudio ((?:data )?[a-z-]+) ([^`]*--[a-z][^`]*)")
    lines = [match for text in commands for match in found.findall(text)]
    assert len(lines) >= 8
    for command, rest in lines:
        text = ganstudio(*command.split(), "--help").stdout
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest):
            assert option in text, f"{command} {option}"


def test_the_version(ganstudio):
    assert ganstudio("--version").stdout == f"ganstudio {package.__version__}\n"


def test_without_a_command_the_window_is_wanted():
    with pytest.raises(WindowWanted) as wanted:
        run(["--safe-mode"])
    assert wanted.value.files == ()
    assert wanted.value.safe_mode


def test_files_in_the_place_of_a_command_are_meant_for_the_window():
    photo = ROOT / "resources" / "images" / "coast.jpg"
    with pytest.raises(WindowWanted) as wanted:
        run([str(photo), str(ROOT)])
    assert wanted.value.files == (photo, ROOT)
    assert not wanted.value.safe_mode


@pytest.mark.parametrize("arguments", [[], ["resources/images/coast.jpg"]])
def test_without_a_screen_one_sentence_says_what_works(arguments):
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "ganstudio", *arguments],
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "no window" in done.stderr
    assert "ganstudio --help" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_command_suggests_one(ganstudio):
    assert "Did you mean 'train'" in ganstudio("trian", expect=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["sample"],
        ["sample", "x.onnx"],
        ["sample", "x.onnx", "--out", "a.png", "-n", "0"],
        ["sample", "x.onnx", "--out", "a.png", "--truncation", "2"],
        ["translate", "x.onnx", "a.jpg", "--out", "o", "--tile", "huge"],
        ["translate", "x.onnx", "a.jpg", "--out", "o", "--keep-metadata", "maybe"],
        ["data", "check", ".", "--kind", "pictures"],
        ["bench", "windows"],
        ["train", "dcgan", "--steps", "0"],
        ["models", "--jsn"],
    ],
)
def test_wrong_usage_is_2_and_says_where_help_is(ganstudio, arguments):
    assert "--help" in ganstudio(*arguments, expect=2).stderr.replace("-h'", "--help")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (JobError("Torch is missing: install it."), 1, "Torch is missing: install it."),
        (ConfigError("Toy", [Problem("lr", "too low")]), 2, "Toy: lr: too low"),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
)
def test_failures_are_one_sentence_and_a_code(
    ganstudio, monkeypatch, error, code, words
):
    def fail():
        raise error

    monkeypatch.setattr(pictures, "list_models", fail)
    result = ganstudio("models", expect=code)
    assert result.stderr == words + "\n"
    assert result.stdout == ""


def test_what_nobody_foresaw_is_one_sentence_and_a_log(ganstudio, monkeypatch):
    def fail():
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(pictures, "list_models", fail)
    result = ganstudio("models", expect=1)
    assert result.stderr.count("\n") == 1
    assert "ganstudio models failed unexpectedly: ZeroDivisionError" in result.stderr
    log = Path(result.stderr.rpartition("are in ")[2].strip().rstrip("."))
    assert "in fail" in log.read_text()


def test_run_returns_the_code_that_the_process_ends_with(capsys):
    assert run(["--version"]) == 0
    assert run(["sample", "nothing", "--out", "x.png"]) == 1
    assert run(["sample"]) == 2
    assert "There is no model nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", ["--help", "models", "plugins", "train dcgan --settings"]
)
def test_commands_do_without_torch_and_qt(words):
    code = (
        "import sys; from ganstudio.cli import run; "
        f"assert run({words.split()!r}) == 0; "
        "heavy = {'torch', 'torchvision', 'PySide6', 'onnxruntime'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
