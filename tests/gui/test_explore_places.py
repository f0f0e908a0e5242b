"""Walks and sums as numbers: where they lead, for every prior, class and code."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import Code, Image, Label, Latent, Role
from ganstudio.core import latents
from ganstudio.core.model_file import Card
from ganstudio.gui.explore.inputs import Inputs
from ganstudio.gui.explore.places import Terms, between, combine, mean_of
from ganstudio.gui.explore.point import Point, one_class
from ganstudio.gui.explore.saving import file_part
from ganstudio.gui.explore.subject import Subject

SIZE = 50


def _subject(prior="normal", *more):
    card = Card(
        name="generator",
        role=Role.GENERATOR,
        model="toy",
        inputs=(Latent(size=SIZE, prior=prior), *more),
        output=Image(channels=1, size=(8, 8)),
    )
    return Subject(Path("toy.onnx"), card)


def _points(subject, *seeds, **fields):
    return tuple(
        replace(Point(seeds=(s, 1, 2), **fields).fitted(subject)) for s in seeds
    )


def _z(subject, point):
    return Inputs(subject).of(point)["z"][0].astype(np.float64)


@pytest.mark.parametrize("prior", ["normal", "uniform", "sphere"])
def test_a_walk_goes_where_the_prior_is_likely(prior):
    subject = _subject(prior)
    ends = _points(subject, 3, 8)
    points = between(subject, Inputs(subject), ends, 5)
    assert (points[0], points[-1]) == ends
    a, b = (_z(subject, end) for end in ends)
    port = subject.latents[0]
    for number, point in enumerate(points):
        wanted = latents.interpolate(
            a.astype(np.float32), b.astype(np.float32), number / 4, port
        )
        assert _z(subject, point) == pytest.approx(wanted, abs=1e-6)
    middle = np.linalg.norm(_z(subject, points[2]))
    straight = np.linalg.norm((a + b) / 2)
    if prior == "uniform":
        assert middle == pytest.approx(straight)
    else:
        assert middle == pytest.approx((np.linalg.norm(a) + np.linalg.norm(b)) / 2)
        assert middle > 1.2 * straight


def test_a_walk_takes_truncation_and_dials_of_its_ends_along():
    subject = _subject()
    first, last = _points(subject, 3, 8, truncation=0.5)
    last = last.with_value(("z", 0), 2.0)
    points = between(subject, Inputs(subject), (first, last), 3)
    assert np.linalg.norm(_z(subject, points[1])) < 0.7 * math.sqrt(SIZE)
    assert points[1].truncation == 1.0
    assert points[1].values == ()


def test_classes_and_codes_go_evenly_and_choices_in_the_middle():
    ports = (Label(classes=3), Code(name="hue"), Code(name="kind", choices=2))
    subject = _subject("normal", *ports)
    (first,) = _points(subject, 3, label=one_class(0, 3))
    (last,) = _points(subject, 8, label=one_class(2, 3))
    first = first.with_code("hue", -1.0).with_code("kind", 0.0)
    last = last.with_code("hue", 1.0).with_code("kind", 1.0)
    points = between(subject, Inputs(subject), (first, last), 5)
    made = Inputs(subject).batch(points)
    assert made["label"][:, 0].tolist() == pytest.approx([1, 0.75, 0.5, 0.25, 0])
    assert made["hue"][:, 0].tolist() == pytest.approx([-1, -0.5, 0, 0.5, 1])
    assert made["kind"].argmax(1).tolist() == [0, 0, 0, 1, 1]


def _terms(subject, a=(1,), b=(2,), c=(3,)):
    return Terms(_points(subject, *a), _points(subject, *b), _points(subject, *c))


def test_a_sum_is_a_minus_b_plus_c():
    subject = _subject()
    inputs = Inputs(subject)
    terms = _terms(subject, a=(1, 4, 5))
    point = combine(subject, inputs, terms, "sum", lengthen=False)
    mean = sum(_z(subject, p) for p in terms.a) / 3
    wanted = mean - _z(subject, terms.b[0]) + _z(subject, terms.c[0])
    assert _z(subject, point) == pytest.approx(wanted, abs=1e-5)
    long = combine(subject, inputs, terms, "sum", lengthen=True)
    assert np.linalg.norm(_z(subject, long)) == pytest.approx(math.sqrt(SIZE))
    assert _z(subject, long) == pytest.approx(
        wanted * math.sqrt(SIZE) / np.linalg.norm(wanted), abs=1e-5
    )


def test_the_same_thing_taken_away_and_given_back_changes_nothing():
    subject = _subject("uniform")
    terms = _terms(subject, a=(7,), b=(4,), c=(4,))
    point = combine(subject, Inputs(subject), terms, "sum", lengthen=True)
    assert _z(subject, point) == pytest.approx(_z(subject, terms.a[0]), abs=1e-6)


def test_a_uniform_sum_stays_in_its_cube_and_a_spherical_one_on_its_sphere():
    for prior in ("uniform", "sphere"):
        subject = _subject(prior)
        point = combine(
            subject, Inputs(subject), _terms(subject), "sum", lengthen=False
        )
        z = _z(subject, point)
        if prior == "uniform":
            assert abs(z).max() == 1
        else:
            assert np.linalg.norm(z) == pytest.approx(math.sqrt(SIZE))


def test_classes_are_added_too_and_stay_weights():
    subject = _subject("normal", Label(classes=3), Code(name="hue"))
    a, b, c = (
        _points(subject, seed, label=one_class(k, 3))
        for seed, k in ((1, 0), (2, 1), (3, 2))
    )
    inputs = Inputs(subject)
    point = combine(subject, inputs, Terms(a, b, c), "sum", lengthen=True)
    assert point.label == pytest.approx((0.5, 0, 0.5))
    gone = Terms(a, _points(subject, 9, label=one_class(0, 3)), b)
    assert combine(subject, inputs, gone, "sum", lengthen=True).label == pytest.approx(
        (0, 1, 0)
    )
    assert -1 <= dict(point.codes)["hue"] <= 1


def test_the_mean_of_one_is_the_point_itself():
    subject = _subject()
    one, two = _points(subject, 1, 2)
    inputs = Inputs(subject)
    assert mean_of(subject, inputs, (one,)) == one
    mean = _z(subject, mean_of(subject, inputs, (one, two)))
    assert mean == pytest.approx((_z(subject, one) + _z(subject, two)) / 2, abs=1e-6)


def test_a_base_survives_json_and_leaves_with_its_seed():
    subject = _subject()
    point = combine(
        subject, Inputs(subject), _terms(subject), "1 − 2 + 3", lengthen=True
    )
    back = Point.from_json(json.loads(json.dumps(point.to_json()))).fitted(subject)
    assert back == point
    assert _z(subject, back).tobytes() == _z(subject, point).tobytes()
    assert point.mixture_text() == "1 − 2 + 3"
    assert point.with_seed(1, 77).base == point.base
    assert point.with_seed(0, 77).base is None
    mixed = replace(point, weights=(0.5, 0.5, 0.0))
    assert mixed.mixture_text() == "50 % 1 − 2 + 3, 50 % seed 1"
    assert np.linalg.norm(_z(subject, mixed)) > 0.8 * math.sqrt(SIZE)


@pytest.mark.parametrize(
    "base", [3, ["x"], ["x", 3], [4, {}], ["x", {"z": ["a"]}], ["x", {"z": [1.0, 2.0]}]]
)
def test_a_strange_base_is_dropped(base):
    subject = _subject()
    state = Point().to_json() | {"base": base}
    assert Point.from_json(state).fitted(subject).base is None


def test_names_become_parts_of_file_names():
    assert file_part("(3, 8) − 21 + 5") == "3_8_minus_21_plus_5"
    assert file_part("my photo.jpg") == "my_photo.jpg"
    assert file_part("/..") == "picture"
