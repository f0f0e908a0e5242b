"""Smoothing, decimation, panels, labels and ticks: numbers without a window."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ganstudio.gui.train.timeline import figures, ticks
from ganstudio.gui.train.timeline.grouping import groups
from ganstudio.gui.train.timeline.series import Series
from ganstudio.gui.train.timeline.sheets import parts_of
from ganstudio.gui.train.timeline.smoothing import Smoothed, decimated
from ganstudio.gui.train.timeline.spreading import spread


def series(values: object) -> Series:
    made = Series()
    numbers = np.asarray(values, dtype=np.float64)
    steps = np.arange(1.0, len(numbers) + 1)
    made.append(np.stack([steps, numbers, steps / 10]))
    return made


def by_hand(values: np.ndarray, keep: float) -> np.ndarray:
    total = weight = 0.0
    out = []
    for value in values:
        total, weight = keep * total, keep * weight
        if np.isfinite(value):
            total, weight = total + value, weight + 1
        out.append(total / weight if np.isfinite(value) else np.nan)
    return np.array(out)


@pytest.mark.parametrize("keep", [0.01, 0.5, 0.9, 0.99])
def test_smoothing_is_the_exponential_mean(keep: float) -> None:
    values = np.random.default_rng(0).normal(size=5000)
    values[[0, 1, 700, 701, 4999]] = np.nan
    smooth = Smoothed(series(values), keep).values
    np.testing.assert_allclose(smooth, by_hand(values, keep), rtol=1e-6, atol=1e-6)


def test_smoothing_goes_on_where_it_was_and_forgets_what_was_cut() -> None:
    values = np.random.default_rng(1).normal(size=300)
    grown = series(values[:100])
    smoothed = Smoothed(grown, 0.9)
    assert len(smoothed.values) == 100
    more = np.arange(101.0, 301.0)
    grown.append(np.stack([more, values[100:], more / 10]))
    np.testing.assert_allclose(smoothed.values, by_hand(values, 0.9), rtol=1e-9)
    grown.cut(50)
    np.testing.assert_allclose(smoothed.values, by_hand(values[:50], 0.9), rtol=1e-9)


def test_decimation_keeps_every_peak_and_every_gap() -> None:
    x = np.arange(100_000.0)
    y = np.zeros(100_000)
    y[12_345], y[77_777], y[50_000] = 9.0, -7.0, np.nan
    few_x, few_y = decimated(x, y, 0, 100_000, 500)
    assert len(few_x) < 2500
    assert np.nanmax(few_y) == 9.0
    assert np.nanmin(few_y) == -7.0
    gap = few_x[np.isnan(few_y)]
    assert len(gap) == 1
    assert abs(gap[0] - 50_000) < 250
    assert abs(few_x[np.nanargmax(few_y)] - 12_345) < 250
    assert np.all(np.diff(few_x) >= 0)


def test_decimation_draws_the_newest_column_as_thin_as_the_others() -> None:
    x = np.arange(1999.0)
    y = np.where(x % 2, 1.0, -1.0)
    y[-1] = 0.5
    few_x, few_y = decimated(x, y, 0, 2000, 20)
    assert np.count_nonzero(few_x >= 1900) <= 6
    assert few_y[-1] == 0.5
    assert few_x[-1] == 1998


def test_decimation_leaves_few_points_alone_and_keeps_one_beyond_each_end() -> None:
    x = np.arange(100.0)
    few_x, _ = decimated(x, x, 40.5, 50.5, 500)
    assert few_x.tolist() == list(range(40, 52))


def test_terms_are_sorted_into_panels() -> None:
    terms = {
        "lr/g": series([1e-4]),
        "loss/d": series([1.0]),
        "d/real": series([0.9]),
        "d/a": series([0.4]),
        "d/fake": series([0.1, np.nan]),
    }
    found = [(g.title, g.names, g.probability) for g in groups(terms)]
    assert found == [
        ("Losses", ("loss/d", "d/a"), False),
        ("Probability of being real", ("d/real", "d/fake"), True),
        ("Learning rate", ("lr/g",), False),
    ]


def test_distances_of_points_have_a_panel_for_each_unit() -> None:
    names = (
        "d/gan",
        "modes/gan",
        "good/gan",
        "emd/gan",
        "emd/real",
        "js/gan",
        "kl/gan",
        "information/kind",
    )
    found = {g.title: g.names for g in groups({n: series([1.0]) for n in names})}
    assert found == {
        "Losses": ("d/gan",),
        "Modes covered": ("modes/gan",),
        "Share of good samples": ("good/gan",),
        "Earth mover's distance": ("emd/gan", "emd/real"),
        "JS and KL divergence, nats": ("js/gan", "kl/gan"),
        "Information of the codes, nats": ("information/kind",),
    }


def test_scores_that_are_no_probabilities_have_a_free_axis() -> None:
    (group,) = groups({"d/real": series([3.0]), "d/fake": series([-2.0])})
    assert (group.title, group.probability) == ("Scores", False)


@pytest.mark.parametrize(
    "wanted", [[10.0, 11.0, 12.0], [0.0, 0.0, 100.0], [50.0], [99.0, 98.0, 97.0, 5.0]]
)
def test_labels_do_not_overlap_and_stay_inside(wanted: list[float]) -> None:
    placed = spread(wanted, 10, 0, 100)
    ordered = sorted(placed)
    assert all(b - a >= 10 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert min(placed) >= 5 - 1e-9
    assert max(placed) <= 95 + 1e-9
    assert (
        np.argsort(placed, kind="stable").tolist()
        == np.argsort(wanted, kind="stable").tolist()
    )


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([20.0, 80.0], 10, 0, 100) == [20.0, 80.0]


def test_ticks_are_round() -> None:
    assert ticks.linear(0, 8000, 5) == [0, 2000, 4000, 6000, 8000]
    assert ticks.times(0, 3600, 6) == [0, 600, 1200, 1800, 2400, 3000, 3600]
    assert ticks.powers(-2.2, 2.1, 8) == [-2, -1, 0, 1, 2]
    assert ticks.linear(1.0, 1.0, 5) == []


def test_figures_are_short() -> None:
    assert [figures.number(v) for v in (0.7584, 12.34, 123.4, 1.2e-5, 0.0)] == [
        "0.758",
        "12.34",
        "123.4",
        "1.2e-5",
        "0.000",
    ]
    assert figures.number(float("nan")) == "–"
    assert [figures.clock(s) for s in (42, 187, 7800)] == ["42 s", "3:07", "2:10:00"]


def test_rows_of_a_sheet_become_its_parts() -> None:
    rows = ("picture", "a-to-b", "picture", "b-to-a", "cycles")
    assert [(p.name, p.blocks) for p in parts_of(rows)] == [
        ("All", ()),
        ("a-to-b", (0, 1)),
        ("b-to-a", (2, 3)),
        ("cycles", (4,)),
    ]
    assert [p.name for p in parts_of(("generator",))] == ["All"]
    assert [p.name for p in parts_of(())] == ["All"]
