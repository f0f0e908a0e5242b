"""Exploring: from a request to pixels, through the child process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import torch

from ganstudio.api import InferenceError, Latent
from ganstudio.core import latents
from ganstudio.core.images import from_network
from ganstudio.inference import InferenceProcess, SampleRequest
from ganstudio.testing.bench.results import Result, percentiles
from ganstudio.testing.bench.setting import exported, settle
from ganstudio.worker.setup import build_networks, load_graphs

MOST = 2000
"""Requests, however fast they are."""
TURN = 25


def explore(home: Path, seconds: float) -> Iterator[Result]:
    """DCGAN, one RGB sample of 64 px at a time, seed by seed; random weights."""
    (file,), setup = exported("dcgan", {"image_size": 64}, home)
    nets = build_networks(setup.spec, setup.config, setup.facts)
    (graph,) = load_graphs(setup, nets)
    G, port = graph.module.eval(), graph.inputs[0]
    assert isinstance(port, Latent)
    ours: list[float] = []
    network: list[float] = []
    plain: list[float] = []
    until = time.perf_counter() + seconds
    with InferenceProcess(threads=torch.get_num_threads()) as process, torch.no_grad():
        for turn in count():
            if turn > 3 and (len(ours) >= MOST or time.perf_counter() > until):
                break
            seeds = range(turn * TURN, (turn + 1) * TURN)
            answered, inside = _through_child(process, file, seeds)
            settle()
            eager = []
            for seed in seeds:
                began = time.perf_counter()
                from_network(G(torch.from_numpy(latents.draw(seed, 1, port))).numpy())
                eager.append(time.perf_counter() - began)
            settle()
            if turn:  # in the first the child starts and loads, and both warm up
                ours += answered
                network += inside
                plain += eager
    numbers = percentiles("", ours)
    value = numbers["p95 ms"]
    yield Result(
        name="explore DCGAN 64 px, RGB: request to pixels, p95",
        value=value,
        unit="ms",
        low=None,
        high=None,
        target="at most 8",
        reached=value <= 8,
        protocol=f"{len(ours)} requests one after the other, in turns of {TURN} with"
        " torch eager in the asking process; both draw z and make uint8 pixels",
        details={
            **numbers,
            **percentiles("network alone", network),
            **percentiles("torch eager", plain),
        },
    )


def _through_child(
    process: InferenceProcess, file: Path, seeds: range
) -> tuple[list[float], list[float]]:
    """Seconds from each request to its pixels, and of them within the network."""
    seconds, inside = [], []
    for seed in seeds:
        began = time.perf_counter()
        answer = process.answer(process.submit(SampleRequest(file, seed=seed)))
        seconds.append(time.perf_counter() - began)
        if answer is None or answer.images is None:
            raise InferenceError(f"No pixels for seed {seed}: {answer}.")
        inside.append(answer.seconds_network)
    return seconds, inside
