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
from ganstudio.core.images.metadata import KeepMetadata
from ganstudio.core.images.opening import picture_size
from ganstudio.core.images.outside import finish
from ganstudio.core.images.picture import (
    FOREIGN_FORMATS,
    HEIC_SUFFIXES,
    MAX_PIXELS,
    PICTURE_SUFFIXES,
    WRITABLE_SUFFIXES,
    Picture,
)
from ganstudio.core.images.read import read_picture, read_pixels
from ganstudio.core.images.recipe import RecipeLevel, WrittenRecipe, read_recipe
from ganstudio.core.images.scatter import CLOUD, fitting, marked, plane, scatter
from ganstudio.core.images.shaping import Shape, scaled_size, shape, working_picture
from ganstudio.core.images.write import write_picture

__all__ = [
    "CLOUD",
    "FOREIGN_FORMATS",
    "HEIC_SUFFIXES",
    "MAX_PIXELS",
    "PICTURE_SUFFIXES",
    "SHEET_GREY",
    "WRITABLE_SUFFIXES",
    "KeepMetadata",
    "Picture",
    "RecipeLevel",
    "Shape",
    "WrittenRecipe",
    "encode_png",
    "finish",
    "fitting",
    "from_network",
    "marked",
    "picture_size",
    "plane",
    "read_picture",
    "read_pixels",
    "read_recipe",
    "resize",
    "scaled_size",
    "scatter",
    "shape",
    "sheet",
    "to_eight_bit",
    "to_network",
    "working_picture",
    "write_picture",
]
