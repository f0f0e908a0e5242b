"""Which terms share a panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganstudio.gui.train.timeline.series import Series

_SIDES = frozenset({"real", "fake"})
_UNITS = {
    "lr": "Learning rate",
    "learning_rate": "Learning rate",
    "grad": "Gradients",
    "grad_norm": "Gradients",
    "norm": "Gradients",
    "time": "Time, s",
    "seconds": "Time, s",
    "memory": "Memory",
    "fid": "FID",
    "kid": "KID",
    "precision": "Precision",
    "recall": "Recall",
    "obedience": "Label obedience",
    "accuracy": "Accuracy on held-out pictures",
    "nats": "Nats per picture",
    "modes": "Modes covered",
    "good": "Share of good samples",
    "emd": "Earth mover's distance",
    "js": "JS and KL divergence, nats",
    "kl": "JS and KL divergence, nats",
    "information": "Information of the codes, nats",
    "metric": "Metrics",
    "augment": "Augmentation",
    "ada": "Augmentation",
}


@dataclass(frozen=True)
class Group:
    """Terms that are drawn in one panel, with one axis.

    Attributes:
        title: what they are.
        names: the terms, in their order.
        probability: values of a discriminator, in [0, 1]; 0.5 is its coin toss.
    """

    title: str
    names: tuple[str, ...]
    probability: bool = False


def groups(series: Mapping[str, Series]) -> list[Group]:
    """Sort terms into panels: losses, what the discriminator says, others by unit."""
    found: dict[str, list[str]] = {}
    for name in series:
        found.setdefault(_title(name), []).append(name)
    made = []
    for title in sorted(found, key=lambda title: (title != "Losses", title != "Says")):
        names = tuple(found[title])
        if title != "Says":
            made.append(Group(title, names))
        elif all(_is_probability(series[name]) for name in names):
            made.append(Group("Probability of being real", names, probability=True))
        else:
            made.append(Group("Scores", names))
    return made


def _title(name: str) -> str:
    first, _, last = name.lower().rpartition("/")
    if last in _SIDES and first in ("d", "critic", "score"):
        return "Says"
    for part in (first.partition("/")[0], last):
        if part in _UNITS:
            return _UNITS[part]
    return "Losses"


def _is_probability(series: Series) -> bool:
    # The first values decide: a panel must not change its axis on the way.
    values = series.values[:1000]
    values = values[np.isfinite(values)]
    return bool(np.all((values >= 0) & (values <= 1)))
