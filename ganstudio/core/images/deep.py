"""16 bits: what Pillow cannot hold (16-bit colour) goes through PyAV and raw chunks."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, TiffImagePlugin

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_METADATA_CHUNKS = (b"iCCP", b"eXIf", b"iTXt", b"sRGB", b"gAMA")
_CHANNELS = {"gray16": 1, "ya16": 2, "rgb48": 3, "rgba64": 4}
_TIFF_BITS, _TIFF_PLANES, _TIFF_SAMPLES = 258, 284, 339
_CODECS = {"PNG": "png", "PPM": "ppm", "TIFF": "tiff"}


def depth_of(image: ImageFile.ImageFile) -> int:
    """Bits of a sample in an opened, not yet decoded file: 16 or 8."""
    if image.mode.startswith("I;16"):
        return 16
    if image.format == "PNG":
        # Pillow names the raw layout of the tile: "RGB;16B".
        layouts = [str(tile[3]) for tile in image.tile]
        return 16 if any(";16" in layout for layout in layouts) else 8
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        bits = image.tag_v2.get(_TIFF_BITS, (8,))
        unsigned = set(image.tag_v2.get(_TIFF_SAMPLES, (1,))) == {1}
        return 16 if unsigned and set(bits) == {16} else 8
    if image.format == "HEIF":
        return 16 if image.info.get("bit_depth", 8) > 8 else 8
    if image.format == "PPM":
        # A colour tile's arguments are its mode and the largest value.
        arguments: list[Any] = [tile[3] for tile in image.tile]
        tops = [a[1] for a in arguments if isinstance(a, tuple)]
        return 16 if image.mode == "I" or any(top > 255 for top in tops) else 8
    return 8


def is_planar16(image: ImageFile.ImageFile) -> bool:
    """Tell whether a TIFF holds 16-bit colours plane by plane.

    Neither reader takes that: FFmpeg refuses it, Pillow 13 shows noise.
    """
    return (
        isinstance(image, TiffImagePlugin.TiffImageFile)
        and image.tag_v2.get(_TIFF_PLANES, 1) == 2
        and depth_of(image) == 16
    )


def read16(
    path: Path, image: Image.Image
) -> tuple[NDArray[np.uint16], NDArray[np.uint16] | None] | None:
    """Decode a 16-bit file, not turned and in its own colours.

    Returns:
        uint16 (H, W, 1 or 3) and alpha (H, W) or None; None where nothing here reads
        this layout in 16 bits.
    """
    if image.format == "HEIF":
        return _heic16(path)
    if image.mode.startswith("I"):
        image.load()
        grey = np.asarray(image).astype(np.uint16)
        key = image.info.get("transparency")
        alpha = None if key is None else np.where(grey == key, 0, 65535)
        return grey[..., None], None if alpha is None else alpha.astype(np.uint16)
    codec = _CODECS.get(image.format or "")
    if codec is None or image.mode in ("CMYK", "LAB", "YCbCr"):
        return None
    samples = _decode(path, codec)
    if samples is None or samples.shape[:2] not in (
        (image.height, image.width),
        (image.width, image.height),
    ):
        return None
    return _apart(samples)


def _apart(
    samples: NDArray[np.uint16],
) -> tuple[NDArray[np.uint16], NDArray[np.uint16] | None]:
    """Part colours (H, W, 1 or 3) and alpha (H, W)."""
    colours = 1 if samples.shape[2] < 3 else 3
    alpha = samples[..., colours] if samples.shape[2] in (2, 4) else None
    return samples[..., :colours], alpha


def _heic16(
    path: Path,
) -> tuple[NDArray[np.uint16], NDArray[np.uint16] | None] | None:
    """Decode 10 and 12 bits, which Pillow's door to the library cuts to 8."""
    import pillow_heif

    file = pillow_heif.open_heif(path, convert_hdr_to_8bit=False, hdr_to_16bit=True)
    samples = np.asarray(file[file.primary_index])
    if samples.dtype != np.uint16:
        return None
    return _apart(samples[..., None] if samples.ndim == 2 else samples)


def _decode(path: Path, codec: str) -> NDArray[np.uint16] | None:
    import av  # 90 ms that only a 16-bit picture needs

    context: Any = av.CodecContext.create(codec, "r")
    try:
        packet = av.Packet(path.read_bytes())
        frames = [*context.decode(packet), *context.decode(None)]
    except (av.FFmpegError, ValueError):
        return None
    if not frames:
        return None
    frame = frames[0]
    base, order = frame.format.name[:-2], frame.format.name[-2:]
    if base not in _CHANNELS or order not in ("be", "le"):
        return None
    channels, plane = _CHANNELS[base], frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    rows = rows[: frame.height, : frame.width * channels * 2]
    words = np.ascontiguousarray(rows).view(">u2" if order == "be" else "<u2")
    return words.reshape(frame.height, frame.width, channels).astype(np.uint16)


def encode_png16(samples: NDArray[np.uint16], carrier: bytes) -> bytes:
    """Encode uint16 (H, W, 1 to 4) as PNG.

    Args:
        samples: grey, grey and alpha, RGB or RGBA.
        carrier: any PNG with the metadata to take over.
    """
    import av  # 90 ms that only a 16-bit picture needs

    height, width, channels = samples.shape
    layout = {n: name for name, n in _CHANNELS.items()}[channels] + "be"
    context: Any = av.CodecContext.create("png", "w")
    context.width, context.height, context.pix_fmt = width, height, layout
    context.time_base = Fraction(1, 1)
    frame = av.VideoFrame(width, height, layout)
    plane = frame.planes[0]
    rows = np.zeros((height, plane.line_size), np.uint8)
    words = np.ascontiguousarray(samples, ">u2")
    rows[:, : width * channels * 2] = words.view(np.uint8).reshape(height, -1)
    plane.update(rows.tobytes())
    frame.pts = 0
    packets = [*context.encode(frame), *context.encode(None)]
    chunks = [c for c in _chunks(b"".join(map(bytes, packets))) if _is_needed(c)]
    extra = [c for c in _chunks(carrier) if c[4:8] in _METADATA_CHUNKS]
    return b"".join((_PNG_SIGNATURE, chunks[0], *extra, *chunks[1:]))


def _is_needed(chunk: bytes) -> bool:
    return chunk[4:8] in (b"IHDR", b"IDAT", b"IEND")


def _chunks(png: bytes) -> Iterator[bytes]:
    at = len(_PNG_SIGNATURE)
    while at < len(png):
        end = at + 12 + struct.unpack_from(">I", png, at)[0]
        yield png[at:end]
        at = end
