"""How well a text fits what somebody types."""

from __future__ import annotations

_START, _INSIDE, _SCATTERED, _HELP = 100.0, 60.0, 20.0, 10.0


def fit(typed: str, title: str, help: str = "") -> float:
    """Score a title, and the sentence about it, against what was typed.

    Every word that was typed must be found: at the start of a word of the title, within
    one, with its letters scattered over the title, or in the sentence.

    Returns:
        The higher the better; 0 where it does not fit; 1 for nothing typed.
    """
    words = typed.casefold().split()
    if not words:
        return 1.0
    scores = [_word(word, title.casefold(), help.casefold()) for word in words]
    if not all(scores):
        return 0.0
    # Of two titles that fit alike, the shorter one was meant.
    return sum(scores) / len(scores) - min(len(title), 99) / 100


def _word(word: str, title: str, help: str) -> float:
    at = title.find(word)
    if at >= 0:
        starts = at == 0 or not title[at - 1].isalnum()
        starts = starts or any(part.startswith(word) for part in title.split())
        first = 5.0 if at == 0 else 0.0
        return (_START if starts else _INSIDE) + first
    if any(part.startswith(word) for part in help.split()):
        return _HELP + 2
    scattered = _letters(word, title)
    if scattered:
        return _SCATTERED * scattered
    return _HELP if word in help else 0.0


def _letters(word: str, title: str) -> float:
    """Whether the letters come in this order: 1 for close together, less for far."""
    at, first = -1, -1
    for letter in word:
        at = title.find(letter, at + 1)
        if at < 0:
            return 0.0
        first = at if first < 0 else first
    return len(word) / (at - first + 1)
