"""Small widgets that several workspaces use."""

from ganstudio.gui.widgets.cards import Card, CardList
from ganstudio.gui.widgets.elided import Elided
from ganstudio.gui.widgets.empty import EmptyState
from ganstudio.gui.widgets.kinds import (
    Sign,
    button,
    caption,
    heading,
    label,
    main_button,
    rule,
    section,
    set_flag,
    set_kind,
    tool_button,
)
from ganstudio.gui.widgets.numbers import NumberRow
from ganstudio.gui.widgets.pixels import to_image, to_pixmap
from ganstudio.gui.widgets.sentence import Sentence
from ganstudio.gui.widgets.times import time_left

__all__ = [
    "Card",
    "CardList",
    "Elided",
    "EmptyState",
    "NumberRow",
    "Sentence",
    "Sign",
    "button",
    "caption",
    "heading",
    "label",
    "main_button",
    "rule",
    "section",
    "set_flag",
    "set_kind",
    "time_left",
    "to_image",
    "to_pixmap",
    "tool_button",
]
