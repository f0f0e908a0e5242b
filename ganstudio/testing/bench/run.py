"""Run the parts that were asked for, and print what they found."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import torch

from ganstudio.testing.bench import results
from ganstudio.testing.bench.exploring import explore
from ganstudio.testing.bench.results import Result
from ganstudio.testing.bench.training import train
from ganstudio.testing.bench.translating import translate
from ganstudio.testing.bench.window import window

_PARTS: dict[str, Callable[[Path, float], Iterator[Result]]] = {
    "explore": explore,
    "translate": translate,
    "train": train,
    "window": window,
}


def run(
    parts: Sequence[str],
    *,
    seconds: float,
    threads: int | None = None,
    large: bool = False,
    device: str = "cpu",
    as_document: bool = False,
) -> int:
    """Measure.

    Args:
        parts: of "explore", "translate", "train" and "window".
        seconds: for each measurement.
        threads: of both ways; None takes torch's own choice.
        large: of "translate", the rows that take many minutes, too.
        device: of "train"; the other parts stay on the CPU.
        as_document: print one JSON document at the end instead of lines.

    Returns:
        0: a missed target is a result and no failure.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    about, found = results.machine(), []
    if not as_document:
        results.show_machine(about)
    with tempfile.TemporaryDirectory(prefix="ganstudio-bench-") as home:
        os.environ["GANSTUDIO_HOME"] = home
        for part in parts:
            measure = _PARTS[part]
            if part == "translate" and large:
                measure = partial(translate, large=True)
            if part == "train":
                measure = partial(train, device=device)
            for result in measure(Path(home) / part, seconds):
                found.append(result)
                if not as_document:
                    results.show(result)
    if as_document:
        print(results.as_json(about, found))
    return 0
