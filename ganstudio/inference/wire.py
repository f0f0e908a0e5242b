"""Between two processes: small frames through a pipe, arrays through shared memory.

The memory belongs to no name in the file system (an anonymous file whose descriptor
the child inherits; a named mapping on Windows, which the system counts), so nothing
is left behind when either process is killed. `multiprocessing.shared_memory` has
names: its tracker, before Python 3.13, takes a segment away from its owner when the
other process ends, and /dev/shm holds only 64 MB in many containers.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
import sys
import tempfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_LENGTH = struct.Struct("<I")
_ALIGNMENT = 64


def send(stream: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write one frame.

    Raises:
        OSError: the other side is gone.
    """
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read one frame; None when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        return None
    message: dict[str, Any] = json.loads(data)
    return message


class Area:
    """Memory that two processes see: one puts arrays there, then the other takes them.

    The frames that announce the arrays keep the two from being there at once.
    """

    def __init__(self, handle: str | None = None) -> None:
        """Make one, or open another process's by its `handle`."""
        if sys.platform == "win32":
            self.handle = handle or f"ganstudio-{os.getpid()}-{os.urandom(8).hex()}"
            self._count = 0
            self._held: mmap.mmap | None = None
        else:
            self._file = os.fdopen(int(handle), "r+b") if handle else _anonymous_file()
            self.handle = str(self._file.fileno())

    @property
    def descriptors(self) -> tuple[int, ...]:
        """File descriptors that a child must inherit."""
        return () if sys.platform == "win32" else (self._file.fileno(),)

    def put(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
        """Copy arrays in; what was there before is gone.

        Returns:
            Description for `take`, plain JSON.

        Raises:
            OSError: no memory is left.
        """
        entries: list[Any] = []
        size = 0
        for name, array in arrays.items():
            entries.append([name, array.dtype.str, list(array.shape), size])
            size += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
        if size:
            with self._map_new(size) as memory:
                views = _views(memory, entries)
                for view, array in zip(views, arrays.values(), strict=True):
                    np.copyto(view, array)
                # A mapping closes only when no array looks into it any more.
                del views, view
        described: dict[str, Any] = {"size": size, "entries": entries}
        if sys.platform == "win32":
            described["count"] = self._count
        return described

    def take(self, described: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        """Copy arrays out, and give the memory back to the system."""
        entries = described["entries"]
        if not described["size"]:
            return {e[0]: np.empty(e[2], e[1]) for e in entries}
        with self._map_put(described) as memory:
            views = _views(memory, entries)
            arrays = {e[0]: v.copy() for e, v in zip(entries, views, strict=True)}
            del views
        if sys.platform != "win32":
            os.ftruncate(self._file.fileno(), 0)
        return arrays

    def close(self) -> None:
        """Let go of it; the memory is free when both processes have."""
        if sys.platform == "win32":
            if self._held is not None:
                self._held.close()
        else:
            self._file.close()

    def _map_new(self, size: int) -> mmap.mmap:
        if sys.platform == "win32":
            # The system drops a mapping that nobody holds, so the writer keeps one
            # handle to it until it writes the next.
            if self._held is not None:
                self._held.close()
            self._count += 1
            name = f"{self.handle}-{self._count}"
            self._held = mmap.mmap(-1, size, tagname=name)
            return mmap.mmap(-1, size, tagname=name)
        os.ftruncate(self._file.fileno(), size)
        return mmap.mmap(self._file.fileno(), size)

    def _map_put(self, described: Mapping[str, Any]) -> mmap.mmap:
        if sys.platform == "win32":
            name = f"{self.handle}-{described['count']}"
            return mmap.mmap(-1, described["size"], tagname=name)
        return mmap.mmap(self._file.fileno(), described["size"])


def _views(memory: mmap.mmap, entries: list[Any]) -> list[NDArray[Any]]:
    return [
        np.frombuffer(memory, dtype, math.prod(shape), offset).reshape(shape)
        for _, dtype, shape, offset in entries
    ]


def _anonymous_file() -> Any:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("ganstudio"), "r+b")
    return tempfile.TemporaryFile()
