"""Training: a step of ours against the plain loop, and what the run folder costs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from ganstudio.api import DataKind, Facts, ModelSpec
from ganstudio.core.data import DataSet, Split
from ganstudio.core.runs import DataRecord, RunFolder, RunRecord
from ganstudio.testing.bench import busy, plain
from ganstudio.testing.bench.results import Result, ratio
from ganstudio.testing.bench.setting import new_run
from ganstudio.testing.bench.turns import Times, take_turns
from ganstudio.worker import compute
from ganstudio.worker.setup import Setup, build_networks

LOOP = (
    "plain: fp32, contiguous, default Adam, one fixed batch; ours: worker's driver,"
    " plugin's recipe, shipped settings"
)


def train(home: Path, seconds: float, device: str = "cpu") -> Iterator[Result]:
    """Measure both models on a device, and the run folder, for `seconds` each."""
    yield dcgan(home / "dcgan", seconds, device)
    yield cyclegan(home / "cyclegan", seconds, device)
    yield folder_cost(home / "folder", seconds)


def dcgan(home: Path, seconds: float, device: str = "cpu") -> Result:
    """DCGAN as published: RGB, 64 px, batches of 64."""
    values = {"image_size": 64, "batch_size": 64}
    folder, setup = new_run("dcgan", values, home, device)
    x = torch.rand(64, 3, 64, 64, device=setup.device) * 2 - 1
    times = _turns(folder, setup, plain.dcgan(_networks(setup), x, 100), seconds)
    images = {
        "ours images/s": round(64 / statistics.median(times.ours)),
        "plain images/s": round(64 / statistics.median(times.plain)),
        **cpu_ratio(times),
    }
    return ratio(
        f"train DCGAN 64 px, batch 64, RGB{_where(setup)}",
        times.ours,
        times.plain,
        target=1.8,
        protocol=f"one training step; {LOOP} ({chosen(setup)})",
        details=images,
    )


def cyclegan(home: Path, seconds: float, device: str = "cpu") -> Result:
    """CycleGAN as published: RGB, 256 px, one picture, 9 blocks, 64 filters."""
    folder, setup = new_run("cyclegan", {"image_size": 256}, home, device)
    A, B = (torch.rand(1, 3, 256, 256, device=setup.device) * 2 - 1 for _ in range(2))
    times = _turns(folder, setup, plain.cyclegan(_networks(setup), A, B), seconds)
    return ratio(
        f"train CycleGAN 256 px, batch 1, 9 blocks, 64 filters{_where(setup)}",
        times.ours,
        times.plain,
        target=1.5,
        protocol=f"one training step; {LOOP} ({chosen(setup)})",
        details=cpu_ratio(times),
    )


def _networks(setup: Setup) -> dict[str, nn.Module]:
    """The same networks once more, as torch makes them, on the run's device."""
    nets = build_networks(setup.spec, setup.config, setup.facts)
    return {name: net.to(setup.device) for name, net in nets.items()}


def _turns(folder: RunFolder, setup: Setup, step: plain.Step, seconds: float) -> Times:
    """Time single steps, in turns; off the CPU the means of twenty, which overlap."""
    block = 1 if setup.device.type == "cpu" else 20

    def steps() -> None:
        for _ in range(block):
            step()

    times = take_turns(folder, setup, block=block, plain=steps, seconds=seconds)
    return Times(*([t / block for t in row] for row in asdict(times).values()))


def _where(setup: Setup) -> str:
    if setup.device.type == "cuda":
        return f", on {torch.cuda.get_device_name(setup.device)}"
    return ""


def cpu_ratio(times: Times) -> dict[str, float]:
    """The same ratio in CPU time, which other people's work disturbs less."""
    plain, ours = (statistics.median(t) for t in (times.plain_cpu, times.ours_cpu))
    return {"CPU time times": round(plain / ours, 2)}


def chosen(setup: Setup) -> str:
    """Name the host's choices for a run."""
    record = setup.record
    formats = ", ".join(sorted(set(record.memory_formats.values())))
    return f"{record.precision}, {formats}, {record.optimisers} Adam"


def folder_cost(home: Path, seconds: float) -> Result:
    """What the host adds to steps of about 5 ms: context, driver, metrics, events."""
    spec = ModelSpec(
        id="busy",
        title="Busy",
        summary="Works for about five milliseconds a step.",
        data=DataKind.BUILT_IN,
        config=busy.BusyConfig,
        build="ganstudio.testing.bench.busy:build",
        train="ganstudio.testing.bench.busy:train",
        graphs="ganstudio.testing.bench.busy:graphs",
    )
    config = busy.BusyConfig(sample_every=0, checkpoint_every=0, steps=10_000_000)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        cpu = torch.device("cpu")
        nets = busy.build(config, Facts())
        compute.prepare(nets["net"], cpu, "fp32", "contiguous")
        record = RunRecord(
            model="busy",
            plugin="bench",
            data=DataRecord(kind=DataKind.BUILT_IN),
            optimisers="fused",
            device="cpu",
        )
        empty = Split(())
        data = DataSet(DataKind.BUILT_IN, empty, empty, (), (), "")
        setup = Setup(record, spec, config, Facts(), data, cpu, nets)
        folder = RunFolder.create(home, record)
        net = nets["net"]
        assert isinstance(net, busy.Busy)

        def block() -> None:
            for _ in range(busy.BLOCK):
                net.work(net.forward)  # past the host's hooks

        times = take_turns(
            folder, setup, block=busy.BLOCK, plain=block, seconds=seconds
        )
    finally:
        torch.set_num_threads(threads)
    shares = [
        100 * (ours / bare - 1)
        for ours, bare in zip(times.ours_cpu, times.plain_cpu, strict=True)
    ]
    clock = statistics.median(times.ours) / statistics.median(times.plain)
    bare = statistics.median(times.plain_cpu) / busy.BLOCK
    value = statistics.median(shares)
    return Result(
        name="run folder, steps of 5 ms",
        value=round(value, 2),
        unit="%",
        low=round(min(shares), 2),
        high=round(max(shares), 2),
        target="at most 2",
        reached=value <= 2,
        protocol=f"CPU time, median of {len(shares)} pairs of {busy.BLOCK} steps, in"
        " turns, one thread; with: driver, context, forward hooks, learning rate, four"
        " numbers a step to events.jsonl; without: the same work in a for loop",
        details={
            "bare ms a step": round(1e3 * bare, 3),
            "on the clock %": round(100 * (clock - 1), 2),
        },
    )
