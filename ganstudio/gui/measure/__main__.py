"""`python -m ganstudio.gui.measure PART`: print what was measured as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path


def main() -> int:
    """Measure one part."""
    parser = argparse.ArgumentParser(prog="python -m ganstudio.gui.measure")
    parser.add_argument("part", choices=("beginning", "painting", "preview", "stalls"))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--since", type=float, default=0.0, help="time.time() of start")
    parser.add_argument("--bare", action="store_true", help="an empty Qt window")
    parser.add_argument("--run", type=Path)
    parser.add_argument("--generator", type=Path)
    parser.add_argument("--translator", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--pictures", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    found: Mapping[str, object]
    match args.part:
        case "beginning":
            from ganstudio.gui.measure.beginning import first_paint

            found = first_paint(args.since, bare=args.bare)
        case "painting":
            from ganstudio.gui.measure.painting import paint_times

            found = paint_times(args.seconds)
        case "preview":
            from ganstudio.gui.measure.preview import opening_times

            found = opening_times(args.translator, args.pictures)
        case _:
            from ganstudio.gui.measure.stalls import stalls

            found = stalls(
                args.seconds,
                args.run,
                args.generator,
                args.translator,
                args.picture,
            )
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
