from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.app.preferences import (
    RECENT,
    Preferences,
    preferences_path,
    read_preferences,
    write_preferences,
)


def test_what_is_written_comes_back():
    wanted = Preferences(scheme="dark", threads=2, recent=(Path("/a"), Path("/b")))
    write_preferences(wanted)
    assert read_preferences() == (wanted, "")


def test_without_a_file_there_are_defaults_and_no_complaint():
    assert read_preferences() == (Preferences(), "")


def test_one_wrong_value_costs_itself_and_is_named():
    write_preferences(Preferences(scheme="dark", quality=80))
    path = preferences_path()
    values = json.loads(path.read_text())
    path.write_text(json.dumps(values | {"quality": 900, "from_the_future": 1}))
    settings, problem = read_preferences()
    assert settings.scheme == "dark"
    assert settings.quality == Preferences().quality
    assert "quality" in problem
    assert str(path) in problem


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00"])
def test_a_damaged_file_is_said_and_does_not_stop_the_program(text):
    path = preferences_path()
    path.parent.mkdir(parents=True)
    path.write_text(text)
    settings, problem = read_preferences()
    assert settings == Preferences()
    assert str(path) in problem


@pytest.mark.parametrize(("old", "now"), [(True, "yes"), (False, "no")])
def test_metadata_was_yes_or_no_once(old, now):
    path = preferences_path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"keep_metadata": old}))
    settings, problem = read_preferences()
    assert settings.keep_metadata == now
    assert problem == ""


def test_a_pattern_that_is_none_falls_back_to_the_default():
    path = preferences_path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"batch_name": "{nmae}", "quality": 80}))
    settings, problem = read_preferences()
    assert (settings.batch_name, settings.quality) == ("{name}-{model}", 80)
    assert "batch_name" in problem


def test_recent_things_stand_once_newest_first():
    settings = Preferences()
    for number in range(RECENT + 5):
        recent = settings.with_recent(Path(f"/{number}"))
        settings = settings.model_copy(update={"recent": recent})
    again = settings.with_recent(Path("/9"))
    assert again[0] == Path("/9")
    assert len(again) == len(set(again)) == RECENT
