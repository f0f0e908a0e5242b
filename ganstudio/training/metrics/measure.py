"""Scores of a set of generated pictures, each with its protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch_fidelity.metric_fid import (
    fid_features_to_statistics,
    fid_statistics_to_metric,
)
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kid_features_to_metric
from torch_fidelity.metric_prc import prc_features_to_metric

from ganstudio.training.metrics.extractors import Extractor
from ganstudio.training.metrics.labels import obedience

METRICS = ("fid", "kid", "is", "precision", "recall", "obedience")
SEED = 2020
"""Of subsets and shuffles: torch-fidelity's own, in generators of their own."""
_SUBSETS, _SUBSET = 100, 1000
_NEIGHBOURS = 3
_SPLITS = 10


@dataclass(frozen=True)
class Protocol:
    """How a number came about. Numbers of different protocols are never compared."""

    features: str
    samples: int
    reference: int | None
    """Real pictures that it was compared with; None where there were none."""
    extra: str = ""

    def __str__(self) -> str:
        parts = [self.features, f"{self.samples:,} samples"]
        if self.reference is not None:
            parts.append(f"against {self.reference:,} training pictures")
        return ", ".join([*parts, self.extra] if self.extra else parts)


@dataclass(frozen=True)
class Score:
    """A number and its protocol."""

    key: str
    """One of `METRICS`, "obedience-worst", or "accuracy" of a classifier."""
    value: float
    protocol: Protocol
    spread: float | None = None
    """Standard deviation over subsets or splits, where the metric has one."""

    @property
    def name(self) -> str:
        """As a person reads it; a distance is called by its features."""
        names = {
            "fid": f"FID ({self.protocol.features})",
            "kid": f"KID ({self.protocol.features})",
            "is": f"Inception score ({self.protocol.features})",
            "obedience": "label obedience",
            "obedience-worst": "label obedience, worst class",
        }
        return names.get(self.key, self.key)


class Reference:
    """Features of real pictures, looked at once."""

    def __init__(self, pool: Tensor) -> None:
        """Keep features, float32 (M, F)."""
        self.pool = pool
        self._statistics: dict[str, Any] | None = None

    @classmethod
    def of(cls, extractor: Extractor, images: Iterable[Tensor]) -> Reference:
        """Look at batches of uint8 (N, C, H, W)."""
        return cls(torch.cat([extractor(batch).pool for batch in images]))

    @property
    def statistics(self) -> dict[str, Any]:
        """Mean and covariance of the features, float64."""
        if self._statistics is None:
            self._statistics = fid_features_to_statistics(self.pool.double())
        return self._statistics


def measure(
    metrics: Sequence[str],
    extractor: Extractor,
    fake: Iterable[Tensor],
    reference: Reference,
    labels: Tensor | None = None,
) -> list[Score]:
    """Measure generated pictures.

    fid: Heusel et al. 2017 (arXiv:1706.08500). kid: Bińkowski et al. 2018
    (arXiv:1801.01401), unbiased, cubic kernel. is: Salimans et al. 2016
    (arXiv:1606.03498). precision, recall: Kynkäänniemi et al. 2019
    (arXiv:1904.06991), three neighbours.

    Args:
        metrics: some of `METRICS`.
        extractor: whose features and classes count.
        fake: batches of generated pictures, uint8 (N, C, H, W).
        reference: the same extractor's features of real pictures.
        labels: int64 (N,), the classes asked for, in the order of `fake`.

    Raises:
        ValueError: an unknown metric, obedience without labels, too few pictures.
    """
    unknown = [name for name in metrics if name not in METRICS]
    if unknown:
        raise ValueError(
            f"Metrics must be among {', '.join(METRICS)}, not {', '.join(unknown)}."
        )
    seen = [extractor(batch) for batch in fake]
    pool, logits = (
        torch.cat([getattr(s, n) for s in seen]) for n in ("pool", "logits")
    )
    least = min(len(pool), len(reference.pool))
    if least <= _NEIGHBOURS:
        raise ValueError(
            f"{len(pool)} pictures against {len(reference.pool)} are too few to"
            f" measure: at least {_NEIGHBOURS + 1} of each are needed."
        )
    protocol = Protocol(extractor.title, len(pool), len(reference.pool))
    everything = _Seen(pool, logits, reference, labels, protocol)
    return [score for name in metrics for score in _SCORES[name](everything)]


@dataclass(frozen=True)
class _Seen:
    """What was looked at, as every score takes it."""

    pool: Tensor
    logits: Tensor
    reference: Reference
    labels: Tensor | None
    protocol: Protocol

    def alone(self, extra: str = "") -> Protocol:
        """The protocol of a score that compares with no real picture."""
        return replace(self.protocol, reference=None, extra=extra)


def _fid(seen: _Seen) -> list[Score]:
    mine = fid_features_to_statistics(seen.pool.double())
    metric = fid_statistics_to_metric(mine, seen.reference.statistics, False)
    # Rounding makes the distance of equal sets slightly negative.
    value = max(0.0, metric["frechet_inception_distance"])
    return [Score("fid", value, seen.protocol)]


def _kid(seen: _Seen) -> list[Score]:
    size = min(_SUBSET, len(seen.pool), len(seen.reference.pool))
    metric = kid_features_to_metric(
        seen.pool,
        seen.reference.pool,
        kid_subsets=_SUBSETS,
        kid_subset_size=size,
        rng_seed=SEED,
        verbose=False,
    )
    mean, spread = (
        metric[f"kernel_inception_distance_{part}"] for part in ("mean", "std")
    )
    how = replace(seen.protocol, extra=f"{_SUBSETS} subsets of {size:,}")
    return [Score("kid", mean, how, spread)]


def _inception_score(seen: _Seen) -> list[Score]:
    metric = isc_features_to_metric(seen.logits, splits=_SPLITS, rng_seed=SEED)
    mean, spread = (metric[f"inception_score_{part}"] for part in ("mean", "std"))
    return [Score("is", mean, seen.alone(f"{_SPLITS} splits"), spread)]


def _precision_recall(seen: _Seen, which: str) -> list[Score]:
    metric = prc_features_to_metric(
        seen.pool,
        seen.reference.pool,
        prc_neighborhood=_NEIGHBOURS,
        prc_batch_size=4096,
        save_cpu_ram=True,
        verbose=False,
    )
    how = replace(seen.protocol, extra=f"{_NEIGHBOURS} neighbours")
    return [Score(which, metric[which], how)]


def _obedience(seen: _Seen) -> list[Score]:
    if seen.labels is None:
        raise ValueError(
            "Obedience is measured on a generator that takes a class; this one takes"
            " none: choose fid or kid."
        )
    found = obedience(seen.logits, seen.labels)
    worst, share = found.worst
    return [
        Score("obedience", found.overall, seen.alone()),
        Score("obedience-worst", share, seen.alone(f"class {worst}")),
    ]


_SCORES: dict[str, Callable[[_Seen], list[Score]]] = {
    "fid": _fid,
    "kid": _kid,
    "is": _inception_score,
    "precision": lambda seen: _precision_recall(seen, "precision"),
    "recall": lambda seen: _precision_recall(seen, "recall"),
    "obedience": _obedience,
}
