"""Translate damaged picture files in one batch with good ones between them.

    python tests/benchmarks/fuzzed_pictures.py MODEL [--count 1000] [--seed 0]

Ends with 0 where every damaged file is one sentence or a whole picture, nothing failed
in a way that nobody foresaw, and every good file was translated; else with 1.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.app.translating import Translated, TranslateRequest, Translation
from ganstudio.core.images import Picture, read_picture, write_picture

PHOTOS = Path(__file__).parents[1] / "data" / "photos"
Damage = Callable[[bytes, random.Random], bytes]


def originals(folder: Path) -> list[Path]:
    """Write one small photograph in every format and depth there is."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = read_picture(PHOTOS / "sea.jpg")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Plate", 6
    exif.get_ifd(0x8825)[1] = "N"
    small = Picture(picture.pixels[:48, :64], exif=exif.tobytes(), xmp=b"<x:x/>")
    for suffix in (".jpg", ".png", ".tif", ".webp", ".avif", ".bmp"):
        write_picture(small, folder / f"eight{suffix}")
    deep = Picture(small.pixels.astype(np.uint16) * 257)
    for suffix in (".png", ".tif"):
        write_picture(deep, folder / f"sixteen{suffix}")
    image = Image.fromarray(small.pixels)
    image.quantize(32).save(folder / "palette.gif", transparency=3)
    image.save(folder / "wavelet.jp2")
    image.save(folder / "steps.jpg", progressive=True)
    image.convert("CMYK").save(folder / "ink.jpg")
    image.save(folder / "packed.tif", compression="tiff_lzw")
    try:
        import pillow_heif
    except ImportError:
        pass
    else:
        pillow_heif.register_heif_opener()
        image.save(folder / "phone.heic", "HEIF")
    return sorted(folder.iterdir())


def cut(data: bytes, rng: random.Random) -> bytes:
    """End it anywhere."""
    return data[: rng.randrange(len(data))]


def flip(data: bytes, rng: random.Random) -> bytes:
    """Turn up to 30 bits over, often in the head."""
    broken = bytearray(data)
    reach = len(broken) if rng.random() < 0.5 else min(len(broken), 120)
    for _ in range(rng.randint(1, 30)):
        broken[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return bytes(broken)


def blank(data: bytes, rng: random.Random) -> bytes:
    """Fill a stretch with zeros, as a broken disk does."""
    start = rng.randrange(len(data))
    size = min(rng.choice((1, 16, 512, len(data))), len(data) - start)
    return data[:start] + bytes(size) + data[start + size :]


def mix(data: bytes, rng: random.Random) -> bytes:
    """Repeat a stretch, leave one out, or put in noise."""
    one, two = sorted(rng.randrange(len(data)) for _ in range(2))
    match rng.randrange(3):
        case 0:
            return data[:two] + data[one:]
        case 1:
            return data[:one] + data[two:]
        case _:
            return data[:one] + rng.randbytes(two - one) + data[two:]


def giant(data: bytes, rng: random.Random) -> bytes:
    """Claim to be enormous."""
    side = rng.choice((40_000, 65_535, 1_000_000, 2**31 - 1))
    broken = bytearray(data)
    if data[:4] == b"\x89PNG":
        broken[16:24] = struct.pack(">II", side, side)
        broken[29:33] = struct.pack(">I", zlib.crc32(broken[12:29]))
    elif data[:2] == b"BM":
        broken[18:26] = struct.pack("<II", side, side)
    elif data[:3] == b"GIF":
        broken[6:10] = b"\xff\xff\xff\xff"
    elif data[:2] == b"\xff\xd8":
        for marker in (b"\xff\xc0", b"\xff\xc2"):
            at = data.find(marker)
            if at > 0:
                broken[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    else:
        # Wherever else the sides stand, as 16 or 32 bits of either order.
        for size in (48, 64):
            for form in ("<I", ">I", "<H", ">H"):
                old = struct.pack(form, size)
                new = struct.pack(form, min(side, 65_535))
                broken = bytearray(bytes(broken).replace(old, new, 2))
    return bytes(broken)


def empty(data: bytes, rng: random.Random) -> bytes:
    """Nothing at all, or zeros alone."""
    return bytes(rng.choice((0, 1, len(data))))


DAMAGES: tuple[Damage, ...] = (cut, flip, blank, mix, giant, empty)


def damaged(folder: Path, count: int, seed: int = 0) -> list[Path]:
    """Write damaged files, one in eight under another format's name."""
    rng = random.Random(seed)
    sources = [(path, path.read_bytes()) for path in originals(folder / "originals")]
    place = folder / "damaged"
    place.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        source, data = sources[number % len(sources)]
        damage = DAMAGES[number // len(sources) % len(DAMAGES)]
        suffix = source.suffix
        if rng.random() < 1 / 8:
            suffix = rng.choice(sources)[0].suffix
        path = place / f"{number:04}-{damage.__name__}-{source.stem}{suffix}"
        path.write_bytes(damage(data, rng))
        made.append(path)
    return made


def among_good_ones(paths: list[Path], every: int = 10) -> tuple[Path, ...]:
    """Put a good photograph between every so many."""
    mixed: list[Path] = []
    for number, path in enumerate(paths):
        if number % every == 0:
            mixed.append(PHOTOS / "sea.jpg")
        mixed.append(path)
    return tuple(mixed)


def complaints(results: list[Translated], inputs: tuple[Path, ...]) -> list[str]:
    """Say what should not be: [] where all is well."""
    said = []
    if [r.source for r in results] != list(inputs):
        said.append(f"{len(results)} results of {len(inputs)} pictures")
    for result in results:
        name = result.source.name
        if result.source == PHOTOS / "sea.jpg" and result.error:
            said.append(f"a good picture failed: {result.error}")
        elif "unexpectedly" in result.error:
            said.append(result.error)
        elif result.error and ("\n" in result.error or name not in result.error):
            said.append(f"{name}: {result.error!r} is no sentence about it")
        elif not result.error:
            assert result.target is not None
            try:
                read_picture(result.target)
            except Exception as error:
                said.append(f"{name}: its result is damaged: {error}")
    return said


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = among_good_ones(damaged(folder, wanted.count, wanted.seed))
        request = TranslateRequest(wanted.model, inputs, folder / "out")
        results = list(Translation(request).run())
        said = complaints(results, inputs)
    good = PHOTOS / "sea.jpg"
    fate = Counter(
        (r.source.name.split("-")[1], "refused" if r.error else "translated")
        for r in results
        if r.source != good
    )
    for (damage, what), count in sorted(fate.items()):
        print(f"{damage:8}{what:12}{count}")
    whole = sum(r.source == good and not r.error for r in results)
    print(f"{whole} of {inputs.count(good)} good pictures translated")
    for text in said:
        print(text, file=sys.stderr)
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
