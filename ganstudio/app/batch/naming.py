"""Names of results, by a pattern: "{name}-{model}", "{folder}-{n:03}"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from ganstudio.api import ConfigError, Problem

FIELDS: Mapping[str, str] = {
    "name": "the picture's own name",
    "model": "the model's name",
    "folder": "the folder that the picture lies in",
    "n": "its number in the batch; {n:03} fills up with zeros",
    "strength": "strength in percent",
}
"""Field of a pattern -> what stands in its place."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
"""What no file name on Windows may hold; a picture may move there."""
_NUMBER = re.compile(r"0?[1-9]?")


class Pattern:
    """A pattern for the names of a batch, without their suffix.

    Args:
        text: letters, and `FIELDS` in braces.

    Raises:
        ConfigError: an unknown field, a brace too many, or names that no file may
            have or that would all be the same.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        problem = _problem(text)
        if problem:
            raise ConfigError("translate", [Problem("name", problem)])

    def name(
        self, source: Path, *, model: str, number: int, strength: float = 1.0
    ) -> str:
        """Make one name.

        Args:
            source: the picture.
            model: the model's name.
            number: of the picture in its batch, from 1.
            strength: in [0, 1].
        """
        made = self.text.format(
            name=source.stem,
            model=model,
            folder=source.absolute().parent.name,
            n=number,
            strength=round(strength * 100),
        )
        # Windows drops dots and blanks at the end, so that two names would be one.
        return _FORBIDDEN.sub("-", made).rstrip(". ") or "_"


def _problem(text: str) -> str:
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return f"has a brace without its partner in {text!r}: write {{name}}, or {{{{"
    found = _FORBIDDEN.search("".join(literal for literal, *_ in parts))
    if found:
        return f"may not hold {found.group()!r}, which no file name takes: {text!r}"
    fields = [(field, form, how) for _, field, form, how in parts if field is not None]
    for field, form, how in fields:
        if field not in FIELDS:
            return f"does not know {{{field}}} in {text!r}: there are {known}"
        number = field in ("n", "strength")
        if how or (form and not (number and _NUMBER.fullmatch(form))):
            return (
                f"cannot write {field} as {form or how!r} in {text!r}: only numbers"
                " take a width, as in {n:03}"
            )
    if not {"name", "n"} & {field for field, *_ in fields}:
        return f"needs {{name}} or {{n}}, or all pictures would be called {text!r}"
    return ""
