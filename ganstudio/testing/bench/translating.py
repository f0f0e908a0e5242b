"""Translating: a network of CycleGAN in onnxruntime against torch eager."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from ganstudio.inference import Model
from ganstudio.testing.bench.results import Result, ratio
from ganstudio.testing.bench.setting import exported, settle
from ganstudio.worker.setup import build_networks, load_graphs


def translate(home: Path, seconds: float) -> Iterator[Result]:
    """CycleGAN, 256 px, 9 blocks, 64 filters; random weights."""
    files, setup = exported("cyclegan", {"image_size": 256}, home)
    nets = build_networks(setup.spec, setup.config, setup.facts)
    graph = load_graphs(setup, nets)[0]
    network = graph.module.eval()
    model = Model.open(files[0], threads=torch.get_num_threads())
    x = np.random.Generator(np.random.Philox(1)).uniform(-1, 1, (1, 3, 256, 256))
    array = x.astype(np.float32)
    tensor, name = torch.from_numpy(array), graph.inputs[0].name
    ours: list[float] = []
    plain: list[float] = []
    until = time.perf_counter() + seconds
    with torch.no_grad():
        while len(ours) < 4 or time.perf_counter() < until:
            began = time.perf_counter()
            model.run({name: array})
            ours.append(time.perf_counter() - began)
            settle()
            began = time.perf_counter()
            network(tensor)
            plain.append(time.perf_counter() - began)
            settle()
    yield ratio(
        "translate CycleGAN 256 px, 9 blocks, 64 filters",
        ours[1:],
        plain[1:],
        target=1.3,
        protocol=f"the network alone; ours: exported file, onnxruntime on"
        f" {model.provider}; plain: torch eager, fp32, no_grad",
    )
