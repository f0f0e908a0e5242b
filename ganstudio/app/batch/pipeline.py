"""Three things at once: the next picture is read while the last one is written.

The network in between runs in the thread that asks for results. Order is kept, and a
bound on the pixels in memory: a picture above it travels alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Loaded = TypeVar("Loaded")
Made = TypeVar("Made")
Result = TypeVar("Result")

PIXELS = 60_000_000
"""Pixels of photographs in memory at once; each costs 6 to 12 bytes with its result."""
_AHEAD = 2
"""Pictures that wait, read or made, for the network or the disk."""


@dataclass(frozen=True)
class Stages(Generic[Item, Loaded, Made, Result]):
    """What happens to each item. None of them raises.

    Attributes:
        weigh: how many pixels an item has; quick.
        read: in a thread of its own.
        make: in the caller's thread; None where it was stopped.
        write: in a thread of its own.
    """

    weigh: Callable[[Item], int]
    read: Callable[[Item], Loaded]
    make: Callable[[Loaded], Made | None]
    write: Callable[[Made], Result]


def overlapped(
    items: Sequence[Item],
    stages: Stages[Item, Loaded, Made, Result],
    *,
    proceed: Callable[[], bool],
    pixels: int = PIXELS,
) -> Iterator[Result]:
    """Take items through the stages, in order.

    Args:
        items: what goes through.
        stages: see there.
        proceed: asked before each item; may wait; False ends it. What was made by then
            is still written.
        pixels: bound on what is in memory at once.

    Yields:
        What `write` returned for each item.
    """
    reading: deque[tuple[int, Future[Loaded]]] = deque()
    writing: deque[tuple[int, Future[Result]]] = deque()
    waiting = deque(items)
    reader = ThreadPoolExecutor(1, "ganstudio-read")
    writer = ThreadPoolExecutor(1, "ganstudio-write")
    heavy = 0  # pixels of the item in the network

    def fill() -> None:
        while waiting and len(reading) < _AHEAD:
            weight = stages.weigh(waiting[0])
            inside = heavy + sum(w for w, _ in (*reading, *writing))
            if inside and inside + weight > pixels:
                return
            reading.append((weight, reader.submit(stages.read, waiting.popleft())))

    try:
        while waiting or reading:
            if not proceed():
                break
            fill()
            while not reading:  # it is too large beside what is being written
                yield writing.popleft()[1].result()
                fill()
            heavy, future = reading.popleft()
            fill()
            while writing and (
                writing[0][1].done()
                or len(writing) >= _AHEAD
                or heavy + sum(w for w, _ in writing) > pixels
            ):
                yield writing.popleft()[1].result()
            made = stages.make(future.result())
            if made is None:
                break
            writing.append((heavy, writer.submit(stages.write, made)))
            heavy = 0
        while writing:
            yield writing.popleft()[1].result()
    finally:
        reader.shutdown(wait=True, cancel_futures=True)
        writer.shutdown(wait=True)
