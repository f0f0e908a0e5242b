"""`python -m ganstudio.testing check NAME` and `... bench [PART]`."""

from __future__ import annotations

import argparse
import sys

from ganstudio.api import StudioError


def main() -> int:
    """Check a plugin or measure; 0 done, 1 broken or failed with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m ganstudio.testing")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="try every promise of a plugin")
    checking.add_argument("name", help="a plugin's name or a model's id")
    checking.add_argument("--json", action="store_true", help="print one document")
    args = parser.parse_args()
    try:
        from ganstudio.testing.kit.check import check

        return check(args.name, as_document=args.json)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
