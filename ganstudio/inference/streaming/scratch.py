"""Maps between two passes, in files that belong to no name and vanish with us.

Plain reads and writes at a place: the pages of a memory map would count as our own.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.core import paths

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_SPARE = 256 * 2**20
"""Bytes that are left to others on the disk."""


class Scratch:
    """The files of one picture, by the name of the map. Use it in a `with`."""

    def __init__(self, folder: Path | None = None) -> None:
        """Prepare a folder on a disk; None takes the one for what can be made again."""
        self.folder = paths.cache_dir() if folder is None else folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, Stored] = {}
        self._spare: list[Any] = []

    def __enter__(self) -> Scratch:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give all of it back."""
        for name in list(self._files):
            self.drop(name)
        for file in self._spare:
            file.close()

    def check_space(self, needed: int) -> None:
        """Refuse before the work begins.

        Raises:
            InferenceError: the disk has not so many bytes free.
        """
        free = shutil.disk_usage(self.folder).free
        if needed + _SPARE > free:
            raise _full(self.folder, needed)

    def make(self, name: str, shape: tuple[int, int, int], dtype: str) -> Stored:
        """Begin a map's file, in place of an earlier one.

        Args:
            name: the map's.
            shape: (C, H, W) of the whole map.
            dtype: "float16" or "float32".
        """
        self.drop(name)
        # Writing over a file's pages is twice as fast as making new ones.
        file = self._spare.pop() if self._spare else self._new()
        self._files[name] = Stored(self.folder, file, shape, dtype)
        return self._files[name]

    def _new(self) -> Any:
        # Unbuffered: what is written and read is megabytes at a time.
        return tempfile.TemporaryFile(dir=self.folder, buffering=0)

    def __getitem__(self, name: str) -> Stored:
        """Return a map's file."""
        return self._files[name]

    def drop(self, name: str) -> None:
        """Let the next map use a map's file."""
        stored = self._files.pop(name, None)
        if stored is not None:
            self._spare.append(stored.file)
            self._spare.sort(key=lambda file: os.fstat(file.fileno()).st_size)


class Stored:
    """One map, row by row and in each row channel by channel: (H, C, W)."""

    def __init__(
        self, folder: Path, file: Any, shape: tuple[int, int, int], dtype: str
    ) -> None:
        """Hold its file: unbuffered, with whatever was in it."""
        self._folder, self.file = folder, file
        channels, self.height, width = shape
        self._row = (channels, width)
        self.dtype = np.dtype(dtype)
        self._row_bytes = channels * width * self.dtype.itemsize

    def rows(self, count: int) -> NDArray[Any]:
        """Make an array for so many rows, (rows, C, W)."""
        return np.empty((count, *self._row), self.dtype)

    def write(self, top: int, rows: NDArray[Any]) -> None:
        """Write whole rows.

        Raises:
            InferenceError: the disk is full.
        """
        view = memoryview(rows.reshape(-1).view(np.uint8).data)
        try:
            self.file.seek(top * self._row_bytes)
            while view:
                view = view[self.file.write(view) :]
        except OSError as error:
            if error.errno in _FULL:
                whole = self.height * self._row_bytes
                raise _full(self._folder, whole) from error
            raise _broken(self._folder, error) from error

    def read(self, top: int, bottom: int) -> NDArray[Any]:
        """Read whole rows, (bottom - top, C, W).

        Raises:
            InferenceError: the file cannot be read.
        """
        rows = self.rows(bottom - top)
        view = memoryview(rows.reshape(-1).view(np.uint8).data)
        try:
            self.file.seek(top * self._row_bytes)
            while view:
                got = self.file.readinto(view)
                if not got:
                    raise OSError(errno.EIO, "it is shorter than what was written")
                view = view[got:]
        except OSError as error:
            raise _broken(self._folder, error) from error
        return rows


def _full(folder: Path, needed: int) -> InferenceError:
    try:
        free = f"{shutil.disk_usage(folder).free / 1e9:.1f} GB"
    except OSError:
        free = "less"
    return InferenceError(
        f"Translating a picture of this size in tiles needs about {needed / 1e9:.1f} GB"
        f" for a while in {folder}, and {free} are free there: free some space, or make"
        " the picture smaller."
    )


def _broken(folder: Path, error: OSError) -> InferenceError:
    return InferenceError(
        f"What is kept between two passes over the picture could not be written or read"
        f" in {folder} ({error}): check that disk and try again."
    )
