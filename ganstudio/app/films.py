"""Pictures one after the other: a film, or one file for each."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganstudio.api import PictureError
from ganstudio.app.output import free_path
from ganstudio.core.files import written_beside
from ganstudio.core.images import Picture, write_picture

FILM_SUFFIXES = (".webp", ".gif", ".mp4")
"""What `write_film` writes, lower case."""


def write_film(
    frames: NDArray[np.uint8], path: Path, *, rate: int = 24, quality: int = 95
) -> None:
    """Write a film and read it back; WebP and GIF repeat it for ever.

    Args:
        frames: uint8 (N, H, W, 1 or 3).
        path: its suffix, one of `FILM_SUFFIXES`, chooses the format. WebP keeps colours
            best, GIF has 256 of them, MP4 (H.264) needs an even size and gets one by
            repeating the last row or column.
        rate: frames a second; GIF rounds to hundredths of a second for each.
        quality: of WebP, 1 to 100.

    Raises:
        PictureError: a suffix that is no film, a disk that refuses, or a file that did
            not read back.
    """
    suffix = path.suffix.lower()
    if suffix not in FILM_SUFFIXES:
        raise PictureError(
            f"{path} cannot be written as a film: choose a name that ends in one of"
            f" {', '.join(FILM_SUFFIXES)}."
        )
    with written_beside(path) as temporary:
        if suffix == ".mp4":
            _write_video(frames, temporary, rate)
            count = _video_length(temporary)
        else:
            _write_animation(frames, temporary, suffix, rate, quality)
            # A frame like the one before is merged with it.
            count = len(frames)
            with Image.open(temporary) as image:
                image.load()
        if count != len(frames):
            raise PictureError(
                f"{path} did not read back: it holds {count} frames of"
                f" {len(frames)}; try again."
            )


def there_and_back(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Add the way back, so that a film can be repeated without a jump."""
    return np.concatenate([frames, frames[-2:0:-1]])


def write_frames(
    frames: Iterable[NDArray[np.uint8]], folder: Path, stem: str
) -> tuple[Path, ...]:
    """Write each picture as a PNG into a new folder.

    Args:
        frames: each uint8 (H, W, 1 or 3).
        folder: where; another name is taken where it is there.
        stem: beginning of the files' names.

    Raises:
        PictureError: the disk refuses.
    """
    place = free_path(folder)
    files = []
    for number, frame in enumerate(frames):
        file = place / f"{stem}-{number:04d}.png"
        write_picture(Picture(frame), file)
        files.append(file)
    return tuple(files)


def _write_animation(
    frames: NDArray[np.uint8], path: Path, suffix: str, rate: int, quality: int
) -> None:
    grey = frames.shape[3] == 1
    images = [Image.fromarray(f[..., 0] if grey else f) for f in frames]
    options = {"quality": quality, "method": 4} if suffix == ".webp" else {}
    if suffix == ".webp":
        images = [image.convert("RGB") for image in images]
    images[0].save(
        path,
        suffix[1:].upper(),
        save_all=True,
        append_images=images[1:],
        duration=round(1000 / rate),
        loop=0,
        **options,
    )


def _write_video(frames: NDArray[np.uint8], path: Path, rate: int) -> None:
    # Takes a moment to import, and the window does not need it before.
    import av

    height, width = frames.shape[1:3]
    edges = ((0, 0), (0, height % 2), (0, width % 2), (0, 0))
    even = np.pad(frames, edges, mode="edge")
    if even.shape[3] == 1:
        even = np.repeat(even, 3, axis=3)
    try:
        with av.open(str(path), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=Fraction(rate))
            stream.height, stream.width = even.shape[1:3]
            stream.pix_fmt = "yuv420p"
            stream.options = {"crf": "14"}
            for frame in even:
                image = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), "rgb24")
                container.mux(stream.encode(image))
            container.mux(stream.encode())
    except av.FFmpegError as error:
        raise PictureError(f"The film could not be written as MP4: {error}.") from error


def _video_length(path: Path) -> int:
    import av

    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))
