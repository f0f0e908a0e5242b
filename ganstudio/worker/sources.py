"""Pictures on their way to a step: kept in memory as uint8, or decoded ahead of time.

Both ways give the same bits, so which one is taken depends on memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as transforms

from ganstudio.core.data import Pictures
from ganstudio.core.images import resize


@dataclass(frozen=True)
class Cut:
    """How pictures are cut for the networks.

    Attributes:
        size: side of the square that comes out, px.
        load_size: short side before the crop, px, at no enlargement.
        zoom: largest random enlargement before the crop.
        flip: mirror half of them.
        channels: 1 or 3.
    """

    size: int
    load_size: int
    zoom: float
    flip: bool
    channels: int

    @property
    def stored(self) -> int:
        """Short side at which a picture is kept, px: enough for the closest crop."""
        return round(self.load_size * self.zoom)

    @property
    def central(self) -> bool:
        """Whether nothing but the middle square is ever taken."""
        return self.load_size == self.size and self.zoom == 1.0


class Source(Protocol):
    """Training pictures by number."""

    def fetch(self, ids: np.ndarray, draws: np.ndarray) -> torch.Tensor:
        """Return pictures cut and turned, float32 (N, C, S, S) in [-1, 1].

        Args:
            ids: int64 (N,), numbers of the pictures.
            draws: float32 (N, 4) in [0, 1): flip, zoom, top, left.
        """
        ...


def open_source(
    pictures: Pictures, cut: Cut, device: torch.device, memory: int
) -> Source:
    """Choose how the pictures come: resident where they fit into `memory` bytes."""
    if pictures.array is not None:
        return Resident(_from_array(pictures.array, cut).to(device), cut)
    if cut.central:
        each = cut.channels * cut.size**2
    else:
        longest = max(max(h, w) / min(h, w) for h, w in pictures.sizes)
        each = int(cut.channels * cut.stored**2 * longest)
    if each * len(pictures) > memory:
        return Streaming(pictures, cut, device)
    with ThreadPoolExecutor() as pool:
        stored = list(
            pool.map(lambda i: _stored(pictures, i, cut), range(len(pictures)))
        )
    if cut.central:
        return Resident(torch.stack(stored).to(device), cut)
    return Varied([t.to(device) for t in stored], cut)


def read_whole(pictures: Pictures, long_side: int, channels: int) -> torch.Tensor:
    """Read the first picture whole, scaled so that its long side has `long_side` px.

    Returns:
        float32 (1, C, H, W) in [-1, 1].
    """
    h, w = pictures.sizes[0]
    factor = long_side / max(h, w)
    sides = (max(8, round(h * factor)), max(8, round(w * factor)))
    pixels = resize(pictures.read(0, short_side=min(sides)), sides)
    picture = _as_tensor(pixels, channels)[None].contiguous()
    return picture.float().mul_(1 / 127.5).sub_(1)


def read_squares(pictures: Pictures, count: int, cut: Cut) -> torch.Tensor:
    """Read the middles of the first pictures, as large as training sees things.

    Returns:
        float32 (N, C, S, S) in [-1, 1], N at most `count`; not enlarged nor mirrored.
    """
    plain = Cut(cut.size, cut.load_size, 1.0, False, cut.channels)
    stored = [_stored(pictures, i, plain) for i in range(min(count, len(pictures)))]
    squares = [transforms.center_crop(s, [cut.size, cut.size]) for s in stored]
    return _finish(torch.stack(squares), np.zeros((len(squares), 4)), plain)


def spread_numbers(pictures: Pictures, count: int) -> np.ndarray:
    """Numbers of the pictures that `read_spread` yields, in its order: int64 (N,)."""
    last, count = len(pictures) - 1, min(count, len(pictures))
    return np.linspace(0, last, count).round().astype(np.int64)


def read_spread(
    pictures: Pictures, count: int, cut: Cut, batch: int = 64
) -> Iterator[torch.Tensor]:
    """Read the middles of pictures spread evenly over all, as training sees them.

    Spread, since files of one kind lie side by side.

    Yields:
        uint8 (N, C, S, S), N at most `batch`; at most `count` pictures in all.
    """
    plain = Cut(cut.size, cut.load_size, 1.0, False, cut.channels)
    numbers = spread_numbers(pictures, count)
    for begin in range(0, len(numbers), batch):
        some = numbers[begin : begin + batch]
        if pictures.array is not None:
            yield _from_array(pictures.array[some], plain)
            continue
        stored = [_stored(pictures, int(i), plain) for i in some]
        size = [cut.size, cut.size]
        yield torch.stack([transforms.center_crop(s, size) for s in stored])


class Resident:
    """All pictures at the networks' size in one uint8 tensor on the device."""

    def __init__(self, pictures: torch.Tensor, cut: Cut) -> None:
        """Keep `pictures`, uint8 (N, C, S, S)."""
        self._pictures, self._cut = pictures, cut

    def fetch(self, ids: np.ndarray, draws: np.ndarray) -> torch.Tensor:
        """Gather, mirror and scale on the device; see `Source.fetch`."""
        device = self._pictures.device
        chosen = torch.from_numpy(ids).to(device, non_blocking=True)
        return _finish(self._pictures.index_select(0, chosen), draws, self._cut)


class Varied:
    """Pictures of many sizes, each a uint8 tensor on the device."""

    def __init__(self, pictures: Sequence[torch.Tensor], cut: Cut) -> None:
        """Keep `pictures`, uint8 (C, H, W) each."""
        self._pictures, self._cut = pictures, cut

    def fetch(self, ids: np.ndarray, draws: np.ndarray) -> torch.Tensor:
        """Crop, mirror and scale on the device; see `Source.fetch`."""
        chosen = [self._pictures[i] for i in ids]
        return _finish(_crops(chosen, draws, self._cut), draws, self._cut)


class Streaming:
    """Pictures decoded by threads a few steps before they are needed."""

    def __init__(self, pictures: Pictures, cut: Cut, device: torch.device) -> None:
        """Read `pictures` on demand."""
        self._all, self._cut, self._device = pictures, cut, device
        self._pool = ThreadPoolExecutor(thread_name_prefix="decode")
        self._coming: dict[int, Future[torch.Tensor]] = {}

    def expect(self, ids: np.ndarray) -> None:
        """Start to decode these pictures and forget every other."""
        wanted = {int(i) for i in ids}
        for gone in self._coming.keys() - wanted:
            self._coming.pop(gone).cancel()
        for i in wanted - self._coming.keys():
            self._coming[i] = self._pool.submit(_stored, self._all, i, self._cut)

    def fetch(self, ids: np.ndarray, draws: np.ndarray) -> torch.Tensor:
        """Wait for the pictures, then cut them on the device; see `Source.fetch`."""
        chosen = []
        for i in map(int, ids):
            coming = self._coming.get(i)
            stored = coming.result() if coming else _stored(self._all, i, self._cut)
            chosen.append(stored.to(self._device, non_blocking=True))
        if self._cut.central:
            return _finish(torch.stack(chosen), draws, self._cut)
        return _finish(_crops(chosen, draws, self._cut), draws, self._cut)


def _from_array(array: np.ndarray, cut: Cut) -> torch.Tensor:
    """Scale uint8 (N, H, W) of small pictures, all at once, to uint8 (N, C, S, S)."""
    pictures = torch.from_numpy(array)[:, None]
    if pictures.shape[-2:] != (cut.size, cut.size):
        pictures = torch.cat(
            [
                transforms.resize(part, [cut.size, cut.size], antialias=True)
                for part in torch.split(pictures, 4096)
            ]
        )
    return pictures.expand(-1, cut.channels, -1, -1)


def _stored(pictures: Pictures, number: int, cut: Cut) -> torch.Tensor:
    """Read one picture at the size at which it is kept, uint8 (C, H, W)."""
    pixels = pictures.read(number, short_side=cut.stored)
    h, w = pixels.shape[:2]
    factor = cut.stored / min(h, w)
    pixels = resize(
        pixels, (max(cut.stored, round(h * factor)), max(cut.stored, round(w * factor)))
    )
    picture = _as_tensor(pixels, cut.channels)
    if cut.central:
        picture = transforms.center_crop(picture, [cut.size, cut.size])
    return picture.contiguous()


def _as_tensor(pixels: np.ndarray, channels: int) -> torch.Tensor:
    """Turn uint8 (H, W, 1 or 3) into uint8 (channels, H, W)."""
    picture = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)
    if picture.shape[0] == channels:
        return picture
    if channels == 1:
        grey: torch.Tensor = v2.functional.rgb_to_grayscale(picture)
        return grey
    return picture.expand(channels, -1, -1)


def _crops(
    pictures: Sequence[torch.Tensor], draws: np.ndarray, cut: Cut
) -> torch.Tensor:
    """Cut one square out of each picture by its draws, uint8 (N, C, S, S)."""
    squares = []
    for picture, (_, zoom, top, left) in zip(pictures, draws.tolist(), strict=True):
        enlargement = 1 + (cut.zoom - 1) * zoom
        side = min(round(cut.size * cut.zoom / enlargement), *picture.shape[-2:])
        y = int(top * (picture.shape[-2] - side + 1))
        x = int(left * (picture.shape[-1] - side + 1))
        square = picture[:, y : y + side, x : x + side]
        if side != cut.size:
            square = transforms.resize(square, [cut.size, cut.size], antialias=True)
        squares.append(square)
    return torch.stack(squares)


def _finish(pictures: torch.Tensor, draws: np.ndarray, cut: Cut) -> torch.Tensor:
    """Mirror and scale: uint8 (N, C, S, S) to float32 in [-1, 1]."""
    if cut.flip:
        mirrored = torch.from_numpy(draws[:, 0] < 0.5).to(pictures.device)
        pictures = torch.where(
            mirrored[:, None, None, None], pictures.flip(-1), pictures
        )
    return pictures.float().mul_(1 / 127.5).sub_(1)
