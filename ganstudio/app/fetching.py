"""A picture that was dragged out of a browser: its address becomes a file."""

from __future__ import annotations

import base64
import binascii
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import ganstudio
from ganstudio.api import PictureError
from ganstudio.app.output import free_path
from ganstudio.core.files import write_bytes
from ganstudio.core.images import PICTURE_SUFFIXES

_LARGEST = 500_000_000
"""Bytes of a picture at most."""
_PATIENCE = 20.0
"""How long a server may keep silent, s."""
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/jp2": ".jp2",
}
_INSTEAD = "save it in the browser, and open the file."


def is_address(text: str) -> bool:
    """Whether a picture can be fetched from there: http, https or data."""
    return urlsplit(text).scheme.lower() in ("http", "https", "data")


def fetch_picture(address: str, folder: Path) -> Path:
    """Fetch what an address leads to, and keep it in a folder.

    Args:
        address: http, https, or data with the picture itself.
        folder: is made where it is not there.

    Returns:
        The file: a free name with the suffix of what the server says it is.

    Raises:
        PictureError: nobody answers, it is no picture, or it is too large.
        StudioError: the disk refuses.
    """
    if address[:5].lower() == "data:":
        kind, data = _inside(address)
        name = "picture"
    else:
        kind, data = _download(address)
        name = PurePosixPath(unquote(urlsplit(address).path)).name or "picture"
    stem, suffix = PurePosixPath(name).stem[:80], PurePosixPath(name).suffix.lower()
    suffix = _SUFFIXES.get(kind, suffix)
    if suffix not in PICTURE_SUFFIXES:
        raise PictureError(
            f"{_short(address)} is {kind or 'something unknown'} and no picture that is"
            f" read here: drag the picture itself, or {_INSTEAD}"
        )
    stem = "".join(c if c.isalnum() or c in "-_ ." else "-" for c in stem).strip(" .")
    path = free_path(folder / f"{stem or 'picture'}{suffix}")
    write_bytes(path, data)
    return path


def _inside(address: str) -> tuple[str, bytes]:
    head, _, body = address[5:].partition(",")
    kind, *options = head.lower().split(";")
    try:
        raw = unquote_to_bytes(body)
        data = base64.b64decode(raw, validate=True) if "base64" in options else raw
    except binascii.Error as error:
        raise PictureError(
            f"What the browser handed over is damaged: {_INSTEAD}"
        ) from error
    return kind, data


def _download(address: str) -> tuple[str, bytes]:
    agent = {"User-Agent": f"GANStudio/{ganstudio.__version__}", "Accept": "image/*"}
    request = urllib.request.Request(address, headers=agent)
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as reply:
            kind = reply.headers.get_content_type()
            data = reply.read(_LARGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise PictureError(
            f"{_short(address)} could not be fetched: the server said"
            f" {error.code} {error.reason}; {_INSTEAD}"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PictureError(
            f"{_short(address)} could not be fetched: {reason}; look whether this"
            f" computer is on the network, or {_INSTEAD}"
        ) from error
    if len(data) > _LARGEST:
        raise PictureError(
            f"{_short(address)} is larger than {_LARGEST / 1e6:,.0f} MB: {_INSTEAD}"
        )
    return kind, data


def _short(address: str) -> str:
    plain = address.split("?")[0]
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-18:]}"
