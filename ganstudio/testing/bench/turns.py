"""Turns: the host's loop and another one, block by block, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from ganstudio.core.runs import EventWriter, RunFolder
from ganstudio.host import load_reference
from ganstudio.worker.control import Requests
from ganstudio.worker.driver import Driver
from ganstudio.worker.setup import Setup


@dataclass
class Times:
    """Seconds of each block, on the clock and of this process's CPU time."""

    ours: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    ours_cpu: list[float] = field(default_factory=list)
    plain_cpu: list[float] = field(default_factory=list)


class TurnsDriver(Driver):
    """The worker's driver; after each block of steps another loop has its turn.

    The clock stands still for nothing of the host: a block begins when the recipe
    goes on and ends when the host is done with its last step.

    Args:
        folder: the run.
        setup: what is trained.
        events: where metrics go, as in any run.
        block: steps in a block.
        plain: does one block's work in the other way.
        seconds: when to stop; two blocks of each are timed at least.
    """

    def __init__(
        self,
        folder: RunFolder,
        setup: Setup,
        events: EventWriter,
        *,
        block: int,
        plain: Callable[[], None],
        seconds: float,
    ) -> None:
        super().__init__(folder, setup, events, Requests(), lambda *_: [])
        self.times = Times()
        self._device = setup.device
        self._block, self._plain = block, plain
        self._warm = False
        self._until = time.perf_counter() + seconds
        self._began = self._began_cpu = 0.0

    def _finish(self) -> None:
        """Wait for the device, which works behind the program's back."""
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)

    def end_step(self, step: int) -> bool:
        """See `Driver.end_step`."""
        going_on = super().end_step(step)
        if step == 0 or step % self._block:
            if step == 0:
                self._finish()
                self._began, self._began_cpu = time.perf_counter(), time.process_time()
            return going_on
        self._finish()
        clock, cpu = time.perf_counter(), time.process_time()
        ours, ours_cpu = clock - self._began, cpu - self._began_cpu
        self._plain()
        self._finish()
        times = self.times
        if self._warm:  # the first block of each pays for set-up
            times.ours.append(ours)
            times.ours_cpu.append(ours_cpu)
            times.plain.append(time.perf_counter() - clock)
            times.plain_cpu.append(time.process_time() - cpu)
        self._warm = True
        self._began, self._began_cpu = time.perf_counter(), time.process_time()
        return len(times.ours) < 2 or time.perf_counter() < self._until


def take_turns(
    folder: RunFolder,
    setup: Setup,
    *,
    block: int,
    plain: Callable[[], None],
    seconds: float,
) -> Times:
    """Run the model's own recipe under the worker's driver, in turns with `plain`."""
    with EventWriter(folder) as events:
        driver = TurnsDriver(
            folder, setup, events, block=block, plain=plain, seconds=seconds
        )
        load_reference(setup.spec.train)(driver.context)
    return driver.times
