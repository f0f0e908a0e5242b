"""Translating: onnxruntime and OpenVINO against torch eager, tiles against wholes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ganstudio.api import InferenceError
from ganstudio.inference import Model
from ganstudio.testing.bench.folder import folder
from ganstudio.testing.bench.results import Result, ratio
from ganstudio.testing.bench.setting import exported, settle
from ganstudio.testing.bench.streaming import demo_translators, streamed
from ganstudio.worker.setup import build_networks, load_graphs

_BF16 = "openvino-bf16"


def translate(home: Path, seconds: float, *, large: bool = False) -> Iterator[Result]:
    """CycleGAN with random weights, a folder through a demo translator, large pictures.

    Args:
        home: a temporary folder.
        seconds: of the network's rows together, and of the folder.
        large: pictures of 3 to 100 megapixels in tiles, too; many minutes.
    """
    yield from _network(home, seconds)
    yield folder(demo_translators()[0], home / "folder", seconds)
    if large:
        yield from streamed()


def _network(home: Path, seconds: float) -> Iterator[Result]:
    files, setup = exported("cyclegan", {"image_size": 256}, home)
    nets = build_networks(setup.spec, setup.config, setup.facts)
    graph = load_graphs(setup, nets)[0]
    network, name = graph.module.eval(), graph.inputs[0].name
    x = np.random.Generator(np.random.Philox(1)).uniform(-1, 1, (1, 3, 256, 256))
    array = x.astype(np.float32)
    tensor = torch.from_numpy(array)
    threads = torch.get_num_threads()
    model = Model.open(files[0], threads=threads)
    ways: dict[str, Callable[[], object]] = {
        "plain": lambda: network(tensor),
        "ours": lambda: model.run({name: array}),
    }
    missing = ""
    if find_spec("openvino") is not None:
        try:
            rounded = Model.open(files[0], threads=threads, provider=_BF16)
            ways[_BF16] = lambda: rounded.run({name: array})
        except InferenceError as error:  # a processor without bfloat16
            missing = f"; {_BF16} is not measured: {str(error).rstrip('.')}"
    with torch.no_grad():
        times = _in_turns(ways, seconds)
    about = f"the network alone; ours: exported file, {{}} on {threads} threads; plain:"
    about += " torch eager, fp32, no_grad"
    yield ratio(
        "translate CycleGAN 256 px, 9 blocks, 64 filters",
        times["ours"],
        times["plain"],
        target=1.4,
        protocol=about.format(f"onnxruntime on {model.provider}") + missing,
    )
    if _BF16 in times:
        exact = model.run({name: array})
        closeness = psnr(rounded.run({name: array}), exact)
        yield _with_closeness(
            ratio(
                "translate CycleGAN 256 px, 9 blocks, 64 filters: OpenVINO in bfloat16",
                times[_BF16],
                times["plain"],
                target=3,
                protocol=about.format("OpenVINO in bfloat16"),
                details={
                    "PSNR against float32 dB": round(closeness, 1),
                    "onnxruntime ms": round(1e3 * statistics.median(times["ours"]), 2),
                },
            ),
            closeness,
        )


def _in_turns(
    ways: dict[str, Callable[[], object]], seconds: float
) -> dict[str, list[float]]:
    """Time each way in turn; the first round of each pays for set-up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    until = time.perf_counter() + seconds
    while len(times["ours"]) < 4 or time.perf_counter() < until:
        for name, run in ways.items():
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
            settle()
    return {name: found[1:] for name, found in times.items()}


def _with_closeness(result: Result, closeness: float) -> Result:
    return replace(
        result,
        target=f"{result.target} at 45 dB or better",
        reached=bool(result.reached) and closeness >= 45,
    )


def psnr(
    one: NDArray[np.float32], other: NDArray[np.float32], span: float = 2.0
) -> float:
    """Peak signal-to-noise ratio, dB; `span` is the distance of black from white."""
    mean = float(np.mean((one.astype(np.float64) - other) ** 2))
    return float(10 * np.log10(span**2 / max(mean, 1e-20)))
