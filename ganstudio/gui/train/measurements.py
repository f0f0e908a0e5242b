"""Measuring a run's newest checkpoint in the background."""

from __future__ import annotations

from functools import partial

from ganstudio.app.evaluating import Evaluation, evaluate_run
from ganstudio.gui.services import Job
from ganstudio.gui.train.known_runs import Run
from ganstudio.gui.train.run_work import RunWork
from ganstudio.gui.train.sentences import title_of

_METRICS = ("fid", "precision", "recall")
_SAMPLES = 2000
"""Where the run's settings do not say how many."""


class Measurements(RunWork):
    """Measures runs; the numbers stand among what happened to them."""

    def measure(self, run: Run) -> None:
        """Measure the newest checkpoint with the run's own features and samples."""
        folder = run.entry.folder

        def work() -> list[Evaluation]:
            config = folder.record.config
            return evaluate_run(
                folder,
                _METRICS,
                features=config.get("features", "auto"),
                samples=int(config.get("metric_samples", _SAMPLES)),
            )

        self.begin(
            run,
            f"Measure {title_of(run, self._services)}",
            "Comparing drawn pictures with those it learned from",
            work,
            partial(self._measured, run),
        )

    def _measured(self, run: Run, job: Job, scores: list[Evaluation]) -> None:
        job.open_result = partial(self._services.navigator.open_run, run.path)
        job.finish(", ".join(f"{score.name} {score.value:.4g}" for score in scores))
