"""TIFF: Pillow's directory, our strips.

Pillow's own writer takes no 16-bit colour, and EXIF or XMP but not both.
"""

from __future__ import annotations

import io
import sys
import zlib
from itertools import accumulate
from typing import Any

from PIL import ExifTags, Image, TiffImagePlugin

from ganstudio.core.images.metadata import Metadata
from ganstudio.core.images.picture import Pixels


def encode_tiff(
    samples: Pixels,
    icc: bytes | None,
    blocks: Metadata,
) -> bytes:
    """Encode uint8 or uint16 (H, W, 1 to 4), one deflated strip for each 64 rows.

    Grey with alpha in 16 bits becomes RGBA: hardly a reader knows it otherwise.
    """
    bits = samples.dtype.itemsize * 8
    if samples.shape[2] == 2 and bits == 16:
        samples = samples[..., [0, 0, 0, 1]]
    height, width, channels = samples.shape
    prefix = b"II" if sys.byteorder == "little" else b"MM"
    ifd: Any = TiffImagePlugin.ImageFileDirectory_v2(prefix=prefix)
    if blocks.exif:
        block = Image.Exif()
        block.load(blocks.exif)
        for tag, value in block.items():
            # These two are offsets in the block; the directory takes what lies there.
            nested = tag in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
            ifd[tag] = block.get_ifd(tag) if nested else value
    # Horizontal differences (predictor 2) halve what deflate is left with.
    words = samples.copy()
    words[:, 1:] -= samples[:, :-1]
    strips = [
        zlib.compress(words[top : top + 64].tobytes(), 6)
        for top in range(0, height, 64)
    ]
    counts = [len(strip) for strip in strips]
    ifd[256], ifd[257] = width, height
    ifd[258] = (bits,) * channels
    ifd[259] = 8  # deflate
    ifd[262] = 1 if channels < 3 else 2  # black is zero; RGB
    ifd[277], ifd[278], ifd[284], ifd[317] = channels, 64, 1, 2
    ifd[339] = (1,) * channels
    if channels in (2, 4):
        ifd[338] = 2  # alpha, not premultiplied
    if icc:
        ifd.tagtype[34675] = 7
        ifd[34675] = icc
    if blocks.xmp:
        ifd.tagtype[700] = 1
        ifd[700] = blocks.xmp
    if blocks.iptc:
        ifd.tagtype[33723] = 7
        ifd[33723] = blocks.iptc
    ifd.tagtype[273] = ifd.tagtype[279] = 4
    ifd[279] = tuple(counts)
    # Pillow adds the place where the pixels begin.
    ifd[273] = tuple(accumulate(counts[:-1], initial=0))
    file = io.BytesIO()
    ifd.save(file)
    file.write(b"".join(strips))
    return file.getvalue()
