"""Opening: only known formats, and one sentence for whatever is wrong with a file."""

from __future__ import annotations

import codecs
import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    QoiImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from ganstudio.api import PictureError
from ganstudio.core.images import deep
from ganstudio.core.images.picture import FOREIGN_FORMATS, MAX_PIXELS

# Formats without a signature (TGA) take any bytes for a picture, and PostScript would
# start another program: neither is opened. The JPEG reader opens MPO as well.
_FORMATS = (
    AvifImagePlugin.AvifImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
    GifImagePlugin.GifImageFile.format,
    Jpeg2KImagePlugin.Jpeg2KImageFile.format,
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    PpmImagePlugin.PpmImageFile.format,
    QoiImagePlugin.QoiImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    RuntimeError,  # of the AVIF and HEIC decoders
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise on damaged bytes."""

# Pillow's remarks on odd metadata are no sentences for a person.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# Pillow's own limit is global, warns at a third of it and knows no sentence; the check
# of `opened` takes its place.
Image.MAX_IMAGE_PIXELS = None


@contextmanager
def opened(path: Path, max_pixels: int = MAX_PIXELS) -> Iterator[ImageFile.ImageFile]:
    """Open a picture without decoding it; damage met in the body is told as well.

    Raises:
        PictureError: no such file, no picture, a damaged or an absurdly large one.
    """
    try:
        with Image.open(path, formats=(*_FORMATS, *_extra(path))) as image:
            width, height = image.size
            if width * height > max_pixels:
                raise PictureError(
                    f"{path} is {width}x{height} px,"
                    f" {width * height / 1e6:,.0f} megapixels; at most"
                    f" {max_pixels / 1e6:,.0f} are read: scale it down first."
                )
            if deep.is_planar16(image):
                raise PictureError(
                    f"{path} holds its 16-bit colours plane by plane, which is not"
                    " read: save it with interleaved channels."
                )
            yield image
    except PictureError:
        raise
    except (UnidentifiedImageError, FileNotFoundError, IsADirectoryError) as error:
        raise PictureError(_why_not(path)) from error
    except PermissionError as error:
        raise PictureError(
            f"{path} may not be read: change its rights or copy it."
        ) from error
    except MemoryError as error:
        raise PictureError(
            f"{path} does not fit into memory: close other programs or scale it down."
        ) from error
    except _DAMAGE as error:
        if not path.is_file():
            raise PictureError(_why_not(path)) from error
        raise PictureError(
            f"{path} is damaged or cut off ({_reason(error)}): copy or save it again."
        ) from error


def _extra(path: Path) -> tuple[str, ...]:
    """Name Pillow's format of a HEIC file, where its reader is installed."""
    with path.open("rb") as file:
        if not is_heic(file.read(12)):
            return ()
    try:
        import pillow_heif  # 20 ms that only such a file needs
    except ImportError:
        return ()
    pillow_heif.register_heif_opener()
    return ("HEIF",)


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so (12 bytes) is HEIC."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def _reason(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rstrip(".")


def _why_not(path: Path) -> str:
    if not path.exists():
        return f"{path} does not exist: check the name."
    if path.is_dir():
        return f"{path} is a folder, not a picture."
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        return f"{path} is empty (0 bytes): copy or save it again."
    if is_heic(head):
        if find_spec("pillow_heif") is None:
            return (
                f"{path} is a HEIC picture, and what reads them is not installed: run"
                ' pip install "ganstudio[heic]", or save it as JPEG.'
            )
        return f"{path} is a HEIC picture that cannot be read: copy or save it again."
    name = FOREIGN_FORMATS.get(path.suffix.lower())
    if name:
        return f"{path}: {name} files are not read; save it as PNG, TIFF or JPEG."
    what = "a text file" if _is_text(head) else "no picture that can be read"
    return f"{path} is {what}; JPEG, PNG, TIFF, WebP, AVIF, GIF and BMP are."


def _is_text(head: bytes) -> bool:
    try:
        # Incremental, since a character may be cut at the end of what was read.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c.isspace() for c in text)


def decodes(data: bytes, size: tuple[int, int]) -> str | None:
    """Say why an encoded picture does not come back with (H, W); None where it does."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            image.load()
            found = (image.height, image.width)
    except _DAMAGE as error:
        return _reason(error)
    return None if found == size else f"it came back as {found[1]}x{found[0]} px"


def picture_size(path: Path) -> tuple[int, int]:
    """(H, W) as stored, px, without decoding: what a picture will take in memory.

    Raises:
        PictureError: see `opened`.
    """
    with opened(path) as image:
        return image.height, image.width
