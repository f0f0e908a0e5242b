"""Kill a training run at random moments, resume it, compare with an undisturbed one.

    python tests/benchmarks/kill_resume.py --data FOLDER_WITH_DIGITS --kills 20

Ends with 0 where the last checkpoints of both runs hold the same bytes, else with 1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ganstudio.core.files import sha256
from ganstudio.core.runs import (
    RunFolder,
    liveness,
    newest_valid,
    read_owner,
    status,
)

SETTINGS = ("image_size=28", "width=32", "checkpoint_every=20", "sample_every=50")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "ganstudio", *words]


def train(data: Path, folder: Path, steps: int) -> list[str]:
    settings = [w for s in (*SETTINGS, f"steps={steps}") for w in ("--set", s)]
    words = ["--data", str(data), "--run", str(folder), "--seed", "7", *settings]
    return command("train", "dcgan", *words, "--device", "cpu")


def kill_once(words: list[str], folder: RunFolder, after: float) -> None:
    """Start, wait until a worker holds the run, kill it `after` seconds later."""
    watcher = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    while liveness(folder) != "alive" and watcher.poll() is None:
        time.sleep(0.01)
    time.sleep(after)
    owner = read_owner(folder)
    if owner is not None and liveness(folder) == "alive":
        os.kill(owner.pid, signal.SIGKILL)
    watcher.wait()
    print(f"killed {after:.2f} s after its start: {status(folder)}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    args = parser.parse_args()
    moments = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as root:
        straight, killed = (RunFolder(Path(root) / n) for n in ("straight", "killed"))
        subprocess.run(train(args.data, straight.path, args.steps), check=True)
        words = train(args.data, killed.path, args.steps)
        for number in range(args.kills):
            if status(killed).state == "finished":
                print(f"finished after {number} kills: give more --steps")
                return 1
            kill_once(words, killed, moments.uniform(0.0, 6.0))
            words = command("resume", str(killed.path))
        if status(killed).state != "finished":
            subprocess.run(words, check=True)
        hashes = []
        for folder in (straight, killed):
            checkpoint, damaged = newest_valid(folder)
            if checkpoint is None or damaged or checkpoint.step != args.steps:
                print(f"{folder.name}: {checkpoint}, damaged: {damaged}")
                return 1
            hashes.append(sha256(checkpoint.tensors_path))
            print(f"{folder.name}: step {checkpoint.step}, {hashes[-1]}")
    print("the same bits" if hashes[0] == hashes[1] else "DIFFERENT")
    return 0 if hashes[0] == hashes[1] else 1


if __name__ == "__main__":
    sys.exit(main())
