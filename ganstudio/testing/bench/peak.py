"""How much memory one translation takes, in a process of its own.

`python -m ganstudio.testing.bench.peak MODEL WIDTH HEIGHT [--tile T]` prints one JSON
object: seconds, peak (bytes that were resident at most), tiles, passes, seam, scratch
(bytes on the disk).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import psutil

from ganstudio.inference import Model, Report, translate


def main() -> None:
    """Translate a photograph of the size that is asked for."""
    from ganstudio.testing.bench.photo import large_photo

    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("--tile", default="512")
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    picture = large_photo((given.height, given.width))
    reports: list[Report] = []
    began = time.perf_counter()
    translate(
        Model.open(given.model, threads=given.threads),
        picture,
        tile=int(given.tile) if given.tile.isdigit() else given.tile,
        reported=reports.append,
    )
    found = {
        "seconds": time.perf_counter() - began,
        "peak": peak_memory(),
        "tiles": reports[0].tiles,
        "passes": reports[0].passes,
        "seam": reports[0].seam,
        "scratch": reports[0].scratch,
    }
    print(json.dumps(found))


def peak_memory() -> int:
    """Most bytes of this process that were in memory at once."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage tells on Linux begins with the process that started this one.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
