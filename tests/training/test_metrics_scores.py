"""Metrics: what a distance, coverage and obedience say of good and bad pictures."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.core import paths
from ganstudio.inference import Model, sample
from ganstudio.training.metrics import (
    Reference,
    load_extractor,
    measure,
    modes,
    nearest,
    obedience,
)

PHOTOS = sorted((Path(__file__).parents[1] / "data" / "photos").glob("*.jpg"))
NETWORKS = paths.resources() / "networks"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits():
    return load_extractor("digits", NETWORKS, CPU)


@pytest.fixture(scope="module")
def lite():
    return load_extractor("efficientnet-lite0", NETWORKS, CPU)


@pytest.fixture(scope="module")
def drawn():
    """200 digits of the demo model in turn, uint8 (N, 1, 28, 28), and their classes."""
    model = Model.open(paths.resources() / "models" / "digits.onnx")
    pictures = torch.from_numpy(sample(model, count=200, seed=1)).permute(0, 3, 1, 2)
    return pictures, torch.arange(200) % 10


def _crop(path, left=0):
    picture = Image.open(path).convert("RGB")
    side = min(picture.size)
    picture = picture.crop((left, 0, left + side, side)).resize((128, 128))
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1)


def _scores(metrics, extractor, fake, reference, labels=None):
    found = measure(metrics, extractor, [fake], reference, labels)
    return {score.key: score for score in found}


def test_the_digit_classifier_reads_what_was_asked_for(digits, drawn):
    pictures, labels = drawn
    found = obedience(digits(pictures).logits, labels)
    assert found.overall > 0.95
    assert len(found.each) == 10
    shuffled = obedience(digits(pictures).logits, labels.roll(1))
    assert shuffled.overall < 0.1


def test_colour_and_size_do_not_change_what_a_digit_is(digits, drawn):
    pictures, labels = drawn
    large = (
        pictures.repeat_interleave(2, 2).repeat_interleave(2, 3).expand(-1, 3, -1, -1)
    )
    assert obedience(digits(large).logits, labels).overall > 0.95


def test_the_photograph_network_knows_a_shore_and_mountains(lite):
    shore, alp, valley, volcano = 978, 970, 979, 980
    names = [path.stem for path in PHOTOS]
    logits = lite(torch.stack([_crop(path) for path in PHOTOS])).logits
    best = dict(zip(names, logits.topk(5).indices.tolist(), strict=True))
    assert shore in best["beach"]
    assert shore in best["sea"]
    assert {alp, valley, volcano} & set(best["mountain"])
    assert {alp, valley, volcano} & set(best["snow"])


def test_the_nearest_photograph_to_a_crop_is_its_own(lite):
    kept = lite(torch.stack([_crop(path) for path in PHOTOS])).pool
    asked = lite(torch.stack([_crop(path, left=8) for path in PHOTOS])).pool
    for chunk in (3, 100):
        distances, rows = nearest(asked, kept, count=4, chunk=chunk)
        assert rows[:, 0].tolist() == list(range(len(PHOTOS)))
        assert (distances.diff(dim=1) >= 0).all()
        assert distances.shape == (len(PHOTOS), 4)


def test_distances_are_zero_for_the_same_and_grow_with_damage(digits, drawn):
    pictures, _ = drawn
    reference = Reference.of(digits, pictures.split(64))
    torch.manual_seed(0)
    noise = torch.randn(pictures.shape)
    damaged = [
        (pictures + strength * noise).clamp(0, 255).to(torch.uint8)
        for strength in (0, 30, 80)
    ]
    scores = [_scores(["fid", "kid"], digits, fake, reference) for fake in damaged]
    fids = [score["fid"].value for score in scores]
    assert fids[0] == pytest.approx(0, abs=1e-3)
    assert fids[0] < fids[1] < fids[2]
    assert scores[0]["kid"].value < scores[1]["kid"].value < scores[2]["kid"].value


def test_collapse_costs_recall_and_noise_costs_precision(digits, drawn):
    pictures, _ = drawn
    reference = Reference.of(digits, [pictures[:100]])
    names = ["precision", "recall"]
    good = _scores(names, digits, pictures[100:], reference)
    ones = pictures[[101, 111, 121, 131] * 5]
    collapsed = _scores(names, digits, ones, reference)
    assert collapsed["recall"].value < 0.5 * good["recall"].value
    torch.manual_seed(0)
    noise = torch.randint(0, 256, (100, 1, 28, 28), dtype=torch.uint8)
    assert _scores(names, digits, noise, reference)["precision"].value < 0.2
    assert good["precision"].value > 0.5


def test_many_kinds_score_higher_than_one(digits, drawn):
    pictures, labels = drawn
    reference = Reference.of(digits, [pictures])
    every = _scores(["is"], digits, pictures, reference)["is"]
    one = _scores(["is"], digits, pictures[labels == 3].repeat(10, 1, 1, 1), reference)
    assert every.value > 5
    assert one["is"].value < 2
    assert every.spread > 0


def test_measuring_is_exact_and_leaves_the_generators_alone(digits, drawn):
    pictures, labels = drawn
    reference = Reference.of(digits, [pictures])
    every = ["fid", "kid", "is", "precision", "recall", "obedience"]
    before = torch.get_rng_state(), np.random.get_state()[1].copy()
    load_extractor("digits", NETWORKS, CPU)
    load_extractor("efficientnet-lite0", NETWORKS, CPU)
    runs = [measure(every, digits, [pictures], reference, labels) for _ in range(2)]
    assert runs[0] == runs[1]
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (np.random.get_state()[1] == before[1]).all()


def test_a_number_says_how_it_came_about(digits, drawn):
    pictures, labels = drawn
    reference = Reference.of(digits, [pictures[:150]])
    found = _scores(["fid", "obedience"], digits, pictures, reference, labels)
    assert found["fid"].name == "FID (digit classifier)"
    assert str(found["fid"].protocol) == (
        "digit classifier, 200 samples, against 150 training pictures"
    )
    worst = found["obedience-worst"]
    assert worst.value <= found["obedience"].value
    assert "class " in str(worst.protocol)


def test_what_cannot_be_measured_is_said(digits, drawn, tmp_path):
    pictures, _ = drawn
    reference = Reference.of(digits, [pictures])
    with pytest.raises(ValueError, match="among fid, kid"):
        measure(["fip"], digits, [pictures], reference)
    with pytest.raises(ValueError, match="takes a class"):
        measure(["obedience"], digits, [pictures], reference)
    with pytest.raises(ValueError, match="too few"):
        measure(["fid"], digits, [pictures[:2]], reference)
    with pytest.raises(ValueError, match="uint8"):
        digits(pictures.float())
    with pytest.raises(ValueError, match="do not come with the program"):
        load_extractor("inception", NETWORKS, CPU, tmp_path / "none.pth")
    with pytest.raises(ValueError, match="must be digits"):
        load_extractor("vgg", NETWORKS, CPU)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 999), min_size=1, max_size=60))
def test_modes_counts_kinds_and_their_imbalance(kinds):
    chosen = torch.tensor(kinds)
    rows = [torch.eye(10)[chosen // 10**p % 10] for p in (2, 1, 0)]
    found = modes(*rows)
    assert found.covered == len(set(kinds))
    least = math.log(1000 / found.covered)
    assert found.reverse_kl >= least - 1e-9
    if len(kinds) == len(set(kinds)):
        assert found.reverse_kl == pytest.approx(least)


def test_obedience_names_the_worst_class_that_was_asked_for():
    logits = torch.eye(4)[[0, 0, 1, 3]]
    found = obedience(logits, torch.tensor([0, 0, 1, 1]))
    assert found.overall == 0.75
    assert found.each[:2] == (1.0, 0.5)
    assert math.isnan(found.each[2])
    assert found.worst == (1, 0.5)
    with pytest.raises(ValueError, match="one label for each picture"):
        obedience(logits, torch.tensor([0]))
