"""The driver: what the host does between two steps."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ganstudio.api import RunError, StudioError
from ganstudio.core.files import write_bytes
from ganstudio.core.images import encode_png
from ganstudio.core.runs import EventWriter, RunFolder, history, write_checkpoint
from ganstudio.worker import tree
from ganstudio.worker.context import RunContext
from ganstudio.worker.control import Requests
from ganstudio.worker.export.pictures import write_pictures
from ganstudio.worker.metrics import Reporter
from ganstudio.worker.samples import SampleMaker
from ganstudio.worker.setup import Setup

if TYPE_CHECKING:
    from ganstudio.worker.quality import Quality


class Driver:
    """Saves, samples, pauses, stops and applies changes at the end of a step.

    Args:
        folder: the run.
        setup: what is being trained.
        events: where everything that happens is written.
        requests: what users ask.
        export: called with the context and the command's arguments; returns the
            files written.
    """

    def __init__(
        self,
        folder: RunFolder,
        setup: Setup,
        events: EventWriter,
        requests: Requests,
        export: Callable[[RunContext, dict[str, Any]], list[str]],
    ) -> None:
        self.folder, self.events, self.requests = folder, events, requests
        self.reporter = Reporter(events.write_many)
        self.context = RunContext(setup, self.reporter, self.end_step)
        self._samples = SampleMaker(setup)
        self._export = export
        self._quality: Quality | None = None
        if getattr(setup.config, "metric", "none") != "none":
            # Here, since the metrics' libraries cost every other start half a second.
            from ganstudio.worker.quality import Quality

            self._quality = Quality(setup)
        self._saved = self._sampled = 0
        self._ended = False

    def start_at(self, step: int) -> None:
        """Say that the checkpoint and the samples of `step` exist already."""
        self._saved = self._sampled = step
        if self._quality is not None:
            self._quality.remember(history(self.folder.events), step)

    def begin(self, start_id: str) -> None:
        """Announce this start: readers drop earlier events beyond `from_step`."""
        context = self.context
        self.events.write(
            "started",
            step=self._saved,
            from_step=self._saved,
            total_steps=context.total_steps,
            start=start_id,
            pid=os.getpid(),
            device=context.setup.record.device,
        )

    def check_end(self) -> None:
        """Make sure that the recipe went through its loop to the end.

        Raises:
            RunError: it never began, or left on its own.
        """
        context = self.context
        recipe = context.setup.spec.train
        if not context.entered:
            raise RunError(
                f"{recipe} returned without a step: a recipe is a loop over"
                " ctx.steps(...)."
            )
        if not self._ended:
            raise RunError(
                f"{recipe} left its loop at step {context.step} of"
                f" {context.total_steps}: let ctx.steps() end it."
            )

    def end_step(self, step: int) -> bool:
        """Do what is due after `step` complete steps; return whether to go on.

        Raises:
            NonFiniteError: a reported term is NaN or infinite.
            RunError: a checkpoint could not be written.
        """
        config, asked = self.context.view, self.requests
        if self.reporter.due():
            self.reporter.fetch()
        if step != self._sampled and _due(step, config.sample_every):
            self.sample()
        if step != self._saved and _due(step, config.checkpoint_every):
            self.checkpoint()
            if step < self.context.total_steps:
                self._measure_if_affordable()
        if asked.waiting:
            self._obey()
        if asked.stop or step >= self.context.total_steps:
            self._last(step)
            return False
        return True

    def _last(self, step: int) -> None:
        self._ended = True
        self.reporter.fetch()
        if step != self._saved:
            self.checkpoint()
        if step and self.context.setup.spec.kind == "optimise":
            self._write_result(step)
        finished = step >= self.context.total_steps
        if finished and self._quality is not None:
            self._measure(self._quality)
        if finished and self.context.view.sample_every and step != self._sampled:
            self.sample()

    def _write_result(self, step: int) -> None:
        """Write the picture that the run was for; the person asked for no model."""
        state, out = self.context.state(), self.folder.exports
        files = write_pictures(self.folder, state, step, out)
        self.events.write("exported", step=step, files=[str(file) for file in files])

    def checkpoint(self) -> None:
        """Write a checkpoint of this moment, unless a number in it is not finite.

        Raises:
            NonFiniteError: a reported term is NaN or infinite.
            RunError: a network or an optimiser holds one, or the disk refuses.
        """
        self.reporter.fetch()
        began, context = time.monotonic(), self.context
        value, tensors = tree.flatten(context.state())
        bad = tree.non_finite(tensors)
        if bad:
            raise RunError(
                f"Training stopped at step {context.step}: {bad[0]} holds a NaN or an"
                " infinity. Resume from the last checkpoint with a lower learning rate"
                " (lr) or precision=fp32."
            )
        value["step"] = context.step
        path = write_checkpoint(
            self.folder,
            context.step,
            value,
            lambda target: tree.save_tensors(target, tensors),
            keep=context.view.keep_checkpoints,
            best=self.best_step,
        )
        self._saved = context.step
        seconds = round(time.monotonic() - began, 3)
        self.events.write(
            "checkpoint", step=context.step, path=path.name, seconds=seconds
        )

    @property
    def best_step(self) -> int | None:
        """Step of the checkpoint that is best by the run's metric, if there is one."""
        best = self._quality.best if self._quality is not None else None
        return None if best is None else best.step

    def _measure_if_affordable(self) -> None:
        quality, asked = self._quality, self.requests
        if quality is None or asked.stop or asked.pause:  # nobody waits for a number
            return
        if quality.affordable(self.context.view.metric_budget):
            self._measure(quality)

    def _measure(self, quality: Quality) -> None:
        """Measure this moment, whose checkpoint is written already.

        What fails costs a note, not the run.
        """
        try:
            measured = quality.measure(self.context)
        except RunError as error:
            text = f"Not measured: {error}"
            self.events.write("note", step=self.context.step, level="error", text=text)
            return
        self.events.write(
            "metrics",
            step=self.context.step,
            values=measured.values,
            protocols=measured.protocols,
            seconds=measured.seconds,
        )

    def sample(self) -> None:
        """Write a sample sheet of this moment."""
        self.reporter.fetch()
        step = self.context.step
        pixels, rows = self._samples.make(self.context)
        path = self.folder.samples / f"{step:08d}.png"
        write_bytes(path, encode_png(pixels))
        self._sampled = step
        self.events.write("samples", step=step, path=path.name, rows=rows)

    def _obey(self) -> None:
        self.reporter.fetch()
        self._work_off()
        if self.requests.pause and not self.requests.stop:
            self._pause()

    def _work_off(self) -> None:
        """Do what was asked, in order; what fails costs a note, not the run."""
        while self.requests.todo:
            command, args = self.requests.todo.popleft()
            try:
                self._do(command, args)
            except StudioError as error:
                text, step = str(error), self.context.step
                self.events.write("note", step=step, level="error", text=text)

    def _do(self, command: str, args: dict[str, Any]) -> None:
        step = self.context.step
        match command:
            case "checkpoint":
                if step != self._saved:
                    self.checkpoint()
            case "sample":
                self.sample()
            case "export":
                files = self._export(self.context, args)
                self.events.write("exported", step=step, files=files)
            case "set":
                self.context.change_live(args)
                self.events.write("note", step=step, set=args)
            case _:
                raise RunError(f"Unknown command {command!r}.")

    def _pause(self) -> None:
        step, asked = self.context.step, self.requests
        if step != self._saved:
            self.checkpoint()
        self.events.write("paused", step=step)
        while asked.pause and not asked.stop:
            asked.changed.clear()
            self._work_off()
            asked.changed.wait(1.0)
        if not asked.stop:
            self.events.write("resumed", step=step)


def _due(step: int, every: int) -> bool:
    return bool(every) and step % every == 0
