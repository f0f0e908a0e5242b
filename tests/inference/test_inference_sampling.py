"""Sampling: the same seed, the same picture, however many are drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import InferenceError
from ganstudio.inference import Model, draw_inputs, sample, sample_points


@pytest.fixture
def model(digits: Path) -> Model:
    return Model.open(digits, threads=1)


def test_pictures_depend_on_seed_and_index_alone(model: Model) -> None:
    images = sample(model, count=7, seed=3)
    assert images.shape == (7, 8, 8, 3)
    assert images.dtype == np.uint8
    assert np.array_equal(sample(model, count=7, seed=3, batch=2), images)
    assert np.array_equal(sample(model, count=2, seed=3, start=5), images[5:])
    assert not np.array_equal(sample(model, count=7, seed=4), images)
    assert len(np.unique(images, axis=0)) == 7


def test_a_class_by_number_name_or_weights(model: Model) -> None:
    dogs = sample(model, count=3, label=1)
    assert np.array_equal(sample(model, count=3, label="dog"), dogs)
    assert np.array_equal(sample(model, count=3, label="1"), dogs)
    assert np.array_equal(sample(model, count=3, label=[0, 4, 0]), dogs)
    mixed = sample(model, count=3, label=[1, 1, 0])
    assert not np.array_equal(mixed, dogs)
    # A class whose name is a number is meant before the number.
    assert np.array_equal(
        sample(model, count=1, label="7"), sample(model, count=1, label=2)
    )


def test_without_a_label_classes_come_in_turn(model: Model) -> None:
    rows = draw_inputs(model, count=5, start=2)["label"]
    assert rows.argmax(axis=1).tolist() == [2, 0, 1, 2, 0]


def test_truncation_nought_leaves_the_label_and_the_codes(model: Model) -> None:
    inputs = draw_inputs(model, count=4, truncation=0)
    assert not inputs["z"].any()
    assert len(np.unique(inputs["hue"])) == 4
    assert (np.abs(inputs["hue"]) <= 1).all()


def test_progress_reaches_one(model: Model) -> None:
    seen: list[float] = []
    sample(model, count=5, batch=2, progress=seen.append)
    assert seen == [0.4, 0.8, 1.0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"label": "bird"}, "no class 'bird': choose one of cat, dog, 7"),
        ({"label": 3}, "classes go from 0 to 2"),
        ({"label": -1}, "classes go from 0 to 2"),
        ({"label": [1, 2]}, "3 numbers"),
        ({"label": [0, 0, 0]}, "not all 0"),
        ({"label": [1, -1, 2]}, "0 or more"),
        ({"label": [1, float("nan"), 2]}, "0 or more"),
        ({"count": 0}, "at least 1"),
        ({"truncation": -1.0}, "Truncation"),
    ],
)
def test_wrong_arguments_get_a_sentence(
    model: Model, arguments: dict[str, object], words: str
) -> None:
    with pytest.raises(InferenceError, match=words):
        sample(model, **{"count": 1, **arguments})


def test_what_makes_no_pictures_is_not_sampled(mirror: Path, points: Path) -> None:
    for path, words in ((mirror, "translator"), (points, "points")):
        with pytest.raises(InferenceError, match=words):
            sample(Model.open(path), count=1)


def test_points_depend_on_seed_and_index_alone(points: Path, mirror: Path) -> None:
    model = Model.open(points, threads=1)
    drawn = sample_points(model, count=7, seed=3, batch=2)
    assert drawn.shape == (7, 2)
    assert np.array_equal(drawn, draw_inputs(model, count=7, seed=3)["z"])
    assert np.array_equal(sample_points(model, count=2, seed=3, start=5), drawn[5:])
    with pytest.raises(InferenceError, match="draws no points"):
        sample_points(Model.open(mirror), count=1)


def test_a_label_for_a_model_without_classes(endless: Path) -> None:
    with pytest.raises(InferenceError, match="knows no classes"):
        sample(Model.open(endless), count=1, label=1)
