"""What translators without a preview make of a sample photograph; kept on the disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtGui import QImage

from ganstudio.api import Image, StudioError
from ganstudio.core.files import write_bytes
from ganstudio.core.images import Picture, encode_png, read_pixels, resize, to_eight_bit
from ganstudio.core.model_file import Card, read_model_file
from ganstudio.core.paths import cache_dir, resources

PHOTOGRAPH = "coast.jpg"
_SIZE = (144, 216)
"""Height and width of a rendering, px: of a card, on a screen with fine pixels."""


def sample_for(card: Card) -> Picture:
    """Read the sample photograph small, as large as a model wants it.

    Raises:
        StudioError: the installation is damaged.
    """
    port = card.inputs[0]
    fixed = port.size if isinstance(port, Image) else None
    pixels = read_pixels(resources() / "images" / PHOTOGRAPH, short_side=_SIZE[0])
    height, width = pixels.shape[:2]
    if fixed is None:  # the middle, in the shape of a card
        wide = min(width, height * _SIZE[1] // _SIZE[0])
        left = (width - wide) // 2
        pixels = pixels[:, left : left + wide].copy()
    return Picture(resize(pixels, fixed or _SIZE))


def place_of(card: Card) -> Path:
    """Where the rendering of a model lies; another model of that name has another."""
    return cache_dir() / "gallery" / f"{card.sha256}.png"


def kept(path: Path) -> tuple[QImage, bool]:
    """What a model's file shows of itself, or the cache of it.

    Args:
        path: of a model; a damaged one has nothing.

    Returns:
        A picture, perhaps null, and whether there is no more to be had.
    """
    try:
        found = read_model_file(path)
    except StudioError:
        return QImage(), True  # a damaged file's card says what is wrong
    image = QImage.fromData(found.preview or b"")
    if image.isNull():
        with suppress(OSError):
            image = QImage.fromData(place_of(found.card).read_bytes())
    return image, not image.isNull()


def keep(card: Card, picture: Picture) -> None:
    """Put a rendering into the cache; a disk that refuses costs the time alone."""
    with suppress(StudioError):
        write_bytes(place_of(card), encode_png(to_eight_bit(picture.pixels)))
