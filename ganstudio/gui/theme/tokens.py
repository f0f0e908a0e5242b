"""The colours of both schemes. Nothing else in the window names a colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """One scheme's colours, "#rrggbb".

    Fills (`accent`, `good`, `warning`, `bad`) are for areas and lines; text in these
    meanings uses the `_text` variants, which reach a contrast of 4.5:1 on `window`,
    `panel` and `raised`.
    """

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    image: str
    """Neutral grey behind pictures, so that their colours can be judged."""
    faded: str
    """Text of what is disabled."""
    checker: str
    """Second grey of the pattern behind transparency."""
    accent: str = "#4c8dff"
    accent_hover: str = "#6aa1ff"
    accent_down: str = "#3f7de6"
    on_accent: str = "#08111f"
    good: str = "#3fb27f"
    warning: str = "#e0a33a"
    bad: str = "#e5534b"
    accent_text: str = ""
    good_text: str = ""
    warning_text: str = ""
    bad_text: str = ""
    series: tuple[str, ...] = ()
    """Colours of curves that also colour-blind people tell apart (after Okabe and Ito,
    2008), in order of use."""


DARK = Tokens(
    name="dark",
    window="#1e1f22",
    panel="#26282c",
    raised="#2f3237",
    line="#3a3d43",
    text="#e6e8eb",
    muted="#9aa0a8",
    image="#2a2a2a",
    faded="#70757d",
    checker="#323232",
    accent_text="#7fb0ff",
    good_text="#5cc998",
    warning_text="#e8b45c",
    bad_text="#ff857e",
    series=(
        "#56b4e9",
        "#e69f00",
        "#2fbf97",
        "#d98cbb",
        "#f0e442",
        "#e8743b",
        "#8fa3ff",
        "#b8bcc2",
    ),
)

LIGHT = Tokens(
    name="light",
    window="#f5f6f8",
    panel="#ffffff",
    raised="#eceef1",
    line="#d6d9de",
    text="#1b1e23",
    muted="#5f6670",
    image="#d0d0d0",
    faded="#9aa0a8",
    checker="#c4c4c4",
    accent_text="#1857c4",
    good_text="#17694a",
    warning_text="#7d5200",
    bad_text="#b3261e",
    series=(
        "#0072b2",
        "#b36b00",
        "#00795a",
        "#a64d83",
        "#7a7200",
        "#c2410c",
        "#4050c8",
        "#5f6670",
    ),
)
