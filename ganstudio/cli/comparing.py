"""`ganstudio translate --compare`: a backend beside the exact one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ganstudio.app.backends import Closeness, compare_backend
from ganstudio.cli.progress import counting
from ganstudio.cli.screen import say, say_error, say_json


def compare_all(
    model: Path,
    pictures: tuple[Path, ...],
    backend: str,
    *,
    label: int | str | None,
    working_size: int | None,
    as_json: bool,
) -> None:
    """Compare on picture after picture; see `compare_backend`."""
    rows: list[dict[str, Any]] = []
    with counting("Comparing", 100 * len(pictures), sys.stderr) as advance:
        for number, picture in enumerate(pictures):

            def tell(part: float, ended: int = number) -> None:
                advance(round(100 * (ended + part)))

            found = compare_backend(
                model,
                picture,
                backend,
                label=label,
                working_size=working_size,
                progress=tell,
            )
            rows.append(_row(picture, found))
            if not as_json:
                height, width = found.size
                say(f"{picture}: {found.sentence} {found.backend}, {width}x{height} px")
                if found.warning:
                    say_error(f"{picture}: {found.warning}")
    if as_json:
        say_json({"model": str(model), "pictures": rows})


def _row(picture: Path, found: Closeness) -> dict[str, Any]:
    return {
        "picture": str(picture),
        "backend": found.backend,
        "height": found.size[0],
        "width": found.size[1],
        "psnr": found.psnr,
        "seconds": found.seconds,
        "exact_seconds": found.exact_seconds,
    }
