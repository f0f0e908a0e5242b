"""The README's map of the lectures names models, presets and settings that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ganstudio.host import discover

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = README.split("## The lectures\n")[1].split("\n## ")[0]
COMMANDS = re.findall(r"\| `(ganstudio [^`]*)`", MAP)


@pytest.fixture(scope="module")
def models():
    return discover(safe_mode=True).models


def options(command: str, name: str) -> list[str]:
    words = shlex.split(command)
    return [words[i + 1] for i, word in enumerate(words) if word == name]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.split()[1] == "train"])
def test_a_training_command_has_a_model_a_preset_and_settings_that_fit(command, models):
    spec = models[command.split()[2]].spec
    values: dict[str, object] = {}
    for preset in options(command, "--preset"):
        values |= spec.presets[preset]
    values |= dict(text.split("=") for text in options(command, "--set"))
    spec.config.model_validate(values)


def test_every_model_is_on_the_map(models):
    trained = {c.split()[2] for c in COMMANDS if c.split()[1] == "train"}
    assert trained == set(models)


def test_presets_of_the_middle_column_exist(models):
    for row in MAP.splitlines():
        found = re.search(r"\| \[(\w+)\]\((plugins/\w+)\)((?:, `\w+`)*) \|", row)
        if found:
            name, folder, presets = found.groups()
            assert (ROOT / folder / "README.md").is_file()
            assert set(re.findall(r"`(\w+)`", presets)) <= set(
                models[name].spec.presets
            )
