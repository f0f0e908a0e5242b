"""Run models for another process: `python -m ganstudio.inference`; not for people."""

from __future__ import annotations

import argparse

from ganstudio.inference.serve import serve


def main() -> None:
    """Read the handles that the parent passes, and serve until it is gone."""
    parser = argparse.ArgumentParser(prog="python -m ganstudio.inference")
    parser.add_argument("requests", help="handle of the memory for requests")
    parser.add_argument("answers", help="handle of the memory for answers")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--provider", default="auto")
    given = parser.parse_args()
    serve(given.requests, given.answers, threads=given.threads, provider=given.provider)


if __name__ == "__main__":
    main()
