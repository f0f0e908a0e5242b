"""`python -m ganstudio.worker RUN [--export | --evaluate ...]`: started by the host."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ganstudio.api import StudioError


def main() -> int:
    """Train, export or measure a run; 0 done, 1 failed with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m ganstudio.worker")
    parser.add_argument("run", type=Path, help="the run folder")
    parser.add_argument("--export", action="store_true", help="export, do not train")
    parser.add_argument("--evaluate", metavar="METRICS", help="fid,kid: measure")
    parser.add_argument("--features", default="auto", help="network to measure by")
    parser.add_argument("--samples", type=int, default=10_000, help="pictures to draw")
    parser.add_argument("--step", type=int, help="checkpoint to export or measure")
    parser.add_argument("--out", type=Path, help="where exported files go")
    parser.add_argument("--name", default="", help="stem of the exported files")
    parser.add_argument("--title", default="", help="what people read")
    parser.add_argument("--licence", default="", help="licence of the weights")
    parser.add_argument("--data-note", default="", help="what they were trained on")
    args = parser.parse_args()

    # After the arguments: torch takes a second to import.
    from ganstudio.worker.export import Wording
    from ganstudio.worker.life import export_run, live

    try:
        if args.evaluate:
            from ganstudio.worker.evaluate import evaluate_run

            metrics = args.evaluate.split(",")
            evaluate_run(args.run, args.step, metrics, args.features, args.samples)
            return 0
        if not args.export:
            return live(args.run)
        wording = Wording(args.name, args.title, args.licence, args.data_note)
        for path in export_run(args.run, args.step, args.out, wording):
            print(path)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
