"""What of a data set will hurt training, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ganstudio.api import DataKind
from ganstudio.core.data.model import DataSet, Pictures

_FEW = 200
"""Fewer training pictures than this are learnt by heart."""
_MIXED = 4.0
"""Ratio of sides from which sizes count as mixed."""
_UNEVEN = 5.0
"""Ratio of counts from which classes or domains count as uneven."""
_SHAPE = 0.02
"""Relative difference of aspect ratios that a pair may have."""


def warnings_for(data: DataSet, duplicates: Sequence[Sequence[str]]) -> Iterator[str]:
    """Tell what is wrong, the gravest first.

    Args:
        data: the data set.
        duplicates: groups of "part/name".
    """
    if data.skipped:
        yield (
            f"{_count(len(data.skipped), 'file')} cannot be used and"
            f" {'is' if len(data.skipped) == 1 else 'are'} skipped; see the reasons."
        )
    yield from _about_duplicates(duplicates)
    if data.kind not in (DataKind.STYLE, DataKind.BUILT_IN):
        yield from _about_counts(data)
        yield from _about_classes(data)
        for letter, domain in zip("AB", data.train.domains, strict=False):
            where = f" in {letter}" if len(data.train.domains) == 2 else ""
            yield from _about_looks(domain, where)
    if data.kind is DataKind.PAIRED:
        yield from _about_pairs(data)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _about_duplicates(duplicates: Sequence[Sequence[str]]) -> Iterator[str]:
    leaks = between = within = 0
    for group in duplicates:
        parts = {name.split("/", 1)[0] for name in group}
        if len({part.startswith("held out") for part in parts}) == 2:
            leaks += 1
        elif len(parts) > 1:
            between += 1
        else:
            within += len(group) - 1
    if leaks:
        yield (
            f"{_count(leaks, 'picture')} in training {_are(leaks)} also held out:"
            " scores will look too good; remove the copies."
        )
    if between:
        yield (
            f"{_count(between, 'picture')} {_are(between)} in both domains:"
            " remove them from one."
        )
    if within:
        yield (
            f"{_count(within, 'exact copy').replace('copys', 'copies')} of other"
            f" pictures {_are(within)} in the same part and weigh twice."
        )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _about_counts(data: DataSet) -> Iterator[str]:
    counts = [len(domain) for domain in data.train.domains]
    pairs = zip(data.train.domains, data.held_out.domains, strict=True)
    if any(train is held_out for train, held_out in pairs):
        yield (
            "Fewer than 8 pictures: none is held out, samples and scores are made"
            " from the training pictures themselves."
        )
    if min(counts) < _FEW:
        yield (
            f"Only {_count(min(counts), 'training picture')}: a network may learn"
            f" them by heart; {_FEW} or more are better, or turn on flip and zoom."
        )
    if data.kind is DataKind.UNPAIRED and max(counts) > _UNEVEN * min(counts):
        yield (
            f"The domains are uneven: {counts[0]:,} pictures in A, {counts[1]:,} in B;"
            " the smaller one repeats more often."
        )


def _about_classes(data: DataSet) -> Iterator[str]:
    if not data.labels:
        return
    numbers = data.train.domains[0].labels
    counts = np.bincount(
        np.empty(0, np.int64) if numbers is None else numbers,
        minlength=len(data.labels),
    )
    fewest, most = int(counts.argmin()), int(counts.argmax())
    if counts[fewest] == 0:
        absent = [n for n, count in zip(data.labels, counts, strict=True) if not count]
        yield f"No training picture of {', '.join(absent)}: it cannot be learnt."
    elif counts[most] > _UNEVEN * counts[fewest]:
        yield (
            f"Classes are uneven: {int(counts[most]):,} of {data.labels[most]},"
            f" {int(counts[fewest]):,} of {data.labels[fewest]}; the rare ones will be"
            " learnt less well."
        )


def _about_looks(pictures: Pictures, where: str) -> Iterator[str]:
    sizes = np.array(pictures.sizes).reshape(-1, 2)
    short, long = sizes.min(axis=1), sizes.max(axis=1)
    if short.max() > _MIXED * short.min():
        yield (
            f"Sizes are mixed{where}: short sides from {short.min()} to"
            f" {short.max()} px; small ones are enlarged and look soft."
        )
    if (long > _MIXED * short).any():
        count = int((long > _MIXED * short).sum())
        yield (
            f"{_count(count, 'picture')}{where} {_are(count)} more than four times as"
            " long as wide: a square crop shows little of it."
        )
    modes = list(pictures.modes)
    grey = sum("grey" in mode or mode == "black and white" for mode in modes)
    if 0 < grey < len(modes):
        yield (
            f"Grey and colour are mixed{where}: {grey:,} of {len(modes):,} files are"
            " grey; set channels to grey to train on all of them alike."
        )
    alpha = sum("alpha" in mode for mode in modes)
    if alpha:
        yield (
            f"{_count(alpha, 'picture')}{where} may be transparent: transparency is"
            " laid on white."
        )


def _about_pairs(data: DataSet) -> Iterator[str]:
    shapes = [np.array(d.sizes, float).reshape(-1, 2) for d in data.train.domains]
    ratios = [s[:, 1] / s[:, 0] for s in shapes]
    apart = int((np.abs(ratios[0] / ratios[1] - 1) > _SHAPE).sum())
    if apart:
        yield (
            f"{_count(apart, 'pair')} {_are(apart)} of two shapes: A and B are cut"
            " alike only where height to width is the same."
        )
