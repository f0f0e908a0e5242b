"""Both schemes can be read, follow the system, and scale with the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

import ganstudio.gui
from ganstudio.gui.theme import DARK, LIGHT, icon, size, theme
from ganstudio.gui.theme.style import style_sheet

TEXTS = ("text", "muted", "accent_text", "good_text", "warning_text", "bad_text")
GROUNDS = ("window", "panel", "raised")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def themes(qapp):
    """The theme, put back to what the other tests have."""
    yield theme
    theme.apply("dark")


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_reaches_the_contrast_that_wcag_asks_for(tokens, text, ground):
    assert _contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
def test_the_main_button_and_curves_can_be_read(tokens):
    assert _contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert _contrast(tokens.on_accent, tokens.accent_down) >= 4.5
    for colour in tokens.series:
        assert _contrast(colour, tokens.panel) >= 3  # graphical objects


def test_a_scheme_changes_palette_and_icons_while_the_program_runs(themes):
    sign = icon("image")

    def colours() -> tuple[str, set[str]]:
        image = sign.pixmap(64, 64).toImage()
        found = {
            image.pixelColor(x, y).name()
            for x in range(64)
            for y in range(64)
            if image.pixelColor(x, y).alpha() == 255
        }
        return QLabel().palette().color(QPalette.ColorRole.Window).name(), found

    themes.apply("light")
    assert colours() == (LIGHT.window, {LIGHT.text})
    with_signal = []
    themes.changed.connect(lambda: with_signal.append(themes.tokens.name))
    themes.apply("dark")
    assert with_signal == ["dark"]
    assert colours() == (DARK.window, {DARK.text})


def test_lengths_follow_the_size_of_the_text(themes):
    before = size(100)
    themes.apply("dark", text_scale=2.0)
    assert size(100) == pytest.approx(2 * before, rel=0.1)
    assert size(0) == 0
    assert size(0.1) == 1


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
def test_the_style_sheet_is_complete(qapp, tokens):
    sheet = style_sheet(tokens)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for colour in re.findall(r"#[0-9a-f]+", sheet):
        assert QColor(colour).isValid()


def test_nothing_else_in_the_window_names_a_colour():
    root = Path(ganstudio.gui.__file__).parent
    named = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*.py")
        if path.name != "tokens.py"
        for line in path.read_text().splitlines()
        if re.search(r"#[0-9a-fA-F]{6}\b|QColor\(\d", line)
    ]
    assert not named
