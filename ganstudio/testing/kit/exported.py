"""Promises of the exported files: they need neither the plugin nor torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ganstudio.core.images import read_pixels
from ganstudio.core.model_file import check_model_file
from ganstudio.testing.kit.rows import BrokenError, NotApplicableError
from ganstudio.testing.kit.trial import Subject, TrialDriver
from ganstudio.worker.export import export_context


def export(subject: Subject) -> str:
    """Every graph becomes a model file that computes the same in onnxruntime.

    A model that optimises gives a picture that can be opened.
    """
    driver: TrialDriver = subject.made["driver"]
    paths = export_context(driver.folder, driver.context, driver.folder.exports)
    if subject.spec.graphs is None:
        sizes = ["x".join(map(str, read_pixels(p).shape[1::-1])) for p in paths]
        return f"The result is a picture of {', '.join(sizes)} px."
    subject.made["files"] = paths
    cards = [check_model_file(path).card for path in paths]
    seen = ", ".join(f"{card.name} {card.parity:.0e}" for card in cards)
    return f"Largest difference from torch: {seen}."


def alone(subject: Subject) -> str:
    """The files run where the plugin and torch are not installed."""
    if "files" not in subject.made:
        raise NotApplicableError("There are no files.")
    files: list[Path] = subject.made["files"]
    absent = sorted(_packages(subject))
    child = subprocess.run(
        [
            sys.executable,
            "-m",
            "ganstudio.testing.kit.alone",
            *(f"--without={name}" for name in absent),
            *map(str, files),
        ],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise BrokenError(f"Without {', '.join(absent)} a file does not run: {last}")
    seen = json.loads(child.stdout.strip().splitlines()[-1])
    what = ", ".join(f"{name} {shape}" for name, shape in seen.items())
    return f"Without {', '.join(absent)} and torch: {what}."


def _packages(subject: Subject) -> set[str]:
    """Top-level packages that the plugin brings."""
    spec = subject.spec
    modules = [spec.build, spec.train, spec.graphs or "", spec.config.__module__]
    return {m.split(":")[0].split(".")[0] for m in modules if m} - {"ganstudio"}
