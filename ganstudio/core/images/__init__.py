"""Pictures: files to arrays and back, in sRGB, with nothing lost on the way."""

from ganstudio.core.images.arrays import (
    SHEET_GREY,
    encode_png,
    from_network,
    resize,
    sheet,
    to_eight_bit,
    to_network,
)
from ganstudio.core.images.picture import (
    FOREIGN_FORMATS,
    MAX_PIXELS,
    PICTURE_SUFFIXES,
    WRITABLE_SUFFIXES,
    Picture,
)
from ganstudio.core.images.read import read_picture, read_pixels
from ganstudio.core.images.scatter import CLOUD, fitting, marked, plane, scatter
from ganstudio.core.images.write import write_picture

__all__ = [
    "CLOUD",
    "FOREIGN_FORMATS",
    "MAX_PIXELS",
    "PICTURE_SUFFIXES",
    "SHEET_GREY",
    "WRITABLE_SUFFIXES",
    "Picture",
    "encode_png",
    "fitting",
    "from_network",
    "marked",
    "plane",
    "read_picture",
    "read_pixels",
    "resize",
    "scatter",
    "sheet",
    "to_eight_bit",
    "to_network",
    "write_picture",
]
