"""Shaping a translation: how much of the photograph stays in it, and where.

Luma and chroma are those of BT.601 on the values as they are stored, the weights that
`to_network` takes for grey. A pixel is its luma plus what each channel has above it,
so colour, detail, strength and mask are sums of such parts: they commute, leave what
they do not touch to the last bit, and need no cube roots for 24 million pixels, as
Oklab would.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganstudio.core.images.arrays import LUMA, resize
from ganstudio.core.images.picture import Picture, Pixels

Floats = NDArray[np.float32]

_BAND = 2**18
"""Pixels worked on at a time: memory stays small, other threads get their turn."""
_GRID = 512
"""Longer side of what is blurred, px at most; a blur has nothing finer to lose."""
_DETAIL = 1 / 256
"""Standard deviation of the blur that detail is what it takes away; parts of the
longer side, so that a preview looks like the full size."""
_LANCZOS, _BILINEAR = Image.Resampling.LANCZOS, Image.Resampling.BILINEAR


@dataclass(frozen=True, eq=False)
class Shape:
    """What a person sets about a translation; the default leaves it as it is.

    Attributes:
        strength: 1 is the translation, 0 the photograph.
        keep_colour: how much of the chroma is the photograph's, in [0, 1].
        keep_detail: how much of the fine luma is the photograph's, in [0, 1].
        mask: uint8 (h, w) of any size, laid over the picture: 255 where it is
            translated, 0 where it stays as it is; None translates all of it. Not to be
            written to.
        working_size: longer side of what the network gets, px; None for all pixels.

    Raises:
        ValueError: a value out of its bounds, or a mask of another kind.
    """

    strength: float = 1.0
    keep_colour: float = 0.0
    keep_detail: float = 0.0
    mask: NDArray[np.uint8] | None = None
    working_size: int | None = None

    def __post_init__(self) -> None:
        for name in ("strength", "keep_colour", "keep_detail"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} must be from 0 to 1, not {value}")
        mask = self.mask
        if mask is not None and (mask.ndim != 2 or mask.dtype != np.uint8):
            raise ValueError(
                f"mask must be uint8 (H, W), not {mask.dtype} {mask.shape}"
            )
        if self.working_size is not None and self.working_size < 1:
            raise ValueError(f"working_size must be 1 px or more: {self.working_size}")

    def __eq__(self, other: object) -> bool:
        """Whether another one makes the same picture."""
        if not isinstance(other, Shape):
            return NotImplemented
        if self._numbers != other._numbers or (self.mask is None) is not (
            other.mask is None
        ):
            return False
        return self.mask is other.mask or np.array_equal(self.mask, other.mask)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        """Equal ones have equal hashes."""
        return hash(self._numbers)

    @property
    def is_plain(self) -> bool:
        """Whether it leaves a translation as it is."""
        return self._numbers[:3] == (1, 0, 0) and self.mask is None

    @property
    def _numbers(self) -> tuple[float, float, float, int | None]:
        return self.strength, self.keep_colour, self.keep_detail, self.working_size


def working_picture(picture: Picture, working_size: int | None) -> Picture:
    """Return what the network gets: the picture, scaled down where it is larger.

    Args:
        picture: any.
        working_size: longer side at most, px; None for all pixels.
    """
    size = scaled_size(picture.size, working_size)
    if size == picture.size:
        return picture
    alpha = picture.alpha
    if alpha is not None:
        alpha = resize(alpha[..., None], size)[..., 0]
    return replace(picture, pixels=resize(picture.pixels, size), alpha=alpha)


def scaled_size(size: tuple[int, int], longest: int | None) -> tuple[int, int]:
    """Return (H, W) scaled down, px, so that no side is above `longest`, if any."""
    if longest is None or max(size) <= longest:
        return size
    part = longest / max(size)
    return max(round(size[0] * part), 1), max(round(size[1] * part), 1)


def shape(before: Picture, after: Picture, settings: Shape) -> Picture:
    """Put as much of a photograph into its translation as somebody asked for.

    Args:
        before: the photograph.
        after: its translation, of the same picture in any size and with any bits; grey
            becomes colour where colour of the photograph shows.
        settings: all but the working size is used.

    Returns:
        A picture with the metadata of `after` and the bits of `before`, as large as the
        larger of the two. Strength 0, and a mask of 0, give the photograph's own
        values. A plain shape returns `after` itself where it is not the smaller one.
    """
    larger = all(a >= b for a, b in zip(after.size, before.size, strict=True))
    if settings.is_plain and larger:
        return after
    size = after.size if larger else before.size
    alpha = before.alpha
    if alpha is not None:
        alpha = resize(alpha[..., None], size)[..., 0]
    if settings.strength == 0:
        return replace(after, pixels=resize(before.pixels, size), alpha=alpha)
    pixels = _shaped(before.pixels, after.pixels, size, settings)
    return replace(after, pixels=pixels, alpha=alpha)


def _shaped(
    before: Pixels, after: Pixels, size: tuple[int, int], settings: Shape
) -> Pixels:
    top_value = np.float32(np.iinfo(before.dtype).max)
    ratio = top_value / np.float32(np.iinfo(after.dtype).max)
    grey = settings.is_plain and after.shape[2] == 1
    channels = 1 if grey else max(before.shape[2], after.shape[2])
    made = np.empty((*size, channels), before.dtype)
    old, new = _Rows(before, size, _LANCZOS), _Rows(after, size, _LANCZOS)
    cover = coarse = None
    if settings.mask is not None:
        # Lanczos would let a little of the translation through beyond its edge.
        cover = _Rows(settings.mask[..., None], size, _BILINEAR)
    if settings.keep_detail > 0:
        blurred_luma = _coarse(before, after, size, ratio)
        coarse = _Rows(blurred_luma[..., None], size, _BILINEAR)
    band = max(_BAND // size[1], 1)
    for top in range(0, size[0], band):
        rows = slice(top, min(top + band, size[0]))
        weight: Any = np.float32(settings.strength)
        ground = old.read(rows)
        if cover is not None:
            weight = cover.read(rows)
            if not weight.any():
                made[rows] = (ground + np.float32(0.5)).transpose(1, 2, 0)
                continue
            weight /= 255
            weight *= np.float32(settings.strength)
        mixed = new.read(rows)
        mixed *= ratio
        if settings.keep_colour > 0 or coarse is not None:
            blurred = None if coarse is None else coarse.read(rows)[0]
            mixed = _kept(ground, mixed, blurred, settings, top_value)
        if not grey:
            mixed = mixed - ground
            mixed *= weight
            mixed += ground
        mixed += np.float32(0.5)
        np.clip(mixed, 0, top_value + np.float32(0.25), out=mixed)
        made[rows] = mixed.transpose(1, 2, 0)  # the cast cuts: rounded to nearest
    return made


def _kept(
    before: Floats,
    after: Floats,
    blurred: Floats | None,
    settings: Shape,
    top_value: np.float32,
) -> Floats:
    """Give a translation colour and detail of the photograph, float32 (C, rows, W)."""
    luma = before_luma = _luma(after)
    chroma = after - luma
    if settings.keep_colour > 0 or blurred is not None:
        before_luma = _luma(before)
    if settings.keep_colour > 0:
        part = np.float32(settings.keep_colour)
        chroma = (1 - part) * chroma + part * (before - before_luma)
    if blurred is not None:
        fine = before_luma - luma - blurred
        luma = luma + np.float32(settings.keep_detail) * fine
        np.clip(luma, 0, top_value, out=luma)
    return _in_range(luma, chroma, top_value)


def _in_range(luma: Floats, chroma: Floats, top_value: np.float32) -> Floats:
    """Add luma (rows, W) and chroma (C, rows, W), paler where they leave the range.

    Cutting each channel instead would change hue and luma.
    """
    result = luma + chroma
    if len(chroma) == 1:
        return result
    least, most = result[0], result[0]
    for plane in result[1:]:
        least, most = np.minimum(least, plane), np.maximum(most, plane)
    beyond = (least < 0) | (most > top_value)
    if beyond.any():
        ground, colour = luma[beyond], chroma[:, beyond]
        room = np.where(colour > 0, top_value - ground, ground)
        part = (room / np.maximum(np.abs(colour), np.float32(1e-3))).min(axis=0)
        result[:, beyond] = ground + np.clip(part, 0, 1) * colour
    return result


def _luma(planes: Floats) -> Floats:
    """Luma (rows, W) of (C, rows, W)."""
    luma: Floats = planes[0]
    if len(planes) == 3:
        luma = LUMA[0] * luma
        luma += LUMA[1] * planes[1]
        luma += LUMA[2] * planes[2]
    return luma


def _coarse(
    before: Pixels, after: Pixels, size: tuple[int, int], ratio: np.float32
) -> Floats:
    """By how much the photograph's blurred luma is above the translation's.

    Returns:
        float32 (h, w) in the photograph's unit, small: nothing fine is left in it.
    """
    part = min(_GRID / max(size), 1.0)
    grid = max(round(size[0] * part), 1), max(round(size[1] * part), 1)
    lumas = [
        _luma(resize(pixels, grid).transpose(2, 0, 1).astype(np.float32))
        for pixels in (before, after)
    ]
    blurred: Floats = lumas[0] - ratio * lumas[1]
    deviation = _DETAIL * max(grid)
    reach = max(round(3 * deviation), 1)
    steps = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (steps / deviation) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    for _ in range(2):  # along the columns, then along the rows
        padded = np.pad(blurred, ((reach, reach), (0, 0)), mode="edge")
        total = np.zeros_like(blurred)
        for step, weight in enumerate(weights):
            total += weight * padded[step : step + len(blurred)]
        blurred = np.ascontiguousarray(total.T)
    return blurred


class _Rows:
    """Reads bands of a picture as if it had another size: no scaled copy is made.

    Args:
        pixels: uint8, uint16 or float32 (h, w, C).
        size: (H, W), px.
        filter: of Pillow, where the sizes differ.
    """

    def __init__(
        self, pixels: NDArray[Any], size: tuple[int, int], filter: Image.Resampling
    ) -> None:
        self._pixels, self._size, self._filter = pixels, size, filter
        self._images: list[Image.Image] = []
        if pixels.shape[:2] != tuple(size):
            # As float: in 8 bits Pillow cuts what Lanczos overshoots between its two
            # passes, and which comes first depends on the band.
            self._images = [
                Image.fromarray(np.ascontiguousarray(pixels[..., c], np.float32))
                for c in range(pixels.shape[2])
            ]

    def read(self, rows: slice) -> Floats:
        """Return rows of the scaled picture, float32 (C, rows, W), its own memory."""
        if not self._images:
            return self._pixels[rows].transpose(2, 0, 1).astype(np.float32, order="C")
        height, width = self._pixels.shape[:2]
        part = height / self._size[0]
        box = (0, rows.start * part, width, min(rows.stop * part, height))
        size = self._size[1], rows.stop - rows.start
        # Beyond the box Pillow looks at the neighbours: bands leave no seam.
        scaled = [image.resize(size, self._filter, box=box) for image in self._images]
        values = np.stack([np.asarray(plane, np.float32) for plane in scaled])
        if self._pixels.dtype.kind == "u":
            np.clip(values, 0, np.iinfo(self._pixels.dtype).max, out=values)
        return values
