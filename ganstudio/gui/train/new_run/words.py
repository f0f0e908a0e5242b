"""What kinds of data are, and how they should lie on the disk, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ganstudio.api import DataKind


@dataclass(frozen=True)
class KindWords:
    """One kind of data, for a person.

    Attributes:
        short: "photographs in two folders", for a model's card.
        title: of the empty canvas.
        layout: how it should lie, in sentences.
        fields: names of the path fields; none, one or two.
        files: the fields take files, not folders.
        second_optional: one folder that holds both sides will do.
        second_file: the second side may be a single picture's file.
    """

    short: str
    title: str
    layout: str
    fields: tuple[str, ...] = ("Folder",)
    files: bool = False
    second_optional: bool = False
    second_file: bool = False


KINDS: dict[DataKind, KindWords] = {
    DataKind.IMAGES: KindWords(
        "pictures in a folder",
        "Drop a folder of pictures here",
        "The model learns to draw pictures like those in the folder, at any depth; a"
        " few hundred or more of one sort. The four IDX files of MNIST and its"
        " relatives will do too. A folder train beside a folder test is kept apart.",
    ),
    DataKind.LABELLED: KindWords(
        "pictures in a folder for each class",
        "Drop a folder with a folder for each class here",
        "The model learns what belongs to each class: cats/…, dogs/…; the folders'"
        " names are the labels. The four IDX files of MNIST and its relatives will do"
        " too.",
    ),
    DataKind.UNPAIRED: KindWords(
        "photographs in two folders",
        "Drop two folders of pictures here",
        "The model learns to turn pictures of A into the look of B and back. They need"
        " not show the same things: photographs in one folder, paintings in the other."
        " One folder with trainA and trainB, A and B, or any two folders will do too;"
        " and B may be a single picture.",
        ("Folder A", "Folder B"),
        second_optional=True,
        second_file=True,
    ),
    DataKind.PAIRED: KindWords(
        "pictures in pairs",
        "Drop two folders of pictures with equal names here",
        "The model learns to turn each picture of A into its partner in B: the two have"
        " the same name and shape. One folder with A and B, or of pictures that hold"
        " both side by side, will do too.",
        ("Folder A", "Folder B"),
        second_optional=True,
    ),
    DataKind.STYLE: KindWords(
        "one photograph and one picture of a style",
        "Drop a photograph and a picture of a style here",
        "The result shows what is on the first in the manner of the second.",
        ("Content", "Style"),
        files=True,
    ),
    DataKind.BUILT_IN: KindWords(
        "data of its own",
        "This model makes its own data",
        "There is nothing to choose: press Start.",
        (),
    ),
}


def count(number: int, noun: str) -> str:
    """Write a number with its noun: "1 picture", "60,000 pictures"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """Write "a", "a and b", "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def duration(seconds: float) -> str:
    """Write about how long: "40 s", "12 min", "3 h 20 min", "2 days"."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{round(hours / 24)} days"


def amount(size: float) -> str:
    """Write bytes as a person reads them: "340 MB"."""
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5:
            return f"{size:.1f} {unit}" if size < 9.95 else f"{size:.0f} {unit}"
    return f"{size / 1000:.1f} TB"
