from __future__ import annotations

import pytest

from ganstudio.app import screen


@pytest.fixture
def libraries(monkeypatch):
    """Decide which libraries the system has."""
    lacking: set[str] = set()
    monkeypatch.setattr(screen, "_loads", lambda name: name not in lacking)
    return lacking


def test_without_a_display_it_says_what_works_instead(libraries):
    said = screen.why_no_window({}, "linux")
    assert "no window" in said
    assert "ganstudio --help" in said
    assert "xvfb-run" in said


@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":0"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"QT_QPA_PLATFORM": "offscreen"},
        {"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"},
    ],
)
def test_with_a_display_there_is_a_window(libraries, environment):
    assert screen.why_no_window(environment, "linux") == ""


def test_lacking_libraries_are_named_with_the_command(libraries):
    libraries.add("libxcb-cursor.so.0")
    said = screen.why_no_window({"DISPLAY": ":0"}, "linux")
    assert "sudo apt install libxcb-cursor0" in said
    # Wayland does not need them.
    assert screen.why_no_window({"WAYLAND_DISPLAY": "w"}, "linux") == ""


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_screen(libraries, platform):
    assert screen.why_no_window({}, platform) == ""
