"""`python -m ganstudio.testing check NAME` and `... bench [PART...]`."""

from __future__ import annotations

import argparse
import sys

from ganstudio.api import StudioError

PARTS = ("explore", "translate", "train", "window")


def main() -> int:
    """Check a plugin or measure; 0 done, 1 broken or failed with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m ganstudio.testing")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="try every promise of a plugin")
    checking.add_argument("name", help="a plugin's name or a model's id")
    checking.add_argument("--device", default="cpu", help="where the trials train")
    checking.add_argument("--json", action="store_true", help="print one document")
    measuring = commands.add_parser("bench", help="measure against the plain way")
    measuring.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; none: all")
    measuring.add_argument("--json", action="store_true", help="print one document")
    measuring.add_argument(
        "--seconds", type=float, default=40.0, help="for each measurement"
    )
    measuring.add_argument(
        "--threads", type=int, help="of the arithmetic; torch's own choice by default"
    )
    measuring.add_argument(
        "--large", action="store_true", help="large pictures too: many minutes"
    )
    measuring.add_argument("--device", default="cpu", help="of the part 'train'")
    args = parser.parse_args()
    unknown = [p for p in getattr(args, "parts", ()) if p not in PARTS]
    if unknown:
        measuring.error(f"there is no part {unknown[0]!r}: {', '.join(PARTS)}")
    try:
        if args.command == "check":
            from ganstudio.testing.kit.check import check

            return check(args.name, device=args.device, as_document=args.json)
        from ganstudio.testing.bench.run import run

        parts = [p for p in PARTS if p in args.parts or not args.parts]
        return run(
            parts,
            seconds=args.seconds,
            threads=args.threads,
            large=args.large,
            device=args.device,
            as_document=args.json,
        )
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
